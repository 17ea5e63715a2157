using System.Globalization;
using ExportNative.Engine.Read;
using ExportNative.LibAv;

namespace ExportNative.Engine.Plan;

/// <summary>An encoder whose packets can stand between a source's own: same codec headers, rate, channels and packet length.</summary>
/// <param name="EncoderName">FFmpeg's name of the encoder.</param>
/// <param name="BitRate">Bits a second.</param>
internal sealed record SeamEncoding(string EncoderName, long BitRate)
{
    private const int OpusHeadSize = 19;
    private const int OpusMappingFamily = 18;      // RFC 7845 section 5.1

    // Two packets a seam cost nothing at the most that a codec can use; less would be heard as a change of quality.
    private const int AacBitsPerChannel = 160_000;
    private const int OpusBitsPerChannel = 256_000;
    private const int AacPacket = 1024;

    private static readonly Dictionary<int, string> OpusDurations = new() { [120] = "2.5", [240] = "5", [480] = "10", [960] = "20", [1920] = "40", [2880] = "60" };

    /// <param name="track">The sound that all sources share the form of.</param>
    /// <param name="reason">Why there is no such encoder, one sentence; empty when there is.</param>
    /// <returns>Null when seams have to stay plain.</returns>
    public static SeamEncoding? For(AudioTrack track, out string reason)
    {
        var own = track.Parameters;
        var encoding = own.CodecId == CodecIds.Aac
            ? new SeamEncoding("aac", Math.Min(AacBitsPerChannel, 3L * own.SampleRate) * own.Channels)
            : new SeamEncoding("libopus", (long)OpusBitsPerChannel * own.Channels);
        reason = own.CodecId == CodecIds.Aac ? encoding.WhyNotAac(track)
            : own.CodecId == CodecIds.Opus ? encoding.WhyNotOpus(own)
            : $"Crossfades are made in AAC and Opus, and the sources' sound is {own.CodecName}.";
        return reason.Length == 0 ? encoding : null;
    }

    /// <summary>
    /// AAC's packets overlap by their whole length, so the fade is in the second new packet and the first goes on from what was. Opus's
    /// overlap by 2.5 ms, but each is predicted from the one before: the second new packet is all of what comes.
    /// </summary>
    public bool FadesInSecond => EncoderName == "aac";

    /// <summary>Opens the encoder; the caller's to dispose.</summary>
    /// <param name="form">Rate and channels; its format is what the encoder takes.</param>
    /// <param name="packetSamples">Samples of each packet.</param>
    /// <exception cref="LibAvException">It refuses this.</exception>
    public Encoder Open(CodecParameters form, int packetSamples)
    {
        var options = EncoderName == "aac"
            ? new Dictionary<string, string> { ["b"] = Text(BitRate), ["aac_pns"] = "0", ["aac_is"] = "0" }
            : new() { ["b"] = Text(BitRate), ["frame_duration"] = OpusDurations[packetSamples], ["application"] = "audio" };
        return Encoder.Open(form, new EncoderOptions { EncoderName = EncoderName, TimeBase = new Rational(1, form.SampleRate), CodecOptions = options });
    }

    /// <summary>Whether packets of this length can be made.</summary>
    public bool Makes(int packetSamples) => EncoderName == "aac" ? packetSamples == AacPacket : OpusDurations.ContainsKey(packetSamples);

    /// <summary>What the encoder is asked for; the caller's to dispose.</summary>
    public CodecParameters Form(AudioTrack track)
    {
        var form = new CodecParameters
        {
            Kind = MediaKind.Audio,
            CodecId = track.Parameters.CodecId,
            Format = EncoderName == "aac" ? SampleFormats.FltPlanar : SampleFormats.Flt,
            SampleRate = track.SampleRate,
        };
        if (track.Parameters.NamesChannels)
        {
            form.SetChannels(track.Parameters);
        }
        else
        {
            form.SetChannels(track.Parameters.Channels);
        }

        return form;
    }

    private string WhyNotAac(AudioTrack track)
    {
        const string Other = "This FFmpeg's AAC encoder does not make the form of AAC that the sources have.";
        try
        {
            if (track.SamplesPerPacket != AacPacket)
            {
                return Other;
            }

            // AudioSpecificConfig: object type, rate, channels and frame length are the first two bytes.
            using var form = Form(track);
            using var encoder = Open(form, AacPacket);
            using var made = encoder.Parameters();
            var (own, its) = (track.Parameters.Extradata, made.Extradata);
            return own.Length >= 2 && its.Length >= 2 && own.AsSpan(0, 2).SequenceEqual(its.AsSpan(0, 2)) ? "" : Other;
        }
        catch (LibAvException e)
        {
            return $"{Other} ({e.Message})";
        }
    }

    private string WhyNotOpus(CodecParameters own)
    {
        if (own.Extradata.Length >= OpusHeadSize && own.Extradata[OpusMappingFamily] != 0)
        {
            return "The sources' Opus has more channels than crossfades are made for.";
        }

        return Encoder.Exists(EncoderName) ? "" : "This FFmpeg has no libopus.";
    }

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
}
