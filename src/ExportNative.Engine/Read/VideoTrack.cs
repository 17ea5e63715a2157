using ExportNative.Engine.Read.Bitstream;
using ExportNative.Engine.Time;
using ExportNative.LibAv;

namespace ExportNative.Engine.Read;

/// <summary>The picture of a source: the stream that libavformat ranks best, attached cover pictures excepted.</summary>
internal sealed class VideoTrack
{
    public required InputStream Stream { get; init; }

    /// <summary>Seconds per raw tick.</summary>
    public required Ratio TimeBase { get; init; }

    /// <summary>The constant frame rate's exact times; null for variable frame rate, also once a constant one turned out not to hold.</summary>
    public required FrameGrid? Grid { get; set; }

    /// <summary>Frames a second: exact on a grid, the container's average otherwise; null when unknown.</summary>
    public required Ratio? FrameRate { get; init; }

    /// <summary>H.264 and HEVC only.</summary>
    public required ParameterSets? ParameterSets { get; init; }

    public required KeyframeMap Keyframes { get; init; }

    /// <summary>Raw ticks one past the last shown picture, as far as the container says; <see cref="long.MaxValue"/> when it does not.</summary>
    public required long EndTicks { get; init; }

    /// <summary>
    /// Which picture a raw timestamp means: its number on the grid, or the timestamp itself where there is none. Comparing steps
    /// is free of the container's rounding.
    /// </summary>
    public long StepOf(long rawPts) => Grid?.IndexOf(rawPts) ?? rawPts;

    /// <summary>Pictures that the decoder holds back to reorder them.</summary>
    public int ReorderDepth => Math.Clamp(Stream.Parameters.VideoDelay, 0, 16);

    public NalFormat NalFormat => ParameterSets?.Format ?? default;

    /// <summary>Nominal time that one picture is shown, seconds; 1/25 when nothing is known.</summary>
    public Ratio FrameDuration => FrameRate is { } rate && rate > Ratio.Zero ? 1 / rate : new Ratio(1, 25);

    /// <summary>
    /// Seconds by which pictures may end before they should: the last ones may need a reference that is not there, and sound may
    /// outlast the picture.
    /// </summary>
    public Ratio LatestEnd => Ratio.Max(FrameDuration * (ReorderDepth + 4), EndTicks == long.MaxValue ? 1 : new Ratio(1, 5));
}
