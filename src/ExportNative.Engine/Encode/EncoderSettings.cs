using ExportNative.Engine.Read;
using ExportNative.Engine.Time;
using ExportNative.LibAv;

namespace ExportNative.Engine.Encode;

/// <summary>
/// How pictures of one source are encoded so that nobody sees where they begin: the source's own size, pixel format, profile, colour
/// and field order; a quality at which the difference cannot be seen, bounded by the source's own bit rate; no reordering.
/// </summary>
internal sealed class EncoderSettings
{
    /// <summary>Encoded pictures may take this much more than the source's average, because each part begins with a keyframe.</summary>
    private static readonly Ratio RateMargin = new(3, 2);

    /// <summary>Footage of hardly any bits (a still screen) is all keyframe: a part of it would look worse than the rest at its rate.</summary>
    private static readonly Ratio LeastBitsPerPixel = new(3, 100);

    private EncoderSettings(CodecParameters wanted, string encoder, IReadOnlyDictionary<string, string> options)
    {
        Wanted = wanted;
        Encoder = encoder;
        Options = options;
    }

    /// <summary>FFmpeg's name of the encoder.</summary>
    public string Encoder { get; }

    /// <summary>What the encoder makes: size, format, profile, colour.</summary>
    public CodecParameters Wanted { get; }

    /// <summary>The encoder's options, threads left out: one, so that the result does not depend on the machine.</summary>
    public IReadOnlyDictionary<string, string> Options { get; }

    /// <summary>Finds an encoder that takes the source's pictures, by opening it.</summary>
    /// <param name="source">Whose pictures will be encoded.</param>
    /// <param name="codecId">What they are encoded to; mostly the source's own codec.</param>
    /// <param name="why">Why there is none, for a sentence: "this FFmpeg has no encoder ...".</param>
    public static EncoderSettings? Find(SourceFile source, int codecId, out string why)
    {
        var parameters = source.Video.Stream.Parameters;
        var target = CodecIds.Name(codecId);
        var candidates = EncoderOptionSets.For(codecId, new EncodedPicture(
            parameters.CodecId == codecId ? parameters.ProfileName : "",
            parameters.FormatName,
            parameters.FieldOrder > 1,
            MostBits(source),
            source.Video.Stream.SideData));
        why = candidates.Count == 0
            ? $"{target} is not among the codecs that are encoded here"
            : $"this FFmpeg has no encoder for {target} ({string.Join(", ", candidates.Select(c => c.Encoder))})";
        foreach (var (encoder, options) in candidates)
        {
            if (!LibAv.Encoder.Exists(encoder))
            {
                continue;
            }

            var wanted = parameters.Clone();
            wanted.CodecId = codecId;
            if (parameters.CodecId != codecId)
            {
                (wanted.Profile, wanted.Level, wanted.BitRate) = (FFmpeg.UnknownProfile, FFmpeg.UnknownProfile, 0);
            }

            var settings = new EncoderSettings(wanted, encoder, options);
            try
            {
                using var trial = settings.Open(source, new Rational(1, 90_000), inBandHeaders: true);
                return settings;
            }
            catch (LibAvException e)
            {
                why = $"{encoder} does not take {parameters.FormatName} {parameters.ProfileName} {parameters.Width}x{parameters.Height}: {e.Message.TrimEnd('.')}";
                wanted.Dispose();
            }
        }

        return null;
    }

    /// <summary>Opens an encoder; the caller owns it.</summary>
    /// <param name="source">For its frame rate.</param>
    /// <param name="ticks">Seconds of the ticks that frames come with.</param>
    /// <param name="inBandHeaders">Each keyframe brings its parameter sets; otherwise they are in the encoder's extradata.</param>
    /// <exception cref="LibAvException">It refuses.</exception>
    public Encoder Open(SourceFile source, Rational ticks, bool inBandHeaders) => LibAv.Encoder.Open(Wanted, new EncoderOptions
    {
        EncoderName = Encoder,
        TimeBase = ticks,
        FrameRate = source.Video.FrameRate is { } rate && rate.Numerator <= int.MaxValue && rate.Denominator <= int.MaxValue
            ? new Rational((int)rate.Numerator, (int)rate.Denominator)
            : new Rational(25, 1),
        GlobalHeader = !inBandHeaders,
        CodecOptions = Options,
    });

    /// <summary>What a track must say that holds nothing but what this encoder makes; the caller owns it.</summary>
    public CodecParameters OutputParameters(SourceFile source)
    {
        using var encoder = Open(source, new Rational(1, 90_000), inBandHeaders: false);
        return encoder.Parameters();
    }

    private static long MostBits(SourceFile source)
    {
        var parameters = source.Video.Stream.Parameters;
        var least = LeastBitsPerPixel * parameters.Width * parameters.Height / source.Video.FrameDuration;
        return Ratio.Max(RateOf(source) * RateMargin, least).Round();
    }

    /// <summary>Bits a second of the source's picture: as the container says, else all of the file, which errs to the safe side.</summary>
    private static Ratio RateOf(SourceFile source)
    {
        var stated = source.Video.Stream.Parameters.BitRate;
        return stated > 0 ? stated
            : source.End is { } end && end > Ratio.Zero ? (source.Length * 8 / end).Round()
            : 20_000_000;
    }
}
