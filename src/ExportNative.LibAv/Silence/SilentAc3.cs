using System.Globalization;

namespace ExportNative.LibAv;

/// <summary>
/// Silence for AC-3 and E-AC-3, from FFmpeg's own encoder: frames carry all they need, so that only rate, channels and bit rate
/// have to agree with the stream.
/// </summary>
internal static class SilentAc3
{
    // The encoder's first frames still hold the transition from before the beginning.
    private const int SettledAfter = 3, GiveUpAfter = 64;

    /// <summary>Makes the packet.</summary>
    /// <exception cref="NotSupportedException">The encoder does not make what the stream has.</exception>
    /// <exception cref="LibAvException">Encoding failed.</exception>
    public static SilentPacket Create(CodecParameters audio)
    {
        using var wanted = audio.Clone();
        wanted.Format = AvUtil.av_get_sample_fmt("fltp");
        using var encoder = Open(wanted);
        using var frame = new Frame();
        using var packet = new Packet();
        var length = encoder.FrameSize;
        for (var sent = 0; sent < GiveUpAfter; sent++)
        {
            frame.AllocateSilence(wanted, wanted.Format, length);
            frame.Pts = (long)sent * length;
            encoder.Send(frame);
            while (encoder.Receive(packet) == CodecStep.Done)
            {
                if (sent >= SettledAfter) return new SilentPacket(packet.Data.ToArray(), length);
            }
        }
        throw new NotSupportedException($"The {encoder.Name} encoder gave no packet of silence.");
    }

    private static Encoder Open(CodecParameters wanted)
    {
        try
        {
            Dictionary<string, string> settings = [];
            // A constant bit rate is part of the stream's description in MP4, so silence keeps it.
            if (wanted.BitRate > 0) settings["b"] = wanted.BitRate.ToString(CultureInfo.InvariantCulture);
            return Encoder.Open(wanted, new EncoderOptions { TimeBase = new Rational(1, wanted.SampleRate), CodecOptions = settings });
        }
        catch (LibAvException e)
        {
            throw new NotSupportedException(
                $"No silence can be made for {wanted.CodecName} with {wanted.ChannelLayoutName}, {wanted.SampleRate} Hz, {wanted.BitRate} bit/s: {e.Message}", e);
        }
    }
}
