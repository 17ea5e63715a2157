using System.Text.Json.Serialization;

namespace ExportNative.Contracts;

/// <summary>
/// What an export would do, decided without writing a byte. The same decisions stand in the report of a finished export.
/// Times are exact decimals of seconds, rounded to the picosecond where a frame rate has no finite one.
/// </summary>
/// <param name="Id">The config's id.</param>
/// <param name="OutputPath">Where the file will be, as the user may name it.</param>
/// <param name="Container">libavformat's muxer: <c>mp4</c>, <c>mov</c> or <c>webm</c>.</param>
/// <param name="Length">Seconds of the program: what was asked, to one frame.</param>
/// <param name="FrameRate">Frames per second as a fraction, <c>30000/1001</c>; null when the program has a variable rate.</param>
/// <param name="Timescale">Ticks per second of every tick figure.</param>
/// <param name="ReorderDepth">Pictures by which decoding runs ahead of showing.</param>
/// <param name="ParameterSetsInBand">The sources' parameter sets differ, so every keyframe carries its own.</param>
/// <param name="EstimatedBytes">Size of the output, estimated.</param>
/// <param name="EstimatedPackets">Packets of the output, an upper estimate.</param>
/// <param name="Cut">Where cuts fall.</param>
/// <param name="PicturesEncoded">Pictures that are encoded anew, an estimate where frame rates vary; 0 when cutting at keyframes.</param>
/// <param name="PicturesCopied">Pictures whose packets pass as they are; an estimate where frame rates vary and when cutting at keyframes.</param>
/// <param name="RolledCuts">Cuts that are moved to a keyframe.</param>
/// <param name="LongestRoll">Seconds by which the furthest cut is moved, without sign.</param>
/// <param name="Sources">One for each source of the config that a segment uses.</param>
/// <param name="Segments">One for each segment of the config, in its order.</param>
/// <param name="Warnings">What the reader should know; empty when all is as asked.</param>
/// <param name="MasterSound">The one sound under the whole program; null where each segment has its own, or there is none.</param>
public sealed record ExportPlan(
    string Id,
    string OutputPath,
    string Container,
    Seconds Length,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? FrameRate,
    long Timescale,
    int ReorderDepth,
    bool ParameterSetsInBand,
    long EstimatedBytes,
    long EstimatedPackets,
    CutMode Cut,
    long PicturesEncoded,
    long PicturesCopied,
    int RolledCuts,
    Seconds LongestRoll,
    IReadOnlyList<PlannedSource> Sources,
    IReadOnlyList<PlannedSegmentInfo> Segments,
    IReadOnlyList<ExportWarning> Warnings,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] PlannedMasterSound? MasterSound = null);
