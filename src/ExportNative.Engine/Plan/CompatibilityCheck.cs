using System.Globalization;
using ExportNative.Contracts;
using ExportNative.Engine.Encode;
using ExportNative.Engine.Read;
using ExportNative.Engine.Read.Bitstream;
using ExportNative.Engine.Write;
using ExportNative.LibAv;

namespace ExportNative.Engine.Plan;

/// <summary>
/// Whether sources can be joined in one track without re-encoding. Everything that differs is named at once, with the file
/// and both values.
/// </summary>
internal static class CompatibilityCheck
{
    private const int Unspecified = 2;                  // ISO/IEC 23091-2

    /// <exception cref="ExportException">Kind <see cref="ExportErrorKind.NotCopyable"/>.</exception>
    public static void Video(IReadOnlyList<SourceFile> sources, OutputContainer container, EncoderChoice encoders, List<PlanWarning> warnings)
    {
        var first = sources[0];
        if (!Muxer.SupportsCodec(container.MuxerName, encoders.CodecId))
        {
            throw CannotHold(first, container, CodecIds.Name(encoders.CodecId), "picture");
        }

        var differences = new List<string>();
        SourceFile? culprit = null;
        foreach (var source in sources)
        {
            if (source.Video.ParameterSets is { Count: 0 } && !encoders.EncodesWhole(source))
            {
                throw SourceErrors.Unreadable(source.Name, $"its {source.Video.Stream.CodecName} stream has no parameter sets", null);
            }

            var count = differences.Count;
            CompareVideo(first, source, encoders.EncodesWhole(source), differences, warnings);
            culprit ??= differences.Count > count ? source : null;
        }

        ThrowIfAny(differences, culprit);
    }

    /// <exception cref="ExportException">Kind <see cref="ExportErrorKind.NotCopyable"/>.</exception>
    public static void Audio(IReadOnlyList<SourceFile> sources, OutputContainer container)
    {
        if (sources.Count == 0)
        {
            return;
        }

        var first = sources[0];
        if (!Muxer.SupportsCodec(container.MuxerName, first.Audio!.Parameters.CodecId))
        {
            throw CannotHold(first, container, first.Audio.Parameters.CodecName, "sound");
        }

        var differences = new List<string>();
        SourceFile? culprit = null;
        foreach (var source in sources)
        {
            var count = differences.Count;
            CompareAudio(first, source, differences);
            culprit ??= differences.Count > count ? source : null;
        }

        ThrowIfAny(differences, culprit);
    }

    private static void CompareVideo(SourceFile first, SourceFile source, bool isEncoded, List<string> differences, List<PlanWarning> warnings)
    {
        var (a, b) = (first.Video.Stream.Parameters, source.Video.Stream.Parameters);
        void Compare(string what, string one, string other)
        {
            if (one != other)
            {
                differences.Add($"{what}: {first.Name.AsWritten} has {Named(one)}, {source.Name.AsWritten} has {Named(other)}");
            }
        }

        if (!isEncoded)
        {
            Compare("video codec", a.CodecName, b.CodecName);
        }

        Compare("picture size", $"{a.Width}x{a.Height}", $"{b.Width}x{b.Height}");
        Compare("pixel format", a.FormatName, b.FormatName);
        Compare("pixel aspect ratio", Aspect(a), Aspect(b));
        Compare("rotation", Rotation(first), Rotation(source));
        CompareColour("colour primaries", a.ColorPrimaries, b.ColorPrimaries, a.ColorPrimariesName, b.ColorPrimariesName);
        CompareColour("colour transfer", a.ColorTransfer, b.ColorTransfer, a.ColorTransferName, b.ColorTransferName);
        CompareColour("colour matrix", a.ColorSpace, b.ColorSpace, a.ColorSpaceName, b.ColorSpaceName);
        CompareColour("colour range", a.ColorRange == 0 ? Unspecified : a.ColorRange + 10, b.ColorRange == 0 ? Unspecified : b.ColorRange + 10, a.ColorRangeName, b.ColorRangeName);
        if (!isEncoded && !ParameterSets.AppliesTo(a.CodecId) && NeedsEqualHeaders(a.CodecId) && !first.Video.Stream.Extradata.AsSpan().SequenceEqual(source.Video.Stream.Extradata))
        {
            differences.Add($"{a.CodecName} stream headers: those of {first.Name.AsWritten} and {source.Name.AsWritten} are not the same");
        }

        void CompareColour(string what, int one, int other, string oneName, string otherName)
        {
            if (one == other)
            {
                return;
            }

            // A missing tag is a guess for the player, a different one is a visible jump.
            if (one == Unspecified || other == Unspecified)
            {
                warnings.Add(new PlanWarning(null, $"Only one of {first.Name.AsWritten} and {source.Name.AsWritten} states its {what}; players will use that of {first.Name.AsWritten}."));
            }
            else
            {
                Compare(what, oneName, otherName);
            }
        }
    }

