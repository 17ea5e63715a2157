using ExportNative.Contracts;
using ExportNative.Engine.Encode;
using ExportNative.Engine.Plan;

namespace ExportNative.Engine.Write;

/// <summary>
/// Tells how far the program is, four times a second at the most. Per packet it costs one comparison and, now and then, a
/// look at the clock. Encoded pictures count by what they turned out to cost against copied ones, and count when they are
/// encoded, which is ahead of their being written.
/// </summary>
internal sealed class ProgressMeter(ProgramPlan plan, TimeProvider clock, IProgress<ExportProgress>? listener)
{
    private const int PacketsBetweenLooks = 16;

    /// <summary>Copied pictures that an encoded one costs as long as nothing was measured.</summary>
    private const double UsualCost = 100;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private readonly long _planned = Math.Max(1, plan.End);
    private readonly long _toEncode = plan.PicturesEncoded;
    private readonly double _toCopy = Math.Max(1, plan.VideoPackets - plan.PicturesEncoded);
    private readonly long _started = clock.GetTimestamp();
    private readonly Queue<(long Time, long Bytes)> _recent = new();
    private Func<(long Packets, long Bytes, int Segment)> _written = static () => default;
    private PartWorkers? _parts;
    private long _furthest;
    private long _copied;
    private double _fraction;
    private long _lastReport;
    private int _untilLook = PacketsBetweenLooks;

    /// <summary>Where to read the counts from; set once, before the first packet.</summary>
    public void Watch(PartWorkers parts, Func<(long Packets, long Bytes, int Segment)> written) => (_parts, _written) = (parts, written);

    /// <summary>A copied picture was written.</summary>
    /// <param name="tick">Where it is shown, program ticks; may be before 0 and step back.</param>
    public void Copied(long tick)
    {
        _copied++;
        Advance(tick);
    }

    /// <summary>An encoded picture was written.</summary>
    /// <param name="tick">Where it is shown, program ticks.</param>
    public void Encoded(long tick)
    {
        // Seldom enough to look at the clock each time.
        _untilLook = 1;
        Advance(tick);
    }

    private void Advance(long tick)
    {
        _furthest = Math.Max(_furthest, tick);
        if (listener is not null && --_untilLook == 0)
        {
            _untilLook = PacketsBetweenLooks;
            if (clock.GetElapsedTime(_lastReport == 0 ? _started : _lastReport) >= Interval)
            {
                Report(ExportStage.Write, Math.Min(0.999, Done()));
            }
        }
    }

    private double Done()
    {
        if (_toEncode == 0)
        {
            return (double)_furthest / _planned;
        }

        var encoded = Math.Min(_parts!.Pictures, _toEncode);
        var copying = clock.GetElapsedTime(_started).TotalSeconds - _parts.SecondsWaited;
        var cost = encoded == 0 || _copied == 0 ? UsualCost : Math.Clamp(_parts.SecondsPerPicture / (copying / _copied), 1, 10_000);
        var done = (Math.Min(_copied, _toCopy) + (encoded * cost)) / (_toCopy + (_toEncode * cost));

        // A cost that turns out higher makes what is done a smaller part: what was told stays told.
        return _fraction = Math.Max(_fraction, done);
    }

    /// <summary>A stage begins.</summary>
    public void Enter(ExportStage stage)
    {
        _furthest = stage == ExportStage.Write ? _furthest : plan.End;
        if (listener is not null)
        {
            Report(stage, Math.Min(0.999, stage == ExportStage.Write ? Done() : 1));
        }
    }

    /// <summary>The file has its final name: the only time that the fraction is 1.</summary>
    public void Publish()
    {
        if (listener is not null)
        {
            Report(ExportStage.Publish, 1);
        }
    }

    private void Report(ExportStage stage, double fraction)
    {
        _lastReport = clock.GetTimestamp();
        var (packets, bytes, segment) = _written();
        _recent.Enqueue((_lastReport, bytes));
        if (_recent.Count > 16)
        {
            _recent.Dequeue();
        }

        var (sinceTime, sinceBytes) = _recent.Count > 1 ? _recent.Peek() : (_started, 0);
        var seconds = clock.GetElapsedTime(sinceTime, _lastReport).TotalSeconds;
        listener!.Report(new ExportProgress
        {
            Stage = stage,
            Fraction = fraction,
            ProgramTimeWritten = Span(Math.Clamp(_furthest, 0, plan.End)),
            ProgramTimePlanned = Span(plan.End),
            PacketsWritten = packets,
            PacketsPlanned = Math.Max(packets, plan.VideoPackets + plan.AudioPackets),
            PicturesEncoded = _parts?.Pictures ?? 0,
            PicturesToEncode = Math.Max(_toEncode, _parts?.Pictures ?? 0),
            PicturesToCopy = Math.Max(0, plan.VideoPackets - _toEncode),
            BytesWritten = bytes,
            BytesPlanned = Math.Max(bytes, plan.MediaBytes),
            SegmentIndex = segment,
            SegmentCount = plan.Segments.Count,
            BytesPerSecond = seconds > 0 ? (bytes - sinceBytes) / seconds : 0,
        });
    }

    private TimeSpan Span(long ticks) => TimeSpan.FromTicks((plan.Clock.SecondsOf(ticks) * TimeSpan.TicksPerSecond).Round());
}
