using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace ExportNative.Contracts;

/// <summary>
/// One camera file. The optional figures are what the editor believes; the file itself decides, and where the two
/// differ the plan says so.
/// </summary>
/// <param name="Id">The editor's id of the medium; any text.</param>
/// <param name="Name">What the editor calls it, for messages.</param>
/// <param name="FilePath">Usually a plain file name below the media folder's <c>sources</c>; absolute only inside a
/// configured root, which whoever opens the file checks. Never with a <c>..</c> component, a protocol or a drive.</param>
/// <param name="Width">Pixels, as coded before rotation; null when not stated.</param>
/// <param name="Height">Pixels, as coded before rotation; null when not stated.</param>
/// <param name="Duration">Length in seconds; null or 0 when not known.</param>
/// <param name="Fps">Frames per second; null when not stated. Inexact for 30000/1001 and its like, so for comparison only.</param>
/// <param name="HasAudio">Whether the editor found sound in it.</param>
public sealed record SourceConfig(
    [property: Description("The editor's id of the medium.")]
    string Id,
    [property: Description("What the editor calls it, for messages.")]
    string Name,
    [property: Description("File name below the media folder's 'sources'; an absolute path only inside an allowed root."), MinLength(1)]
    string FilePath,
    [property: Description("Width in pixels."), Range(1, ConfigLimits.MaxPixels)]
    int? Width = null,
    [property: Description("Height in pixels."), Range(1, ConfigLimits.MaxPixels)]
    int? Height = null,
    [property: Description("Length in seconds; 0 or absent when not known."), Range(0, Seconds.MaxWholeSeconds)]
    Seconds? Duration = null,
    [property: Description("Frames per second."), Range(0, ConfigLimits.MaxFps, MinimumIsExclusive = true)]
    double? Fps = null,
    [property: Description("Whether the source has sound.")]
    bool HasAudio = true);
