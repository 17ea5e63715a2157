namespace ExportNative.Service.Library;

/// <summary>The library's files, by name.</summary>
/// <param name="Sources">All of them.</param>
internal sealed record SourceList(IReadOnlyList<LibrarySource> Sources);
