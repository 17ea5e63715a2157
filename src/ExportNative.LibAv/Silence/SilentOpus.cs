namespace ExportNative.LibAv;

/// <summary>
/// Silence for Opus (RFC 6716): a 20 ms full-band CELT frame whose range coder says "silence" at once (bytes FF FE).
/// More than two channels are several such streams in one packet, all but the last with their length (appendix B).
/// </summary>
internal static class SilentOpus
{
    // Opus counts at 48 kHz whatever the input was.
    private const int SamplesOf20Ms = 960;

    /// <summary>Makes the packet.</summary>
    /// <exception cref="NotSupportedException">Many channels without a header that says how they are arranged.</exception>
    public static SilentPacket Create(CodecParameters audio)
    {
        var (streams, coupled) = Arrangement(audio);
        List<byte> packet = [];
        for (var i = 0; i < streams; i++)
        {
            // Configuration 31 (CELT, full band, 20 ms), stereo bit, one frame.
            packet.Add((byte)(31 << 3 | (i < coupled ? 1 << 2 : 0)));
            if (i < streams - 1) packet.Add(2);
            packet.AddRange([0xFF, 0xFE]);
        }
        return new SilentPacket([.. packet], SamplesOf20Ms * audio.SampleRate / 48000);
    }

    // OpusHead (RFC 7845, 5.1): channels at 9, mapping family at 18, then stream and coupled count.
    private static (int Streams, int Coupled) Arrangement(CodecParameters audio)
    {
        var head = audio.Extradata;
        if (head.Length >= 21 && head[18] != 0)
        {
            if (head[19] == 0 || head[20] > head[19]) throw new NotSupportedException("The Opus header names an impossible number of streams.");
            return (head[19], head[20]);
        }
        var channels = head.Length >= 10 ? head[9] : audio.Channels;
        return channels is 1 or 2
            ? (1, channels - 1)
            : throw new NotSupportedException($"The Opus header does not say how {channels} channels are arranged.");
    }
}
