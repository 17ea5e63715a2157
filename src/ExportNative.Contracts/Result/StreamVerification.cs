namespace ExportNative.Contracts;

/// <summary>Proof that a track of the finished file holds the packets that were written to it.</summary>
/// <param name="Kind"><c>video</c> or <c>audio</c>.</param>
/// <param name="Packets">Packets found in the finished file.</param>
/// <param name="Written">SHA-256 over the packets handed to the muxer, each behind its 32-bit little-endian size.</param>
/// <param name="Found">The same over the packets read back from the finished file; equal, or the export fails.</param>
public sealed record StreamVerification(string Kind, long Packets, string Written, string Found);
