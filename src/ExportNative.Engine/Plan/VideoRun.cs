using ExportNative.Engine.Read;
using ExportNative.Engine.Time;

namespace ExportNative.Engine.Plan;

/// <summary>
/// A stretch of the program that shows one source without a seam: one segment, or several that touch each other in the
/// source, and segments that it absorbed. Its packets are copied; with cuts by frame, pictures before its first keyframe
/// (head) and behind the last picture that can be decoded without what follows (tail) are encoded anew.
/// </summary>
internal sealed class VideoRun
{
    public required SourceFile Source { get; init; }

    /// <summary>The keyframe that copying begins at; null when every picture is encoded.</summary>
    public required Keyframe? Start { get; init; }

    /// <summary>The keyframe that reading begins at, so that the run's sound is met: <see cref="Start"/>, or one before it.</summary>
    public required Keyframe ReadFrom { get; init; }

    /// <summary>Encoded parts before what is copied, in program order; empty when cutting at keyframes.</summary>
    public IReadOnlyList<EncodedPart> Head { get; set; } = [];

    /// <summary>Encoded parts behind what is copied, in program order; empty when cutting at keyframes.</summary>
    public IReadOnlyList<EncodedPart> Tail { get; set; } = [];

    /// <summary>The first picture that is not copied, as <see cref="VideoTrack.StepOf"/> counts; packets are copied up to the first one at or after it.</summary>
    public long CopyEndStep { get; init; } = long.MaxValue;

    /// <summary>The picture that the run begins with, as <see cref="VideoTrack.StepOf"/> counts: shown at <see cref="VisibleFrom"/>. Null when cutting at keyframes.</summary>
    public long? FirstStep { get; init; }

    /// <summary>Places the source's pictures in the program.</summary>
    public required SourcePlacement Placement { get; init; }

    /// <summary>Ticks of the program: where the run becomes visible. Before it lies pre-roll (first run only).</summary>
    public required long VisibleFrom { get; init; }

    /// <summary>Ticks of the program: pictures at or after it are not written.</summary>
    public required long End { get; set; }

    /// <summary>Program tick of a picture, given as <see cref="VideoTrack.StepOf"/> counts.</summary>
    public long TickOf(long step) => step == FirstStep ? VisibleFrom : Placement.TickOfStep(step);

    /// <summary>Index of the config's segment that the run begins with.</summary>
    public required int FirstSegment { get; init; }

    /// <summary>Index of the last segment that the run covers, absorbed ones included.</summary>
    public required int LastSegment { get; set; }

    /// <summary>Sound of the run, in program order, without gaps; empty when the program has no sound.</summary>
    public IReadOnlyList<SoundSpan> Sound { get; set; } = [];
}
