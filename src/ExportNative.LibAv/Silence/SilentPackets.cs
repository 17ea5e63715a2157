namespace ExportNative.LibAv;

/// <summary>
/// Makes packets of silence that fit into an existing stream: same codec headers, rate, channels and frame length, so that they
/// can stand between its own packets. Most codecs have a short form of "nothing here", which is written by hand, because an
/// encoder would make packets for headers of its own; only AC-3 and E-AC-3 are encoded.
/// </summary>
public static class SilentPackets
{
    // Any length will do for PCM; this is what libavformat's PCM demuxers also read at a time.
    private const int PcmSamples = 1024;

    /// <summary>Makes the packet. It may be written any number of times in a row.</summary>
    /// <param name="audio">Parameters of the stream it shall fit into; AAC without extradata is taken as ADTS and gets such a header.</param>
    /// <exception cref="NotSupportedException">No silence can be made for this stream; the message says why.</exception>
    /// <exception cref="LibAvException">An encoder was needed and failed.</exception>
    public static SilentPacket Create(CodecParameters audio)
    {
        ArgumentNullException.ThrowIfNull(audio);
        if (audio.Kind != MediaKind.Audio) throw new NotSupportedException($"Silence is for sound, not for a {audio.Kind} stream.");
        if (audio.Channels < 1 || audio.SampleRate < 1) throw new NotSupportedException($"The {audio.CodecName} stream does not tell its channels or sample rate.");

        var codec = audio.CodecId;
        if (codec == CodecIds.Aac) return SilentAac.Create(audio);
        if (codec == CodecIds.Opus) return SilentOpus.Create(audio);
        if (codec == CodecIds.Vorbis) return SilentVorbis.Create(audio);
        if (codec == CodecIds.Mp3 || codec == CodecIds.Mp2) return SilentMpegAudio.Create(audio);
        if (codec == CodecIds.Ac3 || codec == CodecIds.Eac3) return SilentAc3.Create(audio);
        if (codec == CodecIds.Flac) return SilentFlac.Create(audio);
        if (codec == CodecIds.Alac) return SilentAlac.Create(audio);
        return audio.CodecName.StartsWith("pcm_", StringComparison.Ordinal)
            ? Pcm(audio)
            : throw new NotSupportedException($"No silent packet is known for the codec {audio.CodecName}.");
    }

    private static SilentPacket Pcm(CodecParameters audio)
    {
        var bits = AvCodec.av_get_bits_per_sample(audio.CodecId);
        var name = audio.CodecName;
        // The middle of the scale: 0 for signed and float, half for unsigned, +0 of the logarithmic tables (ITU-T G.711).
        byte fill = name switch
        {
            "pcm_u8" => 0x80,
            "pcm_alaw" => 0xD5,
            "pcm_mulaw" => 0xFF,
            _ when name.StartsWith("pcm_s", StringComparison.Ordinal) || name.StartsWith("pcm_f", StringComparison.Ordinal) => 0,
            _ => throw new NotSupportedException($"No silent packet is known for the codec {name}."),
        };
        if (bits < 8 || bits % 8 != 0) throw new NotSupportedException($"No silent packet is known for {name}, whose samples are not whole bytes.");
        var data = new byte[PcmSamples * audio.Channels * (bits / 8)];
        Array.Fill(data, fill);
        return new SilentPacket(data, PcmSamples);
    }
}
