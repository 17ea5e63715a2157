using ExportNative.Engine.Plan;
using ExportNative.Engine.Read;
using ExportNative.Engine.Read.Bitstream;
using ExportNative.Engine.Read.Bitstream.H264;
using ExportNative.LibAv;

namespace ExportNative.Engine.Write;

/// <summary>Writes the program's picture: every packet with its exact place, untouched wherever the sources allow it.</summary>
internal sealed class VideoOutput : IDisposable
{
    private readonly OutputTrack _track;
    private readonly ProgramPlan _plan;
    private readonly PlanAssumptions _assumptions;
    private readonly DecodeOrder _order;
    private readonly NalFormat _format;
    private readonly int _codecId;
    private readonly Packet _pending = new();
    private readonly Packet _scratch = new();
    private readonly byte[][] _sets;            // by source index; empty where packets pass untouched
    private OpenGopStart? _openGop;             // of the current run, until its source resets its numbers by itself
    private VideoRun? _run;
    private int _samples;
    private uint _runNumber;
    private bool _hasBegun;                     // the run's first picture was written
    private long _pendingPts;
    private long _pendingDts;
    private long _pendingDuration;
    private bool _hasPending;
    private long _shownUpTo;

    /// <param name="track">The picture's track in the output, ticking as the program's clock.</param>
    /// <param name="plan">What is written.</param>
    /// <param name="assumptions">What the plan was made under.</param>
    /// <param name="format">How the output separates NAL units; anything for other codecs.</param>
    public VideoOutput(OutputTrack track, ProgramPlan plan, PlanAssumptions assumptions, NalFormat format)
    {
        _track = track;
        _plan = plan;
        _assumptions = assumptions;
        _format = format;
        _codecId = plan.CodecId;
        _order = new DecodeOrder(plan.ReorderDepth, plan.Clock.FrameTicks > 0 ? plan.Clock.FrameTicks : NominalTicks(plan, plan.Runs[0].Source), plan.CodecId == CodecIds.Vp8);
        _sets = new byte[plan.Runs.Max(r => r.Source.Name.Index) + 1][];
        foreach (var run in plan.Runs)
        {
            _sets[run.Source.Name.Index] = plan.SetsInBand && run.Start is not null ? run.Source.Video.ParameterSets!.InBand(format) : _sets[run.Source.Name.Index] ?? [];
        }
    }

    /// <summary>Packets of encoded parts.</summary>
    public long Encoded { get; private set; }

    /// <summary>HEVC CRA pictures at joins that were marked as splices.</summary>
    public long Splices { get; private set; }

    /// <summary>Keyframes that were given their parameter sets.</summary>
    public long SetsInserted { get; private set; }

    /// <summary>H.264 packets whose slice headers count from an open-GOP keyframe that the run begins with.</summary>
    public long Renumbered { get; private set; }

    /// <summary>Numbers, from 0 and in decode order, of the HEVC pictures that are CRA.</summary>
    public List<int> CleanRandomAccessSamples { get; } = [];

    /// <summary>Ticks of the program up to which pictures are written.</summary>
    public long ShownUpTo => _shownUpTo;

    /// <summary>Writes the next picture in decode order and takes the packet's content.</summary>
    /// <param name="packet">From <paramref name="run"/>'s source.</param>
    /// <param name="run">The run that it belongs to.</param>
    /// <param name="tick">Where it is shown.</param>
    /// <param name="isJoin">It is the first picture of a run that follows another.</param>
    /// <exception cref="PlanRevisionException">Its time contradicts the reorder depth or frame rate that was assumed.</exception>
    public void Write(Packet packet, VideoRun run, long tick, bool isJoin)
    {
        if (run.Source.Video.ParameterSets is not null)
        {
            Adapt(packet, run, isJoin);
        }

        Hold(packet, run, tick);
    }

    /// <summary>One packet is kept back, because only its successor tells how long the last one lasts.</summary>
    private void Hold(Packet packet, VideoRun run, long tick)
    {
        var found = _order.Next(tick, out var dts);
        if (found != DecodeOrderResult.Fits)
        {
            throw Contradicted(found, run, tick);
        }

        WritePending();
        _pendingPts = tick;
        _pendingDts = dts;
        _pendingDuration = _plan.Clock.FrameTicks > 0 ? _plan.Clock.FrameTicks : NominalTicks(_plan, run.Source);
        packet.MoveTo(_pending);
        _hasPending = true;
        _shownUpTo = Math.Max(_shownUpTo, tick + _pendingDuration);
    }

