namespace ExportNative.Contracts;

/// <summary>Something that is not an error and that the reader should know.</summary>
/// <param name="SegmentIndex">Segment that it is about; null for the whole export.</param>
/// <param name="Message">One or two sentences.</param>
public sealed record ExportWarning(int? SegmentIndex, string Message);
