using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace ExportNative.Contracts;

/// <summary>
/// One piece of the program: the half-open range [start, end) of one source, in that source's own time, where 0 is
/// where a player shows 0.
/// </summary>
/// <param name="SourceIndex">Index into <see cref="ExportConfig.Sources"/>, from 0.</param>
/// <param name="StartTime">First moment shown, seconds of the source, from 0.</param>
/// <param name="EndTime">First moment no longer shown, seconds of the source, later than <paramref name="StartTime"/>.</param>
/// <param name="AudioFromSource">Whether the source's sound goes along; silence otherwise. Without effect on a master sound.</param>
public sealed record SegmentConfig(
    [property: Description("Index into sources, from 0."), Range(0, int.MaxValue)]
    int SourceIndex,
    [property: Description("First moment shown, in seconds of the source file."), Range(0, Seconds.MaxWholeSeconds)]
    Seconds StartTime,
    [property: Description("First moment no longer shown, in seconds of the source file; later than startTime."), Range(0, Seconds.MaxWholeSeconds)]
    Seconds EndTime,
    [property: Description("Whether the source's sound goes along; silence otherwise. A master sound plays on either way.")]
    bool AudioFromSource = true)
{
    /// <summary>How long the piece lasts, exact.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public Seconds Length => EndTime - StartTime;
}
