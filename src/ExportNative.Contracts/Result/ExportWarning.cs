using System.Text.Json.Serialization;

namespace ExportNative.Contracts;

/// <summary>Something that is not an error and that the reader should know.</summary>
/// <param name="SegmentIndex">Segment that it is about; null for the whole export.</param>
/// <param name="Message">One or two sentences.</param>
public sealed record ExportWarning([property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] int? SegmentIndex, string Message);