    private static void CompareAudio(SourceFile first, SourceFile source, List<string> differences)
    {
        var (a, b) = (first.Audio!.Parameters, source.Audio!.Parameters);
        void Compare(string what, string one, string other)
        {
            if (one != other)
            {
                differences.Add($"{what}: {first.Name.AsWritten} has {Named(one)}, {source.Name.AsWritten} has {Named(other)}");
            }
        }

        Compare("audio codec", a.CodecName, b.CodecName);
        Compare("sample rate", $"{a.SampleRate} Hz", $"{b.SampleRate} Hz");
        Compare("channels", a.ChannelLayoutName, b.ChannelLayoutName);
        Compare("samples in a packet", first.Audio.SamplesPerPacket.ToString(CultureInfo.InvariantCulture), source.Audio.SamplesPerPacket.ToString(CultureInfo.InvariantCulture));
        if (a.CodecId == b.CodecId && !SameAudioHeaders(a, b))
        {
            differences.Add($"{a.CodecName} stream headers: those of {first.Name.AsWritten} and {source.Name.AsWritten} are not the same");
        }
    }

    /// <summary>Opus and PCM decode without a header; AAC needs the same AudioSpecificConfig up to an explicit "no SBR".</summary>
    private static bool SameAudioHeaders(CodecParameters a, CodecParameters b)
    {
        var (one, other) = (a.Extradata, b.Extradata);
        return a.CodecId == CodecIds.Opus
            || (a.CodecId == CodecIds.Aac ? CoreConfig(one).SequenceEqual(CoreConfig(other))
                : a.CodecId == CodecIds.Flac ? FlacHeader.SameStream(one, other)
                : one.AsSpan().SequenceEqual(other));
    }

    /// <summary>Object type, rate, channels and frame length flag: the first two bytes, without a trailing sync extension 0x2B7 that says "no SBR".</summary>
    private static ReadOnlySpan<byte> CoreConfig(byte[] config) =>
        config.Length >= 5 && config[2] == 0x56 && config[3] == 0xE5 && (config[4] & 0x80) == 0 ? config.AsSpan(0, 2) : config;

    private static bool NeedsEqualHeaders(int codecId) => codecId == CodecIds.Mpeg4 || codecId == CodecIds.Av1;

    private static string Aspect(CodecParameters p) =>
        p.SampleAspectRatio is { Num: > 0, Den: > 0 } sar ? $"{sar.Num}:{sar.Den}" : "1:1";

    private static string Rotation(SourceFile source) =>
        source.Video.Stream.SideData.FirstOrDefault(s => s.Type == SideDataTypes.DisplayMatrix) is null ? "0 degrees"
        : string.Create(CultureInfo.InvariantCulture, $"{source.Video.Stream.RotationDegrees} degrees");

    private static string Named(string value) => value.Length == 0 ? "none" : value;

    private static ExportException CannotHold(SourceFile source, OutputContainer container, string codec, string what) => new(
        ExportErrorKind.NotCopyable, ExportStage.Plan, source.Name.AsWritten, null,
        $"its {what} is {codec}, which {container.MuxerName} cannot hold.",
        container == OutputContainer.WebM ? "Choose \"format\": \"mp4\"." : "Choose \"format\": \"webm\" for VP8 and Vorbis, or an output path that ends in .mov for ProRes and PCM.");

    private static void ThrowIfAny(List<string> differences, SourceFile? culprit)
    {
        if (differences.Count > 0)
        {
            throw new ExportException(
                ExportErrorKind.NotCopyable, ExportStage.Plan, culprit?.Name.AsWritten, null,
                $"the sources cannot be joined without re-encoding. {string.Join("; ", differences)}.",
                "Use sources of one make and setting, or convert the differing file first.");
        }
    }
}
