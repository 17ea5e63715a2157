namespace ExportNative.Service.Library;

/// <summary>How far an upload is.</summary>
/// <param name="Name">The file that it will be.</param>
/// <param name="Received">Bytes that are safe here; the next part begins at this offset.</param>
/// <param name="Total">Bytes of the whole; absent when the client did not say.</param>
/// <param name="Complete">The file is in the library.</param>
/// <param name="Fingerprint">What the client called the file's content when it began; absent when it did not, and once complete.</param>
internal sealed record UploadState(string Name, long Received, long? Total, bool Complete, string? Fingerprint = null);
