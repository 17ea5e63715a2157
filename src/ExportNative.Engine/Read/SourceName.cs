namespace ExportNative.Engine.Read;

/// <summary>How a source is spoken of, and where it is.</summary>
/// <param name="Index">Place in the config's <c>sources</c>; 0 for a file probed alone.</param>
/// <param name="AsWritten">The path as the user wrote it; what errors name.</param>
/// <param name="Path">Absolute path, links resolved, known to lie inside an allowed folder.</param>
internal sealed record SourceName(int Index, string AsWritten, string Path);
