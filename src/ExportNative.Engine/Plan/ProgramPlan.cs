using ExportNative.Engine.Encode;
using ExportNative.Engine.Read;
using ExportNative.Engine.Time;
using ExportNative.Engine.Write;

namespace ExportNative.Engine.Plan;

/// <summary>Everything that writing needs to know; made without writing a byte.</summary>
internal sealed class ProgramPlan
{
    public required ProgramClock Clock { get; init; }

    public required OutputContainer Container { get; init; }

    /// <summary>AVCodecID of the output's picture.</summary>
    public required int CodecId { get; init; }

    /// <summary>In program order; at least one.</summary>
    public required IReadOnlyList<VideoRun> Runs { get; init; }

    /// <summary>One for each segment of the config, in its order.</summary>
    public required IReadOnlyList<PlannedSegment> Segments { get; init; }

    /// <summary>Program ticks: the length.</summary>
    public required long End { get; init; }

    /// <summary>Seconds that the edit asks for, exact; <see cref="End"/> is on the nearest or next frame.</summary>
    public required Ratio AskedLength { get; init; }

    /// <summary>Pictures by which decoding runs ahead of showing, for the whole output.</summary>
    public required int ReorderDepth { get; init; }

    /// <summary>Sources differ in their parameter sets: every keyframe carries its own.</summary>
    public required bool SetsInBand { get; init; }

    /// <summary>The source whose sound parameters the output has; null without sound.</summary>
    public required SourceFile? SoundReference { get; init; }

    /// <summary>How crossfades at the seams of the cameras' own sound are encoded; null where seams stay plain.</summary>
    public required SeamEncoding? Seams { get; init; }

    /// <summary>One sound under the whole program; null where each camera brings its own, or there is none.</summary>
    public required MasterSound? Master { get; init; }

    public required IReadOnlyList<PlanWarning> Warnings { get; init; }

    /// <summary>All stretches whose pictures are encoded anew, in program order; empty when cutting at keyframes.</summary>
    public required IReadOnlyList<EncodedPart> Parts { get; init; }

    /// <summary>How they are encoded.</summary>
    public required EncoderChoice Encoders { get; init; }

    /// <summary>Pictures of <see cref="Parts"/>; an estimate where frame rates vary.</summary>
    public long PicturesEncoded => Parts.Sum(p => p.Pictures);

    /// <summary>Packets of the output's two tracks; an upper estimate.</summary>
    public required long VideoPackets { get; init; }

    /// <inheritdoc cref="VideoPackets"/>
    public required long AudioPackets { get; init; }

    /// <summary>Bytes of media that will be copied; an estimate.</summary>
    public required long MediaBytes { get; init; }
}
