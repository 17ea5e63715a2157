using System.Globalization;
using ExportNative.Engine.Read;
using ExportNative.Engine.Read.Bitstream;
using ExportNative.Engine.Time;
using ExportNative.Engine.Write;

namespace ExportNative.Engine.Plan;

/// <summary>
/// Rolls each boundary to a keyframe of the segment that begins there: what the incoming segment loses the outgoing one
/// gains, so the program's length never changes. Of all ways to do that it takes one that shows another camera than asked
/// for the shortest time.
/// </summary>
/// <remarks>
/// Each boundary has at most four places: the nearest keyframe before and after it, and the nearest ones that reset the
/// decoder. The cheapest chain of places is found from front to back; a segment that no chain can show well is absorbed,
/// that is the one before it goes on. Looking back is bounded in program time, so the work is linear in the segments.
/// </remarks>
internal sealed class BoundaryPlanner(
    IReadOnlyList<PlannedSegment> segments,
    IReadOnlyDictionary<int, SourceFile> sources,
    ProgramClock clock,
    OutputContainer container,
    List<PlanWarning> warnings)
{
    private const long Unreachable = long.MaxValue / 4;

    /// <summary>What showing a last picture past the end of its footage costs, against showing the wrong camera as long.</summary>
    private const int HoldWeight = 1000;

    /// <summary>What rolling further than half a GOP costs, against showing the wrong camera as long.</summary>
    private const int FarRollWeight = 4;

    private readonly List<Stretch> _stretches = [];

    /// <summary>Touching segments, and where they could begin.</summary>
    private sealed class Stretch(TouchingSegments touching, long begin, long end)
    {
        public PlannedSegment First => touching.First;

        public PlannedSegment Last => touching.Last;

        public SourceFile Source => touching.Source;

        public Ratio AskedShift => touching.Shift;

        /// <summary>Ticks of the program, as asked.</summary>
        public long Begin { get; } = begin;

        public long End { get; } = end;

        public List<Place> Places { get; } = [];
    }

    /// <summary>A keyframe at which a stretch could begin, and the cheapest chain that leads to it.</summary>
    private sealed class Place(Keyframe keyframe, Ratio roll, long tick)
    {
        /// <summary>Ticks by which it is further away than half the GOP that the boundary falls in.</summary>
        public long Detour { get; set; }

        public Keyframe Keyframe { get; } = keyframe;

        public Ratio Roll { get; } = roll;

        public long Tick { get; } = tick;

        public long Cost { get; set; } = Unreachable;

        public int PreviousStretch { get; set; } = -1;

        public Place? Previous { get; set; }
    }

    /// <returns>At least one run, their ends set.</returns>
    /// <exception cref="Contracts.ExportException">The first segment has no keyframe to begin at.</exception>
    public List<VideoRun> Plan(CancellationToken cancellation)
    {
        JoinTouching();
        var first = BeginFirst(out var anchor);
        foreach (var stretch in _stretches.Skip(1))
        {
            cancellation.ThrowIfCancellationRequested();
            FindPlaces(stretch);
        }

        FindChain();
        return TakeChain(first, anchor);
    }

    private void JoinTouching()
    {
        foreach (var segment in segments)
        {
            segment.Begin = clock.Place(segment.AskedAt);
        }

        foreach (var touching in TouchingSegments.Join(segments, sources))
        {
            _stretches.Add(new Stretch(touching, touching.First.Begin, clock.Place(touching.AskedEnd)));
        }
    }

    /// <summary>The first boundary has no neighbour to roll into: it starts at the keyframe before, hidden by the edit list.</summary>
    private Place BeginFirst(out long anchor)
    {
        var stretch = _stretches[0];
        var segment = stretch.First;
        var start = segment.Asked.StartTime.ToRatio();
        var keyframe = container.HidesPreroll ? KeyframeSearch.LastUpTo(stretch.Source, start) : KeyframeSearch.ShownAt(stretch.Source, start);
        if (keyframe is not null)
        {
            anchor = -FirstPicture.TicksAfter(stretch.Source, keyframe, start, clock);
        }
        else
        {
            keyframe = KeyframeSearch.FirstAfter(stretch.Source, start, mustBeClean: false);
            var late = keyframe is null ? Ratio.Zero : stretch.Source.TimeOf(keyframe.Pts) - start;
            anchor = clock.Place(late);
            if (keyframe is null || anchor >= stretch.End)
            {
                throw container.HidesPreroll
                    ? ExportErrors.NoKeyframe(stretch.Source, segment.Index)
                    : ExportErrors.NoKeyframeForWebM(stretch.Source, segment.Index);
            }

            warnings.Add(new PlanWarning(segment.Index, container.HidesPreroll
                ? $"{stretch.Source.Name.AsWritten} has no keyframe before {Show(start)} s: the picture begins {Show(late)} s late, sound on time."
                : $"WebM cannot hide what lies before a cut, and the first keyframe after {Show(start)} s is {Show(late)} s later: the picture begins that late, sound on time. MP4 has no such limit."));
            segment.Roll = late;
        }

        segment.Begin = Math.Max(0, anchor);
        var place = new Place(keyframe, segment.Roll, segment.Begin) { Cost = 0 };
        stretch.Places.Add(place);
        return place;
    }

    private void FindPlaces(Stretch stretch)
    {
        var start = stretch.First.Asked.StartTime.ToRatio();
        var before = KeyframeSearch.LastShownUpTo(stretch.Source, start, mustBeClean: false);
        var after = KeyframeSearch.FirstAfter(stretch.Source, start, mustBeClean: false);
        Add(stretch, start, before);
        Add(stretch, start, after);
        if (before is not null && after is not null)
        {
            var half = (stretch.Source.TimeOf(after.Pts) - stretch.Source.TimeOf(before.Pts)) / 2;
            foreach (var place in stretch.Places)
            {
                place.Detour = Math.Max(0, clock.Place(Ratio.Abs(place.Roll) - half));
            }
        }

        if (stretch.Places.Exists(p => p.Keyframe.Start == StartKind.RecoveryPoint))
        {
            Add(stretch, start, KeyframeSearch.LastShownUpTo(stretch.Source, start, mustBeClean: true));
            Add(stretch, start, KeyframeSearch.FirstAfter(stretch.Source, start, mustBeClean: true));
        }
    }

    private void Add(Stretch stretch, Ratio start, Keyframe? keyframe)
    {
        if (keyframe is null || stretch.Places.Exists(p => p.Keyframe == keyframe))
        {
            return;
        }

        var roll = stretch.Source.TimeOf(keyframe.Pts) - start;
        var tick = clock.Place(stretch.First.AskedAt + roll);
        if (tick > 0 && tick < stretch.End)
        {
            stretch.Places.Add(new Place(keyframe, roll, tick));
        }
    }

    private void FindChain()
    {
        // No stretch need be absorbed that is longer than two GOPs of anybody.
        var reach = clock.Place(_stretches.Max(s => s.Source.Video.Keyframes.LongestGop * s.Source.Video.TimeBase) * 2) + (clock.Timescale * 2);
        for (var i = 1; i < _stretches.Count; i++)
        {
            foreach (var place in _stretches[i].Places)
            {
                for (var from = i - 1; from >= 0; from--)
                {
                    var absorbed = _stretches[i].Begin - _stretches[from].End;
                    if (absorbed > reach && place.Cost < Unreachable)
                    {
                        break;
                    }

                    foreach (var previous in _stretches[from].Places)
                    {
                        if (previous.Cost < Unreachable && previous.Tick < place.Tick && CanFollow(_stretches[from], _stretches[i], place))
                        {
                            Consider(place, from, previous, i);
                        }
                    }
                }
            }
        }
    }

    /// <summary>H.264 that goes on from another's parameter sets needs an IDR; see the engine's rules.</summary>
    private static bool CanFollow(Stretch from, Stretch to, Place place) =>
        place.Keyframe.Start != StartKind.RecoveryPoint
        || from.Source.Video.ParameterSets is not { } one || to.Source.Video.ParameterSets is not { } other || one.Matches(other);

    private void Consider(Place place, int from, Place previous, int to)
    {
        // Equal chains: the one that shows more segments wins.
        var cost = previous.Cost + WrongTicks(from, previous.Tick, place.Tick) + (place.Detour * FarRollWeight) + (to - from - 1);
        if (cost < place.Cost)
        {
            place.Cost = cost;
            place.Previous = previous;
            place.PreviousStretch = from;
        }
    }

    /// <summary>Ticks between two cuts in which another camera is seen than asked, and what is held because its footage is over.</summary>
    private long WrongTicks(int stretch, long begin, long end)
    {
        var s = _stretches[stretch];
        var right = Math.Max(0, Math.Min(end, s.End) - Math.Max(begin, s.Begin));
        long held = 0;
        if (s.Source.End is { } footage)
        {
            var last = clock.Place(footage + s.AskedShift + s.Source.Video.FrameDuration);
            held = Math.Max(0, end - Math.Max(last, s.End)) * HoldWeight;
        }

        return end - begin - right + held;
    }

    private List<VideoRun> TakeChain(Place first, long firstAnchor)
    {
        var chosen = new Place?[_stretches.Count];
        chosen[0] = first;
        Place? best = null;
        var bestCost = Unreachable;
        var bestStretch = 0;
        var end = _stretches[^1].End;
        for (var i = 0; i < _stretches.Count; i++)
        {
            foreach (var place in _stretches[i].Places)
            {
                var cost = place.Cost >= Unreachable ? Unreachable : place.Cost + WrongTicks(i, place.Tick, end) + (_stretches.Count - 1 - i);
                if (cost < bestCost)
                {
                    (best, bestCost, bestStretch) = (place, cost, i);
                }
            }
        }

        for (Place? place = best; place is not null; place = place.Previous)
        {
            chosen[bestStretch] = place;
            bestStretch = place.PreviousStretch;
        }

        var runs = new List<VideoRun> { NewRun(_stretches[0], first.Keyframe, firstAnchor, first.Tick) };
        for (var i = 1; i < _stretches.Count; i++)
        {
            var stretch = _stretches[i];
            if (chosen[i] is not { } place)
            {
                Absorb(stretch, runs[^1]);
                continue;
            }

            stretch.First.Begin = place.Tick;
            stretch.First.Roll = place.Roll;
            runs[^1].End = place.Tick;
            WarnIfHeld(runs[^1], place.Tick);
            runs.Add(NewRun(stretch, place.Keyframe, place.Tick, place.Tick));
        }

        runs[^1].End = end;
        return runs;
    }

    private VideoRun NewRun(Stretch stretch, Keyframe keyframe, long anchor, long visibleFrom)
    {
        // Borders inside the stretch lie where its first picture puts them.
        for (var i = stretch.First.Index + 1; i <= stretch.Last.Index; i++)
        {
            segments[i].Begin = Math.Max(segments[i].Begin, visibleFrom);
        }

        return new()
        {
            Source = stretch.Source,
            Start = keyframe,
            ReadFrom = keyframe,
            Placement = new SourcePlacement(stretch.Source, clock, keyframe.Pts, anchor),
            VisibleFrom = visibleFrom,
            End = long.MaxValue,
            FirstSegment = stretch.First.Index,
            LastSegment = stretch.Last.Index,
        };
    }

    private void Absorb(Stretch stretch, VideoRun run)
    {
        for (var i = stretch.First.Index; i <= stretch.Last.Index; i++)
        {
            var segment = segments[i];
            segment.AbsorbedBy = run.FirstSegment;
            segment.ContinuesPrevious = false;
            run.LastSegment = i;
            warnings.Add(new PlanWarning(i, string.Create(CultureInfo.InvariantCulture,
                $"Segment {i} ({segment.Asked.StartTime} to {segment.Asked.EndTime} s of {stretch.Source.Name.AsWritten}) has no keyframe that it could well begin at: segment {run.FirstSegment} goes on over it. Cut by frame (\"cut\": \"frame\") to show it.")));
        }
    }

    private void WarnIfHeld(VideoRun run, long tick)
    {
        if (run.Source.End is { } end && clock.SecondsOf(tick) - run.Placement.Shift - end is var missing && missing > run.Source.Video.FrameDuration)
        {
            warnings.Add(new PlanWarning(run.LastSegment, $"{run.Source.Name.AsWritten} ends {Show(missing)} s before the next keyframe to cut to: its last picture is held that long."));
        }
    }

    private static string Show(Ratio seconds) => seconds.ToDouble().ToString("0.###", CultureInfo.InvariantCulture);
}