    /// <summary>Writes the next picture of an encoded part and takes the packet's content.</summary>
    /// <param name="packet">From an encoder; keyframes bring their parameter sets, behind start codes.</param>
    /// <param name="run">The run that it belongs to.</param>
    /// <param name="tick">Where it is shown.</param>
    /// <exception cref="PlanRevisionException">Its time contradicts the reorder depth or frame rate that was assumed.</exception>
    public void WriteEncoded(Packet packet, VideoRun run, long tick)
    {
        if (_format.LengthSize > 0)
        {
            PacketRewriter.Rebuild(packet, _scratch, _codecId, NalFormat.AnnexB, _format, []);
        }
        else if (_codecId == CodecIds.Av1 && packet.Data is [0x12, 0x00, ..])
        {
            // A temporal delimiter, which no container holds (AV1 in ISO BMFF, clause 2.4): muxers would take it out.
            packet.TrimStart(2);
        }

        _samples++;
        Encoded++;
        Hold(packet, run, tick);
    }

    /// <summary>Writes the last packet so that the track ends exactly with the program.</summary>
    public void Finish()
    {
        if (_hasPending && _shownUpTo != _plan.End)
        {
            _pendingDuration = Math.Max(1, _plan.End - _pendingPts);
        }

        WritePending();
    }

    public void Dispose()
    {
        _pending.Dispose();
        _scratch.Dispose();
    }

    private static long NominalTicks(ProgramPlan plan, SourceFile source) =>
        Math.Max(1, (source.Video.FrameDuration * plan.Clock.Timescale).Round());

    private void Adapt(Packet packet, VideoRun run, bool isJoin)
    {
        var from = run.Source.Video.NalFormat;
        var codec = run.Source.Video.Stream.CodecId;
        if (codec == CodecIds.H264)
        {
            Renumber(packet, run);
        }

        if (isJoin && run.Start!.Start == StartKind.CleanRandomAccess)
        {
            PacketRewriter.MarkAsSplice(packet, from);
            Splices++;
        }
        else if (codec == CodecIds.Hevc && packet.IsKeyframe && DecodingStart.Classify(codec, packet.Data, from) == StartKind.CleanRandomAccess)
        {
            CleanRandomAccessSamples.Add(_samples);
        }

        _samples++;

        var sets = packet.IsKeyframe ? _sets[run.Source.Name.Index] : [];
        if (sets.Length > 0 && PacketRewriter.BringsSets(packet.Data, codec, from))
        {
            sets = [];
        }

        if (sets.Length > 0 || from != _format)
        {
            PacketRewriter.Rebuild(packet, _scratch, codec, from, _format, sets);
            SetsInserted += sets.Length > 0 ? 1 : 0;
        }
    }

    private void Renumber(Packet packet, VideoRun run)
    {
        if (_run != run)
        {
            _run = run;
            _hasBegun = false;
            _openGop = run.Start!.Start == StartKind.RecoveryPoint ? new OpenGopStart(run.Source.Video.ParameterSets!, _runNumber++ % 16) : null;
        }

        // Players enter the file at what is marked as a keyframe, and decoders complain where it is none that resets them.
        var isStart = _openGop is not null && packet.IsKeyframe;
        if (packet.IsKeyframe && DecodingStart.Classify(CodecIds.H264, packet.Data, run.Source.Video.NalFormat) != StartKind.Clean)
        {
            packet.IsKeyframe = isStart && !_hasBegun;
        }

        _hasBegun = true;
        if (_openGop is null)
        {
            return;
        }

        if (!_openGop.TryRewrite(packet, _scratch))
        {
            throw new PlanRevisionException(
                _assumptions with { ClosedGopSources = _assumptions.ClosedGopSources.Add(run.Source.Name.Index) },
                $"{run.Source.Name.AsWritten} has open-GOP keyframes that later pictures refer past: only its IDR pictures are used to cut at.");
        }

        if (_openGop.IsOver)
        {
            _openGop = null;
            return;
        }

        Renumbered++;
    }

    private void WritePending()
    {
        if (_hasPending)
        {
            _hasPending = false;
            _track.Write(_pending, _pendingPts, _pendingDts, _pendingDuration);
        }
    }

    private PlanRevisionException Contradicted(DecodeOrderResult found, VideoRun run, long tick)
    {
        var source = run.Source;
        if (found == DecodeOrderResult.TooDeep && _plan.ReorderDepth < DecodeOrder.DeepestReordering)
        {
            return new PlanRevisionException(
                _assumptions with { LeastReorderDepth = Math.Min(DecodeOrder.DeepestReordering, (_plan.ReorderDepth * 2) + 2) },
                $"{source.Name.AsWritten} reorders its pictures deeper than it states ({_plan.ReorderDepth}), seen at program time {_plan.Clock.SecondsOf(tick)} s.");
        }

        if (source.Video.Grid is not null)
        {
            return new PlanRevisionException(
                _assumptions with { VariableRateSources = _assumptions.VariableRateSources.Add(source.Name.Index) },
                $"{source.Name.AsWritten} does not keep the constant frame rate that it states, seen at program time {_plan.Clock.SecondsOf(tick)} s.");
        }

        throw SourceErrors.ReadFailed(source.Name, run.FirstSegment, $"two of its pictures have the same time or an impossible order, at program time {_plan.Clock.SecondsOf(tick)} s", null);
    }
}
