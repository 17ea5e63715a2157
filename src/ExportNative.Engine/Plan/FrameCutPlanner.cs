using System.Globalization;
using ExportNative.Contracts;
using ExportNative.Engine.Encode;
using ExportNative.Engine.Read;
using ExportNative.Engine.Time;
using ExportNative.Engine.Write;

namespace ExportNative.Engine.Plan;

/// <summary>
/// Cuts at the exact picture: each segment is on screen from the first tick at or after its beginning. What lies between a
/// cut and the next keyframe at which decoding can begin is encoded, likewise what cannot be decoded without pictures after
/// the end; everything else is copied.
/// </summary>
internal sealed class FrameCutPlanner(
    IReadOnlyList<PlannedSegment> segments,
    IReadOnlyDictionary<int, SourceFile> sources,
    ProgramClock clock,
    OutputContainer container,
    EncoderChoice encoders,
    List<PlanWarning> warnings)
{
    /// <summary>Encoded parts longer than this are divided at keyframes, so that several workers share them, seconds.</summary>
    private const int LongestPart = 10;

    private readonly List<VideoRun> _runs = [];
    private int _parts;

    /// <returns>At least one run, their ends set.</returns>
    /// <exception cref="ExportException">A source cannot be read, or pictures of it cannot be encoded here.</exception>
    public List<VideoRun> Plan(CancellationToken cancellation)
    {
        foreach (var segment in segments)
        {
            segment.Begin = clock.FirstAtOrAfter(segment.AskedAt);
        }

        var stretches = TouchingSegments.Join(segments, sources);
        var end = clock.FirstAtOrAfter(stretches[^1].AskedEnd);
        var starts = new KeyframeFallback(stretches, clock, container, encoders, warnings).Find(end);
        for (var i = 0; i < stretches.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            var runEnd = i + 1 < stretches.Count ? stretches[i + 1].First.Begin : end;
            if (runEnd <= stretches[i].First.Begin && stretches.Count > 1)
            {
                Absorb(stretches[i]);
            }
            else if (starts.TryGetValue(stretches[i], out var rolled))
            {
                _runs.Add(rolled.Run(clock, runEnd));
            }
            else
            {
                _runs.Add(PlanRun(stretches[i], runEnd, cancellation));
            }
        }

        return _runs;
    }

    private void Absorb(TouchingSegments stretch)
    {
        for (var i = stretch.First.Index; i <= stretch.Last.Index; i++)
        {
            segments[i].AbsorbedBy = _runs.Count > 0 ? _runs[^1].FirstSegment : stretch.Last.Index + 1;
            segments[i].ContinuesPrevious = false;
            if (_runs.Count > 0)
            {
                _runs[^1].LastSegment = i;
            }

            warnings.Add(new PlanWarning(i, $"Segment {i} is shorter than a frame, and no frame of the program falls into it: it is not shown."));
        }
    }

    private VideoRun PlanRun(TouchingSegments stretch, long end, CancellationToken cancellation)
    {
        var source = stretch.Source;
        var begin = stretch.First.Begin;
        var (placement, first) = PlaceFirst(stretch, begin, cancellation);
        var endStep = placement.FirstStepAtOrAfter(end);
        var footageEnd = source.Video.EndTicks == long.MaxValue ? long.MaxValue : source.Video.StepOf(source.Video.EndTicks);
        var lastStep = Math.Min(endStep, Math.Max(footageEnd, first + 1));
        var decodeFrom = KeyframeSearch.LastUpTo(source, source.TimeOfStep(first));
        var late = decodeFrom is null;
        if (late)
        {
            decodeFrom = KeyframeSearch.FirstAfter(source, source.TimeOfStep(first), mustBeClean: false)
                ?? throw ExportErrors.NoKeyframe(source, stretch.First.Index);
            first = source.Video.StepOf(decodeFrom.Pts);
            WarnLate(stretch, source, first);
        }

        var start = encoders.EncodesWhole(source) ? null : FindStart(source, first, lastStep);
        var copyEnd = start is null ? first : FindCopyEnd(source, start, lastStep, cancellation);
        var run = new VideoRun
        {
            Source = source,
            Start = start,
            ReadFrom = decodeFrom!,
            Placement = placement,
            VisibleFrom = late ? Math.Min(end, placement.TickOfStep(first)) : begin,
            FirstStep = first,
            CopyEndStep = copyEnd,
            End = end,
            FirstSegment = stretch.First.Index,
            LastSegment = stretch.Last.Index,
        };
        if (start is null)
        {
            run.Head = Divide(run, decodeFrom!, first, lastStep, end, encoders.EncodesAll ? "All pictures are encoded, as asked."
                : encoders.EncodesWhole(source) ? "Its codec is not the program's."
                : "There is no keyframe in it at which copying could begin.", cancellation);
        }
        else
        {
            var startStep = source.Video.StepOf(start.Pts);
            run.Head = Divide(run, decodeFrom!, first, startStep, run.TickOf(startStep), "Pictures before the first keyframe cannot be decoded by themselves.", cancellation);
            run.Tail = copyEnd >= lastStep
                ? []
                : Divide(run, KeyframeSearch.LastUpTo(source, source.TimeOfStep(copyEnd)) ?? start, copyEnd, lastStep, end, "The last pictures refer to pictures after the end.", cancellation);
        }

        if (run.Head.Count + run.Tail.Count > 0 && !encoders.CanEncode(source, out var why))
        {
            throw ExportErrors.NoEncoder(source, stretch.First.Index, why);
        }

        return run;
    }

    /// <summary>The picture that is nearest to the asked time at the first tick on which the segment is on screen, and the place of all others.</summary>
    private (SourcePlacement Placement, long First) PlaceFirst(TouchingSegments stretch, long begin, CancellationToken cancellation)
    {
        var source = stretch.Source;
        var wanted = clock.SecondsOf(begin) - stretch.Shift;
        if (source.Video.Grid is { } grid)
        {
            var first = ((wanted + source.Zero - grid.Origin) * grid.Rate).Round();
            var anchor = clock.FrameRate is not null ? begin : clock.Place(source.TimeOfStep(first) + stretch.Shift);
            return (SourcePlacement.OfStep(source, clock, first, anchor), first);
        }

        // Without a frame rate only the packets tell where pictures are: the one on screen, or the next if that is nearer than half a frame.
        var raw = source.RawTimeOf(wanted);
        var placement = SourcePlacement.OfStep(source, clock, raw, begin);
        if (KeyframeSearch.LastUpTo(source, wanted) is not { } keyframe)
        {
            return (placement, raw);
        }

        var half = (source.Video.FrameDuration / 2 / source.Video.TimeBase).Round();
        var steps = DecodeOrderWindow.Read(source, keyframe, raw + (2 * half) + 1, cancellation);
        var onScreen = steps.Where(s => s <= raw).DefaultIfEmpty(steps.DefaultIfEmpty(raw).Min()).Max();
        var next = steps.Where(s => s > raw).DefaultIfEmpty(long.MaxValue).Min();
        return (placement, raw - onScreen > half && next - raw <= half ? next : onScreen);
    }

    private static Keyframe? FindStart(SourceFile source, long first, long end)
    {
        // Not the picture before: half a frame on a grid, half a tick where every time is a picture's own.
        var margin = source.Video.Grid is null ? source.Video.TimeBase / 2 : source.Video.FrameDuration / 2;
        var start = KeyframeSearch.FirstAfter(source, source.TimeOfStep(first) - margin, mustBeClean: false);
        return start is not null && source.Video.StepOf(start.Pts) < end ? start : null;
    }

    private static long FindCopyEnd(SourceFile source, Keyframe start, long end, CancellationToken cancellation)
    {
        var last = KeyframeSearch.LastUpTo(source, source.TimeOfStep(end - 1));
        return DecodeOrderWindow.CopyEnd(source, start, last is not null && last.Pts > start.Pts ? last : start, end, cancellation);
    }

    private List<EncodedPart> Divide(VideoRun run, Keyframe decodeFrom, long first, long end, long endTick, string reason, CancellationToken cancellation)
    {
        var parts = new List<EncodedPart>();
        while (first < end)
        {
            cancellation.ThrowIfCancellationRequested();
            var source = run.Source;
            var next = KeyframeSearch.FirstAfter(source, source.TimeOfStep(first) + LongestPart, mustBeClean: false);
            var partEnd = next is not null && source.Video.StepOf(next.Pts) is var step && step < end ? step : end;
            var beginTick = run.TickOf(first);
            var partEndTick = partEnd == end ? endTick : run.TickOf(partEnd);
            parts.Add(new EncodedPart
            {
                Number = _parts++,
                Run = run,
                DecodeFrom = decodeFrom,
                FirstStep = first,
                EndStep = partEnd,
                BeginTick = beginTick,
                EndTick = partEndTick,
                Pictures = source.Video.Grid is not null ? partEnd - first : Math.Max(1, (clock.SecondsOf(partEndTick - beginTick) / source.Video.FrameDuration).Round()),
                Reason = reason,
            });
            (first, decodeFrom) = (partEnd, next!);
        }

        return parts;
    }

    private void WarnLate(TouchingSegments stretch, SourceFile source, long first)
    {
        var late = (source.TimeOfStep(first) - stretch.First.Asked.StartTime.ToRatio()).ToDouble().ToString("0.###", CultureInfo.InvariantCulture);
        warnings.Add(new PlanWarning(stretch.First.Index, $"{source.Name.AsWritten} has no keyframe before {stretch.First.Asked.StartTime} s: its picture begins {late} s late, sound on time."));
    }
}
