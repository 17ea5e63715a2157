namespace ExportNative.LibAv;

/// <summary>
/// Silence for Apple Lossless: uncompressed ("escaped") channel elements full of zeros. As large as PCM, but independent of the
/// coding parameters that the stream's own encoder chose.
/// </summary>
internal static class SilentAlac
{
    // Elements per number of channels, in the order of Apple's format description: S(ingle), P(air).
    private static readonly string[] Elements = ["", "S", "P", "SP", "SPS", "SPP", "SPPS", "SPPSS", "SPPPS"];

    /// <summary>Makes the packet.</summary>
    /// <exception cref="NotSupportedException">The stream's "magic cookie" is missing or says something impossible.</exception>
    public static SilentPacket Create(CodecParameters audio)
    {
        // 'alac' atom: size, type, version (4 bytes each), then frame length (4), version (1), depth (1), three parameters, channels (1).
        var cookie = audio.Extradata;
        if (cookie.Length < 36) throw new NotSupportedException("The ALAC stream's configuration is missing.");
        var samples = cookie[12] << 24 | cookie[13] << 16 | cookie[14] << 8 | cookie[15];
        var depth = cookie[17];
        var channels = cookie[21];
        if (samples is < 1 or > 1 << 16 || depth is not (16 or 20 or 24 or 32) || channels is < 1 or > 8)
            throw new NotSupportedException($"The ALAC stream's configuration is not usable: {samples} samples of {depth} bits, {channels} channels.");

        var bits = new BitWriter();
        uint tag = 0;
        foreach (var element in Elements[channels])
        {
            var width = element == 'P' ? 2 : 1;
            bits.Put(3, (uint)width - 1).Put(4, tag++).Put(12, 0)   // element, its number, unused
                .Put(1, 0).Put(2, 0).Put(1, 1);                     // full length, no shifted bytes, uncompressed
            for (var i = 0; i < samples * width; i++) bits.Put(depth, 0);
        }
        return new SilentPacket(bits.Put(3, 7).Align().ToArray(), samples);
    }
}
