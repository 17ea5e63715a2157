namespace ExportNative.Engine.Read.Bitstream.H264;

/// <summary>What slice headers depend on in a sequence parameter set (ITU-T H.264 clause 7.3.2.1.1).</summary>
internal sealed record SequenceSet(
    uint Id, int FrameNumberBits, uint OrderCountType, int OrderCountBits, bool DeltaOrderAlwaysZero, bool FramesOnly, bool HasSeparatePlanes, uint ChromaFormat, uint MaxReferenceFrames)
{
    /// <param name="unit">The NAL unit, header included.</param>
    /// <returns>Null when it is malformed.</returns>
    public static SequenceSet? Read(ReadOnlySpan<byte> unit)
    {
        Span<byte> buffer = stackalloc byte[1024];
        if (unit.Length < 5)
        {
            return null;
        }

        var bits = new BitReader(BitReader.Unescape(unit[1..], buffer));
        var profile = bits.Bits(8);
        bits.Skip(16);
        var id = bits.UnsignedExpGolomb();
        uint chroma = 1;
        var separate = false;
        if (profile is 100 or 110 or 122 or 244 or 44 or 83 or 86 or 118 or 128 or 138 or 139 or 134 or 135)
        {
            chroma = bits.UnsignedExpGolomb();
            separate = chroma == 3 && bits.Flag();
            _ = bits.UnsignedExpGolomb();
            _ = bits.UnsignedExpGolomb();
            bits.Skip(1);
            if (bits.Flag())
            {
                SkipScalingLists(ref bits, chroma == 3 ? 12 : 8);
            }
        }

        var frameNumberBits = (int)bits.UnsignedExpGolomb() + 4;
        var type = bits.UnsignedExpGolomb();
        var orderBits = 0;
        var alwaysZero = false;
        if (type == 0)
        {
            orderBits = (int)bits.UnsignedExpGolomb() + 4;
        }
        else if (type == 1)
        {
            alwaysZero = bits.Flag();
            _ = bits.SignedExpGolomb();
            _ = bits.SignedExpGolomb();
            for (var left = Math.Min(bits.UnsignedExpGolomb(), 255); left > 0; left--)
            {
                _ = bits.SignedExpGolomb();
            }
        }

        var references = bits.UnsignedExpGolomb();
        bits.Skip(1);
        _ = bits.UnsignedExpGolomb();
        _ = bits.UnsignedExpGolomb();
        var framesOnly = bits.Flag();
        return bits.IsPastEnd || frameNumberBits > 16 || orderBits > 16 ? null
            : new(id, frameNumberBits, type, orderBits, alwaysZero, framesOnly, separate, chroma, references);
    }

    private static void SkipScalingLists(ref BitReader bits, int lists)
    {
        for (var i = 0; i < lists; i++)
        {
            if (!bits.Flag())
            {
                continue;
            }

            int last = 8, next = 8;
            for (var j = 0; j < (i < 6 ? 16 : 64) && next != 0; j++)
            {
                next = (last + bits.SignedExpGolomb() + 256) % 256;
                last = next == 0 ? last : next;
            }
        }
    }
}
