using ExportNative.Engine.Read;
using ExportNative.Engine.Time;

namespace ExportNative.Engine.Plan;

/// <summary>Segments that touch each other in one source: at most one cut, at the front.</summary>
/// <param name="First">The segment that it begins with.</param>
/// <param name="Source">What they show.</param>
/// <param name="Shift">Program seconds minus source seconds, as asked.</param>
internal sealed record TouchingSegments(PlannedSegment First, SourceFile Source, Ratio Shift)
{
    /// <summary>Editors compute with doubles: pieces that miss each other by less than this are one piece.</summary>
    private static readonly Ratio Tolerance = new(1, 2000);

    public PlannedSegment Last { get; private set; } = First;

    /// <summary>Program seconds at which the last of them is asked to end.</summary>
    public Ratio AskedEnd => Last.AskedAt + Last.Asked.EndTime.ToRatio() - Last.Asked.StartTime.ToRatio();

    /// <returns>In program order; each segment is in one of them, and knows whether it continues the one before.</returns>
    public static List<TouchingSegments> Join(IReadOnlyList<PlannedSegment> segments, IReadOnlyDictionary<int, SourceFile> sources)
    {
        var joined = new List<TouchingSegments>();
        foreach (var segment in segments)
        {
            var source = sources[segment.Asked.SourceIndex];
            var shift = segment.AskedAt - segment.Asked.StartTime.ToRatio();
            if (joined.Count > 0 && joined[^1] is var last && last.Source == source && Ratio.Abs(shift - last.Shift) < Tolerance)
            {
                segment.ContinuesPrevious = true;
                last.Last = segment;
            }
            else
            {
                joined.Add(new TouchingSegments(segment, source, shift));
            }
        }

        return joined;
    }
}
