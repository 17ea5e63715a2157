namespace ExportNative.Engine.Read.Bitstream;

/// <summary>STREAMINFO of FLAC (RFC 9639 section 8.2), 34 bytes: what it says of the stream, and what only of one file.</summary>
internal static class FlacHeader
{
    private const int Size = 34;
    private const int FrameSizes = 4;        // 2 x 3 bytes: smallest and largest frame of this file
    private const int Format = 10;           // 28 bits: rate, channels, bits a sample
    private const int TotalSamples = 13;     // the low 4 bits, and 4 bytes more
    private const int Checksum = 18;         // MD5 of this file's samples

    /// <summary>Whether two files can be one stream: same block sizes, rate, channels and bits.</summary>
    public static bool SameStream(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other) =>
        one.Length == other.Length && (one.Length < Size
            ? one.SequenceEqual(other)
            : Anonymous(one).AsSpan().SequenceEqual(Anonymous(other)));

    /// <summary>The header with "unknown" (zero) for all that is true of one file only, as a stream joined of several must have it.</summary>
    public static byte[] Anonymous(ReadOnlySpan<byte> header)
    {
        var copy = header.ToArray();
        if (copy.Length >= Size)
        {
            copy.AsSpan(FrameSizes, Format - FrameSizes).Clear();
            copy[TotalSamples] &= 0xF0;
            copy.AsSpan(TotalSamples + 1, Checksum - TotalSamples - 1).Clear();
            copy.AsSpan(Checksum, Size - Checksum).Clear();
        }

        return copy;
    }
}
