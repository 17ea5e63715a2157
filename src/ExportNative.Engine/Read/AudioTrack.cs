using ExportNative.Engine.Time;
using ExportNative.LibAv;

namespace ExportNative.Engine.Read;

/// <summary>The sound of a source that is copied: its first, or the container's default, audio stream.</summary>
internal sealed class AudioTrack
{
    private readonly FrameGrid? _grid;
    private readonly long _gridOrigin;     // samples of source time at packet 0 of the grid
    private readonly Int128 _samplesNumerator;
    private readonly Int128 _samplesDenominator;
    private readonly Int128 _zeroSamplesTimesDenominator;

    /// <param name="stream">The stream.</param>
    /// <param name="parameters">Codec parameters as the output will carry them.</param>
    /// <param name="framesPerPacket">Samples of every packet when the codec fixes it, else 0.</param>
    /// <param name="firstPts">Raw PTS of a packet of the stream, from which the exact times of the others are counted.</param>
    /// <param name="zero">Raw seconds of source time 0.</param>
    public AudioTrack(InputStream stream, CodecParameters parameters, int framesPerPacket, long firstPts, Ratio zero)
    {
        Stream = stream;
        Parameters = parameters;
        SampleRate = parameters.SampleRate;
        SamplesPerPacket = framesPerPacket;
        var timeBase = stream.TimeBase.ToRatio();
        var samplesPerTick = timeBase * SampleRate;
        var zeroSamples = zero * SampleRate;
        _samplesNumerator = samplesPerTick.Numerator * zeroSamples.Denominator;
        _samplesDenominator = samplesPerTick.Denominator * zeroSamples.Denominator;
        _zeroSamplesTimesDenominator = zeroSamples.Numerator * samplesPerTick.Denominator;
        if (framesPerPacket > 0 && firstPts != FFmpeg.NoTimestamp)
        {
            _grid = new FrameGrid(new Ratio(SampleRate, framesPerPacket), timeBase, firstPts);
            _gridOrigin = Exact(firstPts);
        }
    }

    public InputStream Stream { get; }

    public CodecParameters Parameters { get; }

    /// <summary>Samples a second.</summary>
    public int SampleRate { get; }

    /// <summary>Samples of each packet; 0 where they vary.</summary>
    public int SamplesPerPacket { get; }

    /// <summary>Packets carry ADTS headers (MPEG-TS), which MP4 does not.</summary>
    public bool HasAdtsHeaders { get; init; }

    /// <summary>Source time of a packet, in samples; freed of the container's rounding where the codec's packet length allows it.</summary>
    public long SampleOf(long rawPts) => _grid is not null && _grid.Holds(rawPts)
        ? _gridOrigin + (_grid.IndexOf(rawPts) * SamplesPerPacket)
        : Exact(rawPts);

    /// <summary>The raw timestamp nearest to a sample of source time.</summary>
    public long RawTimeOf(long sample) => Ratio.RoundQuotient(((Int128)sample * _samplesDenominator) + _zeroSamplesTimesDenominator, _samplesNumerator);

    /// <summary>Samples that a packet holds.</summary>
    public int DurationOf(Packet packet) => SamplesPerPacket > 0
        ? SamplesPerPacket
        : (int)Math.Max(1, Ratio.RoundQuotient((Int128)packet.Duration * Stream.TimeBase.Num * SampleRate, Stream.TimeBase.Den));

    private long Exact(long rawPts) => Ratio.RoundQuotient(((Int128)rawPts * _samplesNumerator) - _zeroSamplesTimesDenominator, _samplesDenominator);
}
