using ExportNative.Engine.Plan;
using ExportNative.LibAv;

namespace ExportNative.Engine.Write;

/// <summary>Counts, per segment of the config, what the report tells. Fixed arrays: nothing is allocated per packet.</summary>
internal sealed class SegmentTally
{
    private readonly PlannedSegment[] _shown;      // without the absorbed ones
    private readonly AudioOutput? _audio;
    private readonly long[] _packets;
    private readonly long[] _encoded;
    private readonly long[] _concealed;
    private readonly long[] _bytes;
    private readonly long[] _lastTick;
    private readonly long[] _soundError;
    private int _place;

    public SegmentTally(ProgramPlan plan, AudioOutput? audio)
    {
        _shown = [.. plan.Segments.Where(s => s.AbsorbedBy is null)];
        _audio = audio;
        _packets = new long[plan.Segments.Count];
        _encoded = new long[plan.Segments.Count];
        _concealed = new long[plan.Segments.Count];
        _bytes = new long[plan.Segments.Count];
        _soundError = new long[plan.Segments.Count];
        _lastTick = new long[plan.Segments.Count];
        Array.Fill(_lastTick, long.MinValue);
    }

    /// <summary>Index of the segment that the last picture belongs to.</summary>
    public int CurrentSegment => _shown[_place].Index;

    /// <summary>Video packets of a segment.</summary>
    public long PacketsOf(int segment) => _packets[segment];

    /// <summary>Video packets of a segment that were encoded anew.</summary>
    public long EncodedOf(int segment) => _encoded[segment];

    /// <summary>Encoded pictures of the run that begins with a segment that are damaged or missing in the source.</summary>
    public long ConcealedOf(int segment) => _concealed[segment];

    /// <summary>All of them.</summary>
    public long Concealed => _concealed.Sum();

    /// <summary>Bytes of the video packets of a segment.</summary>
    public long BytesOf(int segment) => _bytes[segment];

    /// <summary>Tick of the last picture of a segment; <see cref="long.MinValue"/> when it has none.</summary>
    public long LastTickOf(int segment) => _lastTick[segment];

    /// <summary>Samples between sound and picture, the largest of the run that the segment is in.</summary>
    public long SoundErrorOf(int segment) => _soundError[segment];

    /// <summary>A picture is about to be written.</summary>
    /// <param name="packet">Its bytes are counted.</param>
    /// <param name="tick">Where it is shown.</param>
    /// <param name="isEncoded">It was encoded anew.</param>
    public void Picture(Packet packet, long tick, bool isEncoded)
    {
        // Pictures arrive in decode order, so near a border inside a run they step back and forth over it.
        while (_place + 1 < _shown.Length && tick >= _shown[_place + 1].Begin)
        {
            _place++;
        }

        while (_place > 0 && tick < _shown[_place].Begin)
        {
            _place--;
        }

        var segment = _shown[_place].Index;
        _packets[segment]++;
        _encoded[segment] += isEncoded ? 1 : 0;
        _bytes[segment] += packet.Size;
        _lastTick[segment] = Math.Max(_lastTick[segment], tick);
    }

    /// <summary>Encoded pictures of a run were damaged or missing in the source.</summary>
    public void Conceal(VideoRun run, long pictures) => _concealed[run.FirstSegment] += pictures;

    /// <summary>A run is complete.</summary>
    public void RunEnds(VideoRun run)
    {
        var error = _audio?.TakeError() ?? 0;
        for (var i = run.FirstSegment; i <= run.LastSegment; i++)
        {
            _soundError[i] = error;
        }
    }
}
