namespace ExportNative.LibAv;

/// <summary>Silence for FLAC (RFC 9639): a frame of "constant" subframes of value 0.</summary>
internal static class SilentFlac
{
    /// <summary>Makes the packet.</summary>
    /// <exception cref="NotSupportedException">The stream's STREAMINFO is missing.</exception>
    public static SilentPacket Create(CodecParameters audio)
    {
        var info = audio.Extradata;
        // RFC 9639, 8.2: shortest and longest block (16 bits each), frame sizes (24 each), rate (20), channels - 1 (3), bits - 1 (5).
        if (info.Length < 34) throw new NotSupportedException("The FLAC stream's STREAMINFO is missing.");
        var bits = new BitReader(info);
        bits.Get(16);
        var block = bits.Get(16);
        bits.Get(24);
        bits.Get(24);
        bits.Get(20);
        var channels = bits.Get(3) + 1;
        var depth = bits.Get(5) + 1;
        if (block < 16) throw new NotSupportedException($"The FLAC stream's STREAMINFO names an impossible block length of {block}.");

        var header = new BitWriter()
            .Put(15, 0x7FFC).Put(1, 0)                              // sync, blocks of one length
            .Put(4, 7).Put(4, 0)                                    // 16-bit block length follows; rate as in STREAMINFO
            .Put(4, (uint)channels - 1).Put(3, 0).Put(1, 0)         // channels apart; bits as in STREAMINFO
            .Put(8, 0)                                              // frame number; containers carry the time
            .Put(16, (uint)block - 1)
            .ToArray();
        var frame = new BitWriter();
        foreach (var b in header) frame.Put(8, b);
        frame.Put(8, Crc(header, 8, 0x07));
        for (var c = 0; c < channels; c++) frame.Put(8, 0).Put(depth, 0);
        var body = frame.Align().ToArray();
        var crc = Crc(body, 16, 0x8005);
        return new SilentPacket([.. body, (byte)(crc >> 8), (byte)crc], block);
    }

    // Polynomial division, most significant bit first, start value 0 (RFC 9639, 9.1.8 and 9.3).
    private static uint Crc(byte[] bytes, int width, uint polynomial)
    {
        var crc = 0u;
        foreach (var b in bytes)
        {
            crc ^= (uint)b << (width - 8);
            for (var i = 0; i < 8; i++)
            {
                var carry = ((crc >> (width - 1)) & 1) != 0;
                crc = (crc << 1) & ((1u << width) - 1);
                if (carry) crc ^= polynomial;
            }
        }
        return crc;
    }
}
