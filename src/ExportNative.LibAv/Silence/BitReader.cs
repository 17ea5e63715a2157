namespace ExportNative.LibAv;

/// <summary>Reads numbers of any bit length, most significant bit first; beyond the end there are zeros.</summary>
internal sealed class BitReader(byte[] bytes)
{
    private int position;

    /// <summary>Bits left; negative after reading beyond the end.</summary>
    public int Left => bytes.Length * 8 - position;

    /// <summary>The next <paramref name="count"/> bits, 0 to 31, as a number.</summary>
    public int Get(int count)
    {
        var value = 0;
        for (var i = 0; i < count; i++, position++)
        {
            var at = position >> 3;
            var bit = at < bytes.Length ? (bytes[at] >> (7 - (position & 7))) & 1 : 0;
            value = (value << 1) | bit;
        }
        return value;
    }

    /// <summary>The next bits without moving on.</summary>
    public int Peek(int count)
    {
        var before = position;
        var value = Get(count);
        position = before;
        return value;
    }
}
