using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace ExportNative.Contracts;

/// <summary>Where the result goes and how it is made.</summary>
/// <param name="FilePath">Relative to the media folder and inside it, in practice <c>exports/{id}/output.mp4</c>.</param>
/// <param name="Format">The container. It decides, whatever the file path's ending says.</param>
/// <param name="Width">The editor's canvas, pixels. With <see cref="OutputCodec.Copy"/> only compared, never applied.</param>
/// <param name="Height">The editor's canvas, pixels. With <see cref="OutputCodec.Copy"/> only compared, never applied.</param>
/// <param name="Fps">The editor's frame rate. With <see cref="OutputCodec.Copy"/> only compared, never applied.</param>
/// <param name="Codec">Copy, or what to re-encode to.</param>
/// <param name="IncludeAudio">False: the file has no sound track.</param>
/// <param name="Cut">Where cuts fall when pictures are copied.</param>
/// <param name="CutFallbacks">What is allowed where a cut by frame cannot be made, because no encoder here makes such pictures or a source has another codec; null or empty: the export is refused.</param>
/// <param name="Audio">One continuous sound for the whole program; null: each segment's own.</param>
/// <param name="AudioSeams">What happens to sound where two segments meet; a master sound has no seams.</param>
public sealed record OutputConfig(
    [property: Description("Path below the media folder, usually exports/{id}/output.mp4."), MinLength(1)]
    string FilePath,
    [property: Description("The container.")]
    OutputFormat Format = OutputFormat.Mp4,
    [property: Description("Canvas width in pixels; only compared when codec is copy."), Range(1, ConfigLimits.MaxPixels)]
    int? Width = null,
    [property: Description("Canvas height in pixels; only compared when codec is copy."), Range(1, ConfigLimits.MaxPixels)]
    int? Height = null,
    [property: Description("Frames per second; only compared when codec is copy."), Range(0, ConfigLimits.MaxFps, MinimumIsExclusive = true)]
    double? Fps = null,
    [property: Description("copy: packets pass as they are; otherwise what to re-encode to.")]
    OutputCodec Codec = OutputCodec.Copy,
    [property: Description("false: no sound track.")]
    bool IncludeAudio = true,
    [property: Description("keyframe: nothing is re-encoded, cuts fall on keyframes; frame: exact, re-encodes around a cut.")]
    CutMode Cut = CutMode.Keyframe,
    [property: Description("With cut frame, what is allowed where a cut cannot be made: keyframe rolls it to the nearest keyframe, encode encodes the whole segment. Empty: the export is refused.")]
    IReadOnlyList<CutFallback>? CutFallbacks = null,
    [property: Description("One continuous sound for the whole program instead of each camera's own; without effect when includeAudio is false.")]
    MasterAudioConfig? Audio = null,
    [property: Description("plain: whole packets are copied; smooth: two packets at each seam are encoded with a crossfade of 10 ms (AAC and Opus).")]
    AudioSeams AudioSeams = AudioSeams.Plain);
