using ExportNative.Engine.Time;

namespace ExportNative.Engine.Plan;

/// <summary>Lays sound under the picture: it is cut where the picture is cut, rolls included.</summary>
internal static class SoundPlanner
{
    /// <param name="runs">Runs with their ends known; their <see cref="VideoRun.Sound"/> is set.</param>
    /// <param name="segments">All segments.</param>
    /// <param name="clock">The program's clock.</param>
    /// <param name="sampleRate">Samples a second of the output.</param>
    /// <param name="sounds">Whether a segment asks for sound that its source has.</param>
    public static void LayUnder(IReadOnlyList<VideoRun> runs, IReadOnlyList<PlannedSegment> segments, ProgramClock clock, int sampleRate, Func<PlannedSegment, bool> sounds)
    {
        foreach (var run in runs)
        {
            var shift = (run.Placement.Shift * sampleRate).Round();
            var spans = new List<SoundSpan>();
            var sounding = sounds(segments[run.FirstSegment]);
            for (var i = run.FirstSegment; i <= run.LastSegment; i++)
            {
                // An absorbed segment shows its neighbour's picture, so it has its neighbour's sound.
                var segment = segments[i];
                sounding = segment.AbsorbedBy is null ? sounds(segment) : sounding;
                segment.IsSilent = !sounding;
                var end = i == run.LastSegment ? run.End : segments[i + 1].Begin;
                var span = new SoundSpan((clock.SecondsOf(end) * sampleRate).Round(), !sounding, shift);
                if (spans.Count > 0 && spans[^1].IsSilent == span.IsSilent)
                {
                    spans[^1] = span;
                }
                else
                {
                    spans.Add(span);
                }
            }

            run.Sound = spans;
        }
    }
}
