namespace ExportNative.Engine.Read.Bitstream;

/// <summary>Writes bits, most significant first, into a buffer that grows. One instance is used again and again.</summary>
internal sealed class BitWriter
{
    private byte[] _bytes = new byte[64 * 1024];
    private long _bits;

    /// <summary>Whole bytes written; the last one is padded with zeros.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, (int)((_bits + 7) / 8));

    public bool IsAligned => (_bits & 7) == 0;

    /// <summary>Forgets everything and makes room for at least so many bytes.</summary>
    public void Restart(int capacity)
    {
        if (_bytes.Length < capacity)
        {
            _bytes = new byte[capacity * 2];
        }

        Array.Clear(_bytes, 0, (int)((_bits + 7) / 8));
        _bits = 0;
    }

    public void Bits(uint value, int count)
    {
        for (var i = count - 1; i >= 0; i--)
        {
            if (((value >> i) & 1) != 0)
            {
                _bytes[_bits >> 3] |= (byte)(0x80 >> (int)(_bits & 7));
            }

            _bits++;
        }
    }

    public void Flag(bool value) => Bits(value ? 1u : 0u, 1);

    /// <summary>ue(v) of ITU-T H.264 clause 9.1.</summary>
    public void UnsignedExpGolomb(uint value)
    {
        var length = 32 - System.Numerics.BitOperations.LeadingZeroCount(value + 1);
        Bits(0, length - 1);
        Bits(value + 1, length);
    }

    /// <summary>Appends whole bytes; the position must be aligned.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_bytes.AsSpan((int)(_bits >> 3)));
        _bits += (long)bytes.Length * 8;
    }
}
