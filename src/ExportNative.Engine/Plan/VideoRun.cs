using ExportNative.Engine.Read;
using ExportNative.Engine.Time;

namespace ExportNative.Engine.Plan;

/// <summary>
/// A stretch of the program that is copied from one source without a seam: one segment, or several that touch each other
/// in the source, and segments that it absorbed.
/// </summary>
internal sealed class VideoRun
{
    public required SourceFile Source { get; init; }

    /// <summary>The keyframe that reading begins at.</summary>
    public required Keyframe Start { get; init; }

    /// <summary>Places the source's pictures in the program.</summary>
    public required SourcePlacement Placement { get; init; }

    /// <summary>Ticks of the program: where the run becomes visible. Before it lies pre-roll (first run only).</summary>
    public required long VisibleFrom { get; init; }

    /// <summary>Ticks of the program: pictures at or after it are not written.</summary>
    public required long End { get; set; }

    /// <summary>Index of the config's segment that the run begins with.</summary>
    public required int FirstSegment { get; init; }

    /// <summary>Index of the last segment that the run covers, absorbed ones included.</summary>
    public required int LastSegment { get; set; }

    /// <summary>Sound of the run, in program order, without gaps; empty when the program has no sound.</summary>
    public IReadOnlyList<SoundSpan> Sound { get; set; } = [];
}
