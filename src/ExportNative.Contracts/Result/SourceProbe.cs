using System.Text.Json.Serialization;

namespace ExportNative.Contracts;

/// <summary>What a media file is, as the engine sees it.</summary>
/// <param name="FilePath">As the user named it.</param>
/// <param name="Format">libavformat's name of the container.</param>
/// <param name="Bytes">Size.</param>
/// <param name="Duration">Seconds from source time 0; null when the container does not say.</param>
/// <param name="FrameRate">Constant rate as a fraction; null for a variable one.</param>
/// <param name="AverageFrameRate">Frames per second on average; null when unknown.</param>
/// <param name="Keyframes">Number of keyframes.</param>
/// <param name="LongestGop">Longest distance between two keyframes in seconds; null with fewer than two.</param>
/// <param name="HasIndex">False: the file had to be read once to find its keyframes.</param>
/// <param name="VideoStream">Index of the picture that would be copied.</param>
/// <param name="AudioStream">Index of the sound that would be copied; null when there is none.</param>
/// <param name="Streams">All streams.</param>
/// <param name="KeyframeTimes">Seconds of source time at which each keyframe is shown, ascending; at most 100,000.</param>
public sealed record SourceProbe(
    string FilePath,
    string Format,
    long Bytes,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] double? Duration,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? FrameRate,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] double? AverageFrameRate,
    int Keyframes,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] double? LongestGop,
    bool HasIndex,
    int VideoStream,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] int? AudioStream,
    IReadOnlyList<ProbedStreamInfo> Streams,
    IReadOnlyList<double> KeyframeTimes);
