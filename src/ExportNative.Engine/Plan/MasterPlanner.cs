using System.Globalization;
using ExportNative.Contracts;
using ExportNative.Engine.Read;
using ExportNative.Engine.Time;
using ExportNative.Engine.Write;
using ExportNative.LibAv;

namespace ExportNative.Engine.Plan;

/// <summary>Decides how the master sound gets into the output: copied where the container holds its codec, otherwise encoded once.</summary>
internal static class MasterPlanner
{
    private const int OpusHeadSize = 19;
    private const int FlacHeaderSize = 34;
    private const long UnknownBitRate = 192_000;
    private const int EncodedPacketSamples = 960;

    /// <summary>A file may end this much before the program without a word: encoders and recorders round to their packets.</summary>
    private static readonly Ratio Negligible = new(1, 20);

    /// <param name="sound">The opened file.</param>
    /// <param name="config">Names it and its offset.</param>
    /// <param name="length">Seconds of the program.</param>
    /// <param name="container">Of the output.</param>
    /// <param name="warnings">What the reader should know is added here.</param>
    /// <exception cref="ExportException">Nothing of it would be heard, or it can neither be copied nor encoded.</exception>
    public static MasterSound Plan(SoundFile sound, MasterAudioConfig config, Ratio length, OutputContainer container, List<PlanWarning> warnings)
    {
        var offset = config.Offset.ToRatio();
        CheckOverlap(sound, offset, length, warnings);
        var reason = WhyNotCopied(sound, container, offset);
        var encoding = reason is null ? null : Encoding(sound, container, reason, warnings);
        var samples = length * (encoding?.SampleRate ?? sound.Track.SampleRate);
        var perPacket = encoding is null ? Math.Max(1, sound.FirstPacketSamples) : EncodedPacketSamples;
        return new MasterSound
        {
            File = sound,
            SourceIndex = config.SourceIndex,
            Offset = offset,
            Encoding = encoding,
            Reason = reason,
            Packets = ((samples / perPacket) + (samples / (perPacket * 50)) + 32).Ceiling(),
            Bytes = (length * BitRate(sound, encoding) / 8).Ceiling(),
        };
    }

    private static void CheckOverlap(SoundFile sound, Ratio offset, Ratio length, List<PlanWarning> warnings)
    {
        var name = sound.Name.AsWritten;
        if (length + offset <= Ratio.Zero)
        {
            throw ExportErrors.MasterNotHeard(name, $"the program is over after {Text(length)} s, and the sound of {name} would begin at {Text(-offset)} s", $"more than {Text(-length)}");
        }

        if (sound.End is not { } end)
        {
            return;
        }

        if (offset >= end)
        {
            throw ExportErrors.MasterNotHeard(name, $"the sound of {name} ends at {Text(end)} s, before the place that the program begins with", $"less than {Text(end)}");
        }

        if (end - offset + Negligible < length)
        {
            warnings.Add(new PlanWarning(null, $"The sound of {name} ends at program time {Text(end - offset)} s; silence follows it to the end at {Text(length)} s."));
        }
    }

    /// <summary>Null when packets can be copied.</summary>
    private static string? WhyNotCopied(SoundFile sound, OutputContainer container, Ratio offset)
    {
        var own = sound.Track.Parameters;
        var codec = own.CodecId;
        if (!Holds(container, own))
        {
            return $"{container.MuxerName} does not hold {own.CodecName}.";
        }

        if (container == OutputContainer.WebM && codec == CodecIds.Vorbis && offset > Ratio.Zero)
        {
            return "WebM cannot begin inside a Vorbis packet.";
        }

        return (codec == CodecIds.Opus && own.Extradata.Length < OpusHeadSize)
            || (codec == CodecIds.Flac && own.Extradata.Length < FlacHeaderSize)
            || ((codec == CodecIds.Aac || codec == CodecIds.Vorbis || codec == CodecIds.Alac) && own.Extradata.Length == 0)
            ? $"Its {own.CodecName} stream has no header that {container.MuxerName} could carry."
            : null;
    }

    /// <summary>Narrower than what the muxers take: what common players play from these containers.</summary>
    private static bool Holds(OutputContainer container, CodecParameters own)
    {
        var codec = own.CodecId;
        var holds = container == OutputContainer.WebM ? codec == CodecIds.Opus || codec == CodecIds.Vorbis
            : codec == CodecIds.Aac || codec == CodecIds.Mp3 || codec == CodecIds.Ac3 || codec == CodecIds.Eac3 || codec == CodecIds.Alac
                || (container == OutputContainer.Mp4 ? codec == CodecIds.Opus || codec == CodecIds.Flac : own.CodecName.StartsWith("pcm_", StringComparison.Ordinal));
        return holds && Muxer.SupportsCodec(container.MuxerName, codec);
    }

    private static MasterEncoding Encoding(SoundFile sound, OutputContainer container, string reason, List<PlanWarning> warnings)
    {
        var own = sound.Track.Parameters;
        var name = sound.Name.AsWritten;
        try
        {
            Decoder.Open(sound.Track.Stream.Parameters, sound.Track.Stream.TimeBase).Dispose();
        }
        catch (LibAvException e)
        {
            throw SourceErrors.Unreadable(sound.Name, $"its sound, {own.CodecName}, cannot be decoded ({e.Message})", e);
        }

        var encoding = MasterEncodings.Choose(container, sound) ?? throw new ExportException(
            ExportErrorKind.NotCopyable, ExportStage.Plan, name, null,
            $"its sound cannot be copied ({reason.TrimEnd('.')}), and this machine's FFmpeg has no encoder that could make it fit.",
            container == OutputContainer.WebM ? "Install an FFmpeg with libopus or libvorbis, or choose \"format\": \"mp4\"." : "Convert the sound to AAC first.");
        if (encoding.SampleRate != own.SampleRate)
        {
            warnings.Add(new PlanWarning(null, $"The sound of {name} is converted from {own.SampleRate} Hz to {encoding.SampleRate} Hz: {CodecIds.Name(encoding.CodecId)} does not have its own rate."));
        }

        if (encoding.Channels is { } channels && channels != own.Channels)
        {
            warnings.Add(new PlanWarning(null, $"The sound of {name} is mixed down from {own.Channels} channels to {channels}: no encoder takes its own channels."));
        }

        return encoding;
    }

    private static long BitRate(SoundFile sound, MasterEncoding? encoding) =>
        encoding is not null ? encoding.BitRate
        : sound.Track.Parameters.BitRate > 0 ? sound.Track.Parameters.BitRate
        : UnknownBitRate;

    private static string Text(Ratio seconds) => seconds.ToDouble().ToString("0.###", CultureInfo.InvariantCulture);
}
