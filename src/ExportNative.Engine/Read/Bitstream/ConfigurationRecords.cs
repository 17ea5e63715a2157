namespace ExportNative.Engine.Read.Bitstream;

/// <summary>
/// Makes the decoder configuration records that MP4 and MOV keep (ISO/IEC 14496-15 clauses 5.3.3 and 8.3.3) from parameter
/// sets that a start-code stream carries in-band. Lengths are 4 bytes.
/// </summary>
internal static class ConfigurationRecords
{
    /// <summary><c>avcC</c> from the H.264 sets, sequence sets first.</summary>
    public static byte[] H264(IReadOnlyList<byte[]> units)
    {
        var sequence = units.Where(u => (u[0] & 0x1F) == 7).ToList();
        var picture = units.Where(u => (u[0] & 0x1F) == 8).ToList();
        var extensions = units.Where(u => (u[0] & 0x1F) == 13).ToList();
        var first = sequence[0];
        var record = new List<byte> { 1, first[1], first[2], first[3], 0xFF, (byte)(0xE0 | sequence.Count) };
        AddUnits(record, sequence);
        record.Add((byte)picture.Count);
        AddUnits(record, picture);

        // High profiles also state chroma format and bit depths.
        if (first[1] is 100 or 110 or 122 or 144)
        {
            Span<byte> buffer = stackalloc byte[64];
            var bits = new BitReader(BitReader.Unescape(first.AsSpan(4), buffer));
            _ = bits.UnsignedExpGolomb();
            var chroma = bits.UnsignedExpGolomb();
            if (chroma == 3)
            {
                bits.Skip(1);
            }

            record.Add((byte)(0xFC | chroma));
            record.Add((byte)(0xF8 | bits.UnsignedExpGolomb()));
            record.Add((byte)(0xF8 | bits.UnsignedExpGolomb()));
            record.Add((byte)extensions.Count);
            AddUnits(record, extensions);
        }

        return [.. record];
    }

    /// <summary><c>hvcC</c> from the HEVC sets; profile, tier, level, chroma and depths are read from the first sequence set.</summary>
    public static byte[] Hevc(IReadOnlyList<byte[]> units)
    {
        var sequence = units.First(u => ((u[0] >> 1) & 0x3F) == 33);
        Span<byte> buffer = stackalloc byte[256];
        var payload = BitReader.Unescape(sequence.AsSpan(2), buffer);
        var bits = new BitReader(payload);
        bits.Skip(4);
        var subLayersMinusOne = (int)bits.Bits(3);
        var nested = bits.Bits(1);

        // general_profile_space to general_level_idc: twelve whole bytes after the first.
        var general = payload.Slice(1, 12).ToArray();
        bits.Skip(96);
        SkipSubLayers(ref bits, subLayersMinusOne);
        _ = bits.UnsignedExpGolomb();
        var chroma = bits.UnsignedExpGolomb();
        if (chroma == 3)
        {
            bits.Skip(1);
        }

        _ = bits.UnsignedExpGolomb();
        _ = bits.UnsignedExpGolomb();
        if (bits.Flag())
        {
            for (var i = 0; i < 4; i++)
            {
                _ = bits.UnsignedExpGolomb();
            }
        }

        var lumaDepth = bits.UnsignedExpGolomb();
        var chromaDepth = bits.UnsignedExpGolomb();
        var record = new List<byte> { 1 };
        record.AddRange(general);
        record.AddRange([0xF0, 0x00, 0xFC, (byte)(0xFC | chroma), (byte)(0xF8 | lumaDepth), (byte)(0xF8 | chromaDepth), 0, 0]);
        record.Add((byte)(((subLayersMinusOne + 1) << 3) | ((int)nested << 2) | 3));
        var arrays = Enumerable.Range(32, 3).Select(type => (type, sets: units.Where(u => ((u[0] >> 1) & 0x3F) == type).ToList())).Where(a => a.sets.Count > 0).ToList();
        record.Add((byte)arrays.Count);
        foreach (var (type, sets) in arrays)
        {
            record.Add((byte)(0x80 | type));
            record.Add((byte)(sets.Count >> 8));
            record.Add((byte)sets.Count);
            AddUnits(record, sets);
        }

        return [.. record];
    }

    /// <summary>profile_tier_level() of ITU-T H.265 clause 7.3.3 behind the general part.</summary>
    private static void SkipSubLayers(ref BitReader bits, int subLayersMinusOne)
    {
        if (subLayersMinusOne == 0)
        {
            return;
        }

        Span<bool> profiles = stackalloc bool[8];
        Span<bool> levels = stackalloc bool[8];
        for (var i = 0; i < subLayersMinusOne; i++)
        {
            profiles[i] = bits.Flag();
            levels[i] = bits.Flag();
        }

        bits.Skip(2 * (8 - subLayersMinusOne));
        for (var i = 0; i < subLayersMinusOne; i++)
        {
            bits.Skip((profiles[i] ? 88 : 0) + (levels[i] ? 8 : 0));
        }
    }

    private static void AddUnits(List<byte> record, List<byte[]> units)
    {
        foreach (var unit in units)
        {
            record.Add((byte)(unit.Length >> 8));
            record.Add((byte)unit.Length);
            record.AddRange(unit);
        }
    }
}
