using System.Globalization;
using ExportNative.Engine.Encode;
using ExportNative.Engine.Time;
using ExportNative.Engine.Write;

namespace ExportNative.Engine.Plan;

/// <summary>
/// Among cuts by frame, those of sources whose pictures no encoder here can make, where the request allows it: such a cut rolls to the
/// nearest keyframe, and at its end the last picture that can be decoded stays on screen.
/// </summary>
internal sealed class KeyframeFallback(IReadOnlyList<TouchingSegments> stretches, ProgramClock clock, OutputContainer container, EncoderChoice encoders, List<PlanWarning> warnings)
{
    /// <summary>Moves the beginnings of such segments; they lie between those of their neighbours.</summary>
    /// <param name="end">Ticks of the program.</param>
    /// <returns>For each stretch that is cut at a keyframe, where.</returns>
    public IReadOnlyDictionary<TouchingSegments, RolledStart> Find(long end)
    {
        var found = new Dictionary<TouchingSegments, RolledStart>();
        if (!encoders.MayRoll)
        {
            return found;
        }

        for (var i = 0; i < stretches.Count; i++)
        {
            var stretch = stretches[i];
            if (encoders.EncodesWhole(stretch.Source) || encoders.CanEncode(stretch.Source, out var why))
            {
                continue;
            }

            var earliest = i == 0 ? long.MinValue : stretches[i - 1].First.Begin;
            var latest = i + 1 < stretches.Count ? stretches[i + 1].First.Begin : end;
            if (Nearest(stretch, i == 0, earliest, latest) is not { } start)
            {
                throw ExportErrors.NoEncoder(stretch.Source, stretch.First.Index, why);
            }

            found.Add(stretch, start);
            stretch.First.Begin = start.VisibleFrom;
            stretch.First.Roll = start.Roll;
            warnings.Add(new PlanWarning(stretch.First.Index, string.Create(CultureInfo.InvariantCulture,
                $"Cut at a keyframe, {start.Roll} s from where it was asked, because {why}; its last picture may stand a little longer.")));
        }

        return found;
    }

    private RolledStart? Nearest(TouchingSegments stretch, bool isFirst, long earliest, long latest)
    {
        var source = stretch.Source;
        var asked = stretch.First.Asked.StartTime.ToRatio();
        if (isFirst && container.HidesPreroll && KeyframeSearch.LastUpTo(source, asked) is { } before)
        {
            return new RolledStart(stretch, before, 0, -FirstPicture.TicksAfter(source, before, asked, clock), Ratio.Zero);
        }

        RolledStart? nearest = null;
        foreach (var keyframe in new[] { KeyframeSearch.LastShownUpTo(source, asked, mustBeClean: false), KeyframeSearch.FirstAfter(source, asked, mustBeClean: false) })
        {
            if (keyframe is null)
            {
                continue;
            }

            var roll = source.TimeOf(keyframe.Pts) - asked;
            var tick = clock.Place(stretch.First.AskedAt + roll);
            if (tick > earliest && tick < latest && tick >= 0 && (nearest is null || Ratio.Abs(roll) < Ratio.Abs(nearest.Roll)))
            {
                nearest = new RolledStart(stretch, keyframe, tick, tick, roll);
            }
        }

        return nearest;
    }
}
