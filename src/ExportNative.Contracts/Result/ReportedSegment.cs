using System.Text.Json.Serialization;

namespace ExportNative.Contracts;

/// <summary>One segment of a finished export.</summary>
/// <param name="Plan">What was planned, which is what was written.</param>
/// <param name="Packets">Video packets, copied and encoded.</param>
/// <param name="Bytes">Bytes of them.</param>
/// <param name="PacketsReencoded">Video packets encoded anew; 0 when cutting at keyframes.</param>
/// <param name="PicturesConcealed">Encoded pictures that are damaged or missing in the source.</param>
/// <param name="HoldMilliseconds">How much longer than one frame its last picture is shown, because the next one cannot be decoded without pictures after the cut.</param>
/// <param name="SoundErrorMilliseconds">The largest distance of sound from picture in it; null without sound.</param>
public sealed record ReportedSegment(
    PlannedSegmentInfo Plan,
    long Packets,
    long Bytes,
    long PacketsReencoded,
    long PicturesConcealed,
    double HoldMilliseconds,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] double? SoundErrorMilliseconds);
