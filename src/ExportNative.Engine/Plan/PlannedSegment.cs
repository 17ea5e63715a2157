using ExportNative.Contracts;
using ExportNative.Engine.Time;

namespace ExportNative.Engine.Plan;

/// <summary>What becomes of one segment of the config.</summary>
internal sealed class PlannedSegment
{
    public required int Index { get; init; }

    public required SegmentConfig Asked { get; init; }

    /// <summary>Program seconds at which the edit wants it to begin: the sum of the lengths before it.</summary>
    public required Ratio AskedAt { get; init; }

    /// <summary>Program ticks at which its picture begins.</summary>
    public long Begin { get; set; }

    /// <summary>Seconds by which its beginning was moved: negative is earlier.</summary>
    public Ratio Roll { get; set; }

    /// <summary>It had no keyframe to begin at; the segment before it (by index) goes on instead.</summary>
    public int? AbsorbedBy { get; set; }

    /// <summary>It goes on where the segment before it ends in the same source: there is no cut.</summary>
    public bool ContinuesPrevious { get; set; }

    /// <summary>Its sound is silence in a program with sound.</summary>
    public bool IsSilent { get; set; }
}
