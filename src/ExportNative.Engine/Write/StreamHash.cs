using System.Buffers.Binary;
using System.Security.Cryptography;

namespace ExportNative.Engine.Write;

/// <summary>SHA-256 over the packets of one stream in decode order, each behind its size, so that packet borders count too.</summary>
internal sealed class StreamHash : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>Packets taken in.</summary>
    public long Packets { get; private set; }

    public void Add(ReadOnlySpan<byte> packet)
    {
        Span<byte> size = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(size, packet.Length);
        _hash.AppendData(size);
        _hash.AppendData(packet);
        Packets++;
    }

    /// <summary>Lower-case hexadecimal; the hash begins anew.</summary>
    public string Finish() => Convert.ToHexStringLower(_hash.GetHashAndReset());

    public void Dispose() => _hash.Dispose();
}
