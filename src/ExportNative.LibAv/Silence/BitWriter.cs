namespace ExportNative.LibAv;

/// <summary>Writes numbers of any bit length one after another, most significant bit first. For packets made once, so it may allocate.</summary>
internal sealed class BitWriter
{
    private readonly List<byte> bytes = [];
    private int used;

    /// <summary>Bits written so far.</summary>
    public int BitCount => used;

    /// <summary>Appends the lowest <paramref name="count"/> bits of <paramref name="value"/>, 0 to 32.</summary>
    public BitWriter Put(int count, uint value)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)count, 32u);
        for (var bit = count - 1; bit >= 0; bit--)
        {
            if (used % 8 == 0) bytes.Add(0);
            if (((value >> bit) & 1) != 0) bytes[^1] |= (byte)(0x80 >> (used % 8));
            used++;
        }
        return this;
    }

    /// <summary>Appends zero bits until the length is a multiple of eight.</summary>
    public BitWriter Align()
    {
        used = bytes.Count * 8;
        return this;
    }

    /// <summary>What was written; the last byte is filled up with zero bits.</summary>
    public byte[] ToArray() => [.. bytes];
}
