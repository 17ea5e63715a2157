using ExportNative.Engine.Read;
using ExportNative.Engine.Write;
using ExportNative.LibAv;

namespace ExportNative.Engine.Plan;

/// <summary>Chooses the encoder for a master sound: AAC in MP4 and MOV, in WebM Opus, or Vorbis for sample rates that Opus does not have.</summary>
internal static class MasterEncodings
{
    private const int UsualRate = 48000;
    private const int MostBitsPerChannel = 96_000;
    private const int BitsPerSample = 2;

    // ISO/IEC 14496-3 table 1.18, and what libopus takes.
    private static readonly int[] AacRates = [96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350];
    private static readonly int[] OpusRates = [48000, 24000, 16000, 12000, 8000];

    /// <summary>The first of the container's encodings that the installed FFmpeg can open, nearest to the master's own form.</summary>
    /// <returns>Null when there is none.</returns>
    public static MasterEncoding? Choose(OutputContainer container, SoundFile sound)
    {
        var own = sound.Track.Parameters;
        var rate = own.SampleRate;
        foreach (var (encoder, codec, format, bestRate) in Candidates(container, own))
        {
            // Layouts that an encoder does not know become the usual one of as many channels, and stereo at the last.
            foreach (int? channels in new int?[] { own.NamesChannels ? null : own.Channels, own.Channels, Math.Min(2, own.Channels) })
            {
                var bits = Math.Min(MostBitsPerChannel, bestRate * BitsPerSample) * Math.Clamp(channels ?? own.Channels, 1, 8);
                var encoding = new MasterEncoding(encoder, codec, format, bestRate, channels, bits);
                if (Opens(encoding, sound))
                {
                    return encoding;
                }
            }
        }

        return null;
    }

    private static IEnumerable<(string Encoder, int Codec, int Format, int Rate)> Candidates(OutputContainer container, CodecParameters own)
    {
        var rate = own.SampleRate;
        if (container != OutputContainer.WebM)
        {
            yield return ("aac", CodecIds.Aac, SampleFormats.FltPlanar, AacRates.Contains(rate) ? rate : UsualRate);
            yield break;
        }

        // Whole numbers stay whole numbers: libopus hears the difference of their lowest bit.
        var opusFormat = own.FormatName is "s16" or "s16p" or "u8" ? SampleFormats.S16 : SampleFormats.Flt;
        if (OpusRates.Contains(rate))
        {
            yield return ("libopus", CodecIds.Opus, opusFormat, rate);
        }

        yield return ("libvorbis", CodecIds.Vorbis, SampleFormats.FltPlanar, rate);
        yield return ("libopus", CodecIds.Opus, opusFormat, UsualRate);
        yield return ("libvorbis", CodecIds.Vorbis, SampleFormats.FltPlanar, UsualRate);
    }

    private static bool Opens(MasterEncoding encoding, SoundFile sound)
    {
        try
        {
            using var encoder = encoding.Open(sound);
            return true;
        }
        catch (LibAvException)
        {
            return false;
        }
    }
}
