using ExportNative.Contracts;

namespace ExportNative.Service.Library;

/// <summary>A file in the library.</summary>
/// <param name="Name">Its name, as a config's <c>filePath</c> would have it.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="ModifiedAt">When it was last changed.</param>
/// <param name="Media">What it is; absent in lists, where it is not looked at.</param>
internal sealed record LibrarySource(string Name, long Bytes, DateTimeOffset ModifiedAt, SourceProbe? Media = null);
