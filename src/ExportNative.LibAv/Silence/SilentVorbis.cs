namespace ExportNative.LibAv;

/// <summary>
/// Silence for Vorbis I: an audio packet in a mode of the long block in which every channel's floor is unused (all further bits 0,
/// clause 4.3.2). What the packet says depends on the setup header only through the number of modes and their block flags.
/// </summary>
internal static class SilentVorbis
{
    private const int ModeBits = 41, MostModes = 64;

    /// <summary>Makes the packet.</summary>
    /// <exception cref="NotSupportedException">The stream's headers are missing or not understood.</exception>
    public static SilentPacket Create(CodecParameters audio)
    {
        var (identification, setup) = Headers(audio.Extradata);
        // Identification header: "\x01vorbis", version 4, channels 1, rate 4, three bit rates, then both block sizes as exponents.
        if (identification.Length < 29) throw new NotSupportedException("The Vorbis stream's identification header is too short.");
        var longBlock = 1 << (identification[28] >> 4);
        var flags = BlockFlags(setup);
        var mode = Array.IndexOf(flags, true);
        // With short blocks only, both block sizes are the same in practice; the mode then carries no window flags.
        var isLong = mode >= 0;
        var samples = (isLong ? longBlock : 1 << (identification[28] & 15)) / 2;

        // Vorbis packs the least significant bit first.
        var value = 0UL;
        var at = 1;                                                 // bit 0: packet type "audio"
        value |= (ulong)Math.Max(mode, 0) << at;
        for (var n = flags.Length - 1; n > 0; n >>= 1) at++;        // ilog(modes - 1) bits
        if (isLong)
        {
            value |= 3UL << at;                                     // previous and next window long too
            at += 2;
        }
        // One "floor unused" bit per channel; floor 0 has a few amplitude bits instead. Decoders take what is missing as end of packet.
        var data = new byte[(at + audio.Channels * 8 + 7) / 8];
        for (var i = 0; i < sizeof(ulong) && i < data.Length; i++) data[i] = (byte)(value >> (8 * i));
        return new SilentPacket(data, samples);
    }

    // Xiph lacing: number of packets - 1, the lengths of all but the last in bytes of 255, then the packets.
    private static (byte[] Identification, byte[] Setup) Headers(byte[] extradata)
    {
        if (extradata.Length < 3 || extradata[0] != 2) throw new NotSupportedException("The Vorbis stream's headers are missing or packed in an unknown way.");
        var at = 1;
        var first = Laced();
        var comment = Laced();
        if (at + first + comment >= extradata.Length) throw new NotSupportedException("The Vorbis stream's headers are cut off.");
        return (extradata[at..(at + first)], extradata[(at + first + comment)..]);

        int Laced()
        {
            var length = 0;
            while (at < extradata.Length)
            {
                length += extradata[at];
                if (extradata[at++] != 255) break;
            }
            return length;
        }
    }

    /// <summary>
    /// Block flag of each mode, read from the end of the setup header backwards: the modes are its last part, and what comes
    /// before (codebooks, floors) has no length of its own. A mode is its block flag (1 bit), window type and transform type
    /// (16 bits each, always 0) and mapping (8 bits, below 64); before them stands the number of modes - 1 (6 bits).
    /// </summary>
    private static bool[] BlockFlags(byte[] setup)
    {
        var backwards = new BitReader(Reversed(setup));
        // Padding, then the framing bit, which is 1.
        while (backwards.Left > 0 && backwards.Get(1) == 0)
        {
        }

        List<bool> flags = [];
        bool[]? found = null;
        while (backwards.Left >= ModeBits + 6 && flags.Count < MostModes)
        {
            // Backwards the mapping comes first; read from its last bit to its first, which is most significant first again.
            if (backwards.Get(8) > 63 || backwards.Get(16) != 0 || backwards.Get(16) != 0) break;
            flags.Insert(0, backwards.Get(1) == 1);
            if (backwards.Peek(6) + 1 == flags.Count) found = [.. flags];
        }
        return found ?? throw new NotSupportedException("The Vorbis stream's setup header has no readable list of modes.");
    }

    // Bytes are packed least significant bit first; the last byte's most significant bit first is the exact reverse order.
    private static byte[] Reversed(byte[] bytes)
    {
        var copy = bytes.ToArray();
        Array.Reverse(copy);
        return copy;
    }
}
