using System.Globalization;
using ExportNative.Engine.Read;
using ExportNative.Engine.Read.Bitstream;
using ExportNative.Engine.Time;
using ExportNative.Engine.Write;

namespace ExportNative.Engine.Plan;

/// <summary>
/// Rolls each boundary to the nearest keyframe of the segment that begins there: what the incoming segment loses the
/// outgoing one gains, so the program's length never changes.
/// </summary>
internal sealed class BoundaryPlanner(
    IReadOnlyList<PlannedSegment> segments,
    IReadOnlyDictionary<int, SourceFile> sources,
    ProgramClock clock,
    OutputContainer container,
    Ratio touchTolerance,
    List<PlanWarning> warnings)
{
    /// <summary>Keyframes looked at on each side of a boundary before it is given up; unsafe ones count.</summary>
    private const int Reach = 64;

    private readonly List<VideoRun> _runs = [];

    /// <returns>At least one run; the last one's end is left to the caller.</returns>
    public List<VideoRun> Plan(CancellationToken cancellation)
    {
        for (var i = 0; i < segments.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            var segment = segments[i];
            if (_runs.Count == 0)
            {
                _runs.Add(Begin(segment));
            }
            else if (Continues(segment))
            {
                segment.ContinuesPrevious = true;
                segment.Begin = clock.Place(segment.AskedAt);
                _runs[^1].LastSegment = i;
            }
            else
            {
                Cut(segment);
            }
        }

        return _runs;
    }

    /// <summary>The first boundary has no neighbour to roll into: it starts at the keyframe before, hidden by the edit list.</summary>
    private VideoRun Begin(PlannedSegment segment)
    {
        var source = sources[segment.Asked.SourceIndex];
        var start = segment.Asked.StartTime.ToRatio();
        var keyframe = container.HidesPreroll ? LastUsableUpTo(source, start) : ShownAt(source, start);
        long anchor;
        if (keyframe is not null)
        {
            anchor = -FirstPicture.TicksAfter(source, keyframe, start, clock);
        }
        else
        {
            keyframe = FirstUsableFrom(source, start) ?? throw ExportErrors.NoKeyframe(source, segment.Index);
            var late = source.TimeOf(keyframe.Pts) - start;
            anchor = clock.Place(late);
            if (anchor >= clock.Place(Length(segment)))
            {
                throw ExportErrors.NoKeyframe(source, segment.Index);
            }

            warnings.Add(new PlanWarning(segment.Index, container.HidesPreroll
                ? $"{source.Name.AsWritten} has no keyframe before {Show(start)} s: the picture begins {Show(late)} s late, sound on time."
                : $"WebM cannot hide what lies before a cut, and the first keyframe after {Show(start)} s is {Show(late)} s later: the picture begins that late, sound on time. MP4 has no such limit."));
            segment.Roll = late;
        }

        segment.Begin = Math.Max(0, anchor);
        return NewRun(segment, source, keyframe, anchor, segment.Begin);
    }

    private bool Continues(PlannedSegment segment)
    {
        var run = _runs[^1];
        return run.LastSegment == segment.Index - 1 && segments[run.LastSegment].AbsorbedBy is null
            && run.Source == sources[segment.Asked.SourceIndex]
            && Ratio.Abs(AskedShift(segment) - run.AskedShift) < touchTolerance;
    }

    private void Cut(PlannedSegment segment)
    {
        var source = sources[segment.Asked.SourceIndex];
        var previous = _runs[^1];
        var best = Choose(segment, source, previous, mayHold: false) ?? Choose(segment, source, previous, mayHold: true);
        if (best is not { } choice)
        {
            Absorb(segment, previous);
            return;
        }

        segment.Begin = choice.Tick;
        segment.Roll = choice.Roll;
        previous.End = choice.Tick;
        WarnIfHeld(previous, choice.Tick);
        _runs.Add(NewRun(segment, source, choice.Keyframe, choice.Tick, choice.Tick));
    }

    /// <summary>
    /// The nearest keyframe at which the boundary can lie: after something of the outgoing segment was shown, before this
    /// segment is over, and inside the outgoing source's footage.
    /// </summary>
    private (Keyframe Keyframe, long Tick, Ratio Roll)? Choose(PlannedSegment segment, SourceFile source, VideoRun previous, bool mayHold)
    {
        var start = segment.Asked.StartTime.ToRatio();
        var last = clock.Place(segment.AskedAt + Length(segment));
        var footage = previous.Source.End is { } end ? end + previous.Source.Video.FrameDuration + previous.AskedShift : (Ratio?)null;
        var setsDiffer = source.Video.ParameterSets is { } own && previous.Source.Video.ParameterSets is { } other && !own.Matches(other);
        var map = source.Video.Keyframes;
        var center = map.LastAtOrBefore(source.RawTimeOf(start));
        int before = Math.Min(center + 1, map.Count - 1), after = Math.Max(center, 0);
        (Keyframe Keyframe, Ratio Time)? below = null, above = null;
        int triedBefore = 0, triedAfter = 0;
        while (true)
        {
            while (below is null && before >= 0 && triedBefore < Reach)
            {
                below = Candidate(source, before--, setsDiffer, t => t <= start);
                triedBefore++;
            }

            while (above is null && after < map.Count && triedAfter < Reach)
            {
                above = Candidate(source, after++, setsDiffer, t => t > start);
                triedAfter++;
            }

            if (below is null && above is null)
            {
                return null;
            }

            var takeBelow = above is null || (below is not null && start - below.Value.Time <= above.Value.Time - start);
            var (keyframe, time) = takeBelow ? below!.Value : above!.Value;
            var roll = time - start;
            var tick = clock.Place(segment.AskedAt + roll);
            var fits = tick > previous.VisibleFrom && tick < last;
            if (fits && (mayHold || footage is not { } limit || segment.AskedAt + roll <= limit))
            {
                return (keyframe, tick, roll);
            }

            // Further out on a side that already left the room there is nothing to find.
            if (takeBelow)
            {
                below = null;
                before = tick <= previous.VisibleFrom ? -1 : before;
            }
            else
            {
                above = null;
                after = tick >= last || !mayHold && fits ? map.Count : after;
            }
        }
    }

    private static (Keyframe Keyframe, Ratio Time)? Candidate(SourceFile source, int i, bool needsCleanStart, Func<Ratio, bool> onSide)
    {
        if (source.Video.Keyframes.Usable(i) is not { IsHidden: false } keyframe || (needsCleanStart && keyframe.Start == StartKind.RecoveryPoint))
        {
            return null;
        }

        var time = source.TimeOf(keyframe.Pts);
        return time >= Ratio.Zero && onSide(time) ? (keyframe, time) : null;
    }

    private void Absorb(PlannedSegment segment, VideoRun previous)
    {
        segment.AbsorbedBy = previous.FirstSegment;
        segment.Begin = clock.Place(segment.AskedAt);
        previous.LastSegment = segment.Index;
        warnings.Add(new PlanWarning(segment.Index, string.Create(CultureInfo.InvariantCulture,
            $"Segment {segment.Index} ({segment.Asked.StartTime} to {segment.Asked.EndTime} s of {sources[segment.Asked.SourceIndex].Name.AsWritten}) has no keyframe that it could begin at: segment {previous.FirstSegment} goes on over it. Cut by frame (\"cut\": \"frame\") to show it.")));
    }

    private void WarnIfHeld(VideoRun run, long tick)
    {
        if (run.Source.End is { } end && clock.SecondsOf(tick) - run.Placement.Shift - end is var missing && missing > run.Source.Video.FrameDuration)
        {
            warnings.Add(new PlanWarning(run.LastSegment, $"{run.Source.Name.AsWritten} ends {Show(missing)} s before the next keyframe to cut to: its last picture is held that long."));
        }
    }

    private VideoRun NewRun(PlannedSegment segment, SourceFile source, Keyframe keyframe, long anchor, long visibleFrom) => new()
    {
        Source = source,
        Start = keyframe,
        Placement = new SourcePlacement(source, clock, keyframe.Pts, anchor),
        VisibleFrom = visibleFrom,
        End = long.MaxValue,
        FirstSegment = segment.Index,
        LastSegment = segment.Index,
        AskedShift = AskedShift(segment),
    };

    private static Ratio AskedShift(PlannedSegment segment) => segment.AskedAt - segment.Asked.StartTime.ToRatio();

    private static Ratio Length(PlannedSegment segment) => segment.Asked.EndTime.ToRatio() - segment.Asked.StartTime.ToRatio();

    private static Keyframe? LastUsableUpTo(SourceFile source, Ratio time)
    {
        var map = source.Video.Keyframes;
        var half = source.Video.FrameDuration / 2;
        for (var i = Math.Min(map.LastAtOrBefore(source.RawTimeOf(time)) + 1, map.Count - 1); i >= 0; i--)
        {
            if (map.Usable(i) is { } keyframe && source.TimeOf(keyframe.Pts) <= time + half)
            {
                return keyframe;
            }
        }

        return null;
    }

    /// <summary>The keyframe that is itself the picture asked for; null when the cut falls elsewhere.</summary>
    private static Keyframe? ShownAt(SourceFile source, Ratio time) =>
        LastUsableUpTo(source, time) is { } keyframe && Ratio.Abs(source.TimeOf(keyframe.Pts) - time) <= source.Video.FrameDuration / 2 ? keyframe : null;

    private static Keyframe? FirstUsableFrom(SourceFile source, Ratio time)
    {
        var map = source.Video.Keyframes;
        for (var i = Math.Max(map.LastAtOrBefore(source.RawTimeOf(time)), 0); i < map.Count; i++)
        {
            if (map.Usable(i) is { IsHidden: false } keyframe && source.TimeOf(keyframe.Pts) > time)
            {
                return keyframe;
            }
        }

        return null;
    }

    private static string Show(Ratio seconds) => seconds.ToDouble().ToString("0.###", CultureInfo.InvariantCulture);
}
