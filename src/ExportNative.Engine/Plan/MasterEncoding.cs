using ExportNative.Engine.Read;
using ExportNative.LibAv;

namespace ExportNative.Engine.Plan;

/// <summary>How a master sound that the output's container does not hold is encoded, once and as a whole.</summary>
/// <param name="EncoderName">FFmpeg's name of the encoder.</param>
/// <param name="CodecId">What it makes.</param>
/// <param name="SampleFormat">What it takes.</param>
/// <param name="SampleRate">Samples a second: the master's own, unless the codec does not have it.</param>
/// <param name="Channels">Number of channels in FFmpeg's usual order; null for the master's own layout.</param>
/// <param name="BitRate">Bits a second.</param>
internal sealed record MasterEncoding(string EncoderName, int CodecId, int SampleFormat, int SampleRate, int? Channels, int BitRate)
{
    /// <summary>What the encoder is asked for; the caller's to dispose.</summary>
    public CodecParameters Wanted(SoundFile sound)
    {
        var wanted = new CodecParameters { Kind = MediaKind.Audio, CodecId = CodecId, Format = SampleFormat, SampleRate = SampleRate, BitRate = BitRate };
        if (Channels is { } count)
        {
            wanted.SetChannels(count);
        }
        else
        {
            wanted.SetChannels(sound.Track.Parameters);
        }

        return wanted;
    }

    /// <summary>Opens the encoder; the caller's to dispose.</summary>
    /// <exception cref="LibAvException">It refuses this.</exception>
    public Encoder Open(SoundFile sound)
    {
        using var wanted = Wanted(sound);
        return Encoder.Open(wanted, new EncoderOptions { EncoderName = EncoderName, TimeBase = new Rational(1, SampleRate) });
    }
}
