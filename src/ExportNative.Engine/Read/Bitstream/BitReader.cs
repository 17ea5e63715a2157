namespace ExportNative.Engine.Read.Bitstream;

/// <summary>
/// Bits of a NAL unit's payload, most significant first, emulation prevention bytes (00 00 03) already taken out.
/// Reading past the end yields zeros and sets <see cref="IsPastEnd"/>.
/// </summary>
internal ref struct BitReader(ReadOnlySpan<byte> payload)
{
    private readonly ReadOnlySpan<byte> _payload = payload;
    private int _position;

    public readonly bool IsPastEnd => _position > _payload.Length * 8;

    public readonly int BitPosition => _position;

    /// <summary>Takes out emulation prevention bytes; as much as fits <paramref name="into"/>.</summary>
    public static ReadOnlySpan<byte> Unescape(ReadOnlySpan<byte> unit, Span<byte> into)
    {
        int written = 0, zeros = 0;
        foreach (var b in unit)
        {
            if (written == into.Length)
            {
                break;
            }

            if (zeros >= 2 && b == 3)
            {
                zeros = 0;
                continue;
            }

            zeros = b == 0 ? zeros + 1 : 0;
            into[written++] = b;
        }

        return into[..written];
    }

    public uint Bits(int count)
    {
        uint value = 0;
        for (var i = 0; i < count; i++)
        {
            value = (value << 1) | Bit();
        }

        return value;
    }

    public bool Flag() => Bit() != 0;

    public void Skip(int bits) => _position += bits;

    /// <summary>ue(v) of ITU-T H.264 clause 9.1; a code of more than 32 zeros reads as <see cref="uint.MaxValue"/>.</summary>
    public uint UnsignedExpGolomb()
    {
        var zeros = 0;
        while (!Flag())
        {
            if (++zeros > 31 || IsPastEnd)
            {
                return uint.MaxValue;
            }
        }

        return (uint)(((1L << zeros) - 1) + Bits(zeros));
    }

    /// <summary>se(v) of ITU-T H.264 clause 9.1.1.</summary>
    public int SignedExpGolomb()
    {
        var code = (long)UnsignedExpGolomb();
        return (int)((code & 1) == 1 ? (code + 1) / 2 : -(code / 2));
    }

    private uint Bit()
    {
        var index = _position >> 3;
        var bit = index < _payload.Length ? (_payload[index] >> (7 - (_position & 7))) & 1 : 0;
        _position++;
        return (uint)bit;
    }
}
