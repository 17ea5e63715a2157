namespace ExportNative.Testing.Audit;

/// <summary>What the audit must know of a source.</summary>
/// <param name="Camera">The number in its bar code.</param>
/// <param name="FramesPerSecond">Frame n is shown at n / this, in source time.</param>
/// <param name="Sound">A file whose decoded sound begins at source time 0: the source, or the MP4 that it was remuxed from; null without sound.</param>
public sealed record AuditedSource(int Camera, double FramesPerSecond, string? Sound);
