namespace ExportNative.LibAv;

/// <summary>
/// Silence for MPEG audio layers II and III (ISO/IEC 11172-3, 13818-3): a header and nothing but zeros, which mean "no bits
/// allocated" (II) and "no Huffman data, no reservoir" (III).
/// </summary>
internal static class SilentMpegAudio
{
    private static readonly int[] Rates = [44100, 48000, 32000];

    /// <summary>Makes the packet.</summary>
    /// <exception cref="NotSupportedException">A rate or a number of channels that MPEG audio does not have.</exception>
    public static SilentPacket Create(CodecParameters audio)
    {
        if (audio.Channels > 2) throw new NotSupportedException($"MPEG audio has at most two channels, the stream has {audio.Channels}.");
        var layer3 = audio.CodecId == CodecIds.Mp3;
        // Full rates are MPEG-1, halves MPEG-2, quarters MPEG-2.5.
        for (var shift = 0; shift < 3; shift++)
        {
            for (uint index = 0; index < Rates.Length; index++)
            {
                if (Rates[index] >> shift == audio.SampleRate) return Make(layer3, shift, index, audio);
            }
        }
        throw new NotSupportedException($"MPEG audio has no sample rate of {audio.SampleRate} Hz.");
    }

    private static SilentPacket Make(bool layer3, int shift, uint rateIndex, CodecParameters audio)
    {
        var mpeg1 = shift == 0;
        // A bit rate that leaves room for the side information, and that layer II allows for one and two channels alike.
        var (bitrateIndex, kilobits) = (layer3, mpeg1) switch
        {
            (true, true) => (5u, 64),
            (true, false) => (4u, 32),
            (false, true) => (10u, 192),
            (false, false) => (8u, 64),
        };
        var samples = layer3 && !mpeg1 ? 576 : 1152;
        var header = new BitWriter()
            .Put(11, 0x7FF).Put(2, shift switch { 0 => 3u, 1 => 2u, _ => 0u })
            .Put(2, layer3 ? 1u : 2u).Put(1, 1)                     // layer, no CRC
            .Put(4, bitrateIndex).Put(2, rateIndex).Put(1, 0).Put(1, 0)
            .Put(2, audio.Channels == 1 ? 3u : 0u).Put(6, 0)        // mono or stereo; no intensity, copyright, emphasis
            .ToArray();
        var data = new byte[samples / 8 * kilobits * 1000 / audio.SampleRate];
        header.CopyTo(data, 0);
        return new SilentPacket(data, samples);
    }
}
