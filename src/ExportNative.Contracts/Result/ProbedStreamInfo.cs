using System.Text.Json.Serialization;

namespace ExportNative.Contracts;

/// <summary>One stream of a probed file. What does not apply to its kind is null.</summary>
/// <param name="Index">Place in the file.</param>
/// <param name="Kind"><c>video</c>, <c>audio</c>, <c>subtitle</c>, <c>data</c>, <c>attachment</c> or <c>unknown</c>.</param>
/// <param name="Codec">FFmpeg's name.</param>
/// <param name="Profile">FFmpeg's name; null when unknown.</param>
/// <param name="Width">Pixels.</param>
/// <param name="Height">Pixels.</param>
/// <param name="PixelFormat">FFmpeg's name.</param>
/// <param name="Rotation">Degrees clockwise that a player turns the picture by.</param>
/// <param name="ColorTransfer">FFmpeg's name; null when not stated.</param>
/// <param name="SampleRate">Hz.</param>
/// <param name="Channels">FFmpeg's name of the layout.</param>
/// <param name="Language">As tagged.</param>
public sealed record ProbedStreamInfo(
    int Index,
    string Kind,
    string Codec,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Profile,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] int? Width,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] int? Height,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? PixelFormat,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] int? Rotation,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? ColorTransfer,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] int? SampleRate,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Channels,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Language);
