using System.Globalization;
using System.Text.Json;

namespace ExportNative.Contracts;

/// <summary>The rules of one source, one segment, and the output.</summary>
/// <param name="problems">Where problems go.</param>
internal sealed class PartRules(ProblemList problems)
{
    private static readonly string[] SourceFields = ["id", "name", "filePath", "width", "height", "duration", "fps", "hasAudio"];
    private static readonly string[] SegmentFields = ["sourceIndex", "startTime", "endTime", "audioFromSource"];
    private static readonly string[] OutputFields =
        ["filePath", "format", "width", "height", "fps", "codec", "includeAudio", "cut", "cutFallbacks", "audio", "audioSeams"];
    private static readonly string[] AudioFields = ["sourceIndex", "offset"];

    // A stated duration is often that of the longest or of the picture stream, rounded; one frame more is allowed, at
    // 24 fps when the rate is not stated. The file itself is asked again, exactly, when the export is planned.
    private const double FrameRateWhenUnknown = 24;

    /// <summary>Checks one source.</summary>
    /// <returns>What segments are checked against.</returns>
    public SourceFacts CheckSource(JsonElement element, JsonPlace place)
    {
        var source = new FieldReader(element, place, SourceFields, problems);
        var id = source.Text("id", Presence.Required);
        source.Text("name", Presence.Required);
        if (source.Text("filePath", Presence.Required) is { } path && PathRule.Problem(path, mayBeAbsolute: true) is { } problem)
        {
            source.Error("filePath", problem, "a file below the media folder's 'sources', or an absolute path inside an allowed root");
        }

        source.Whole("width", 1, ConfigLimits.MaxPixels, Presence.Nullable);
        source.Whole("height", 1, ConfigLimits.MaxPixels, Presence.Nullable);
        var duration = source.Time("duration", Presence.Nullable);
        var fps = source.Positive("fps", ConfigLimits.MaxFps);
        var hasAudio = source.Flag("hasAudio");
        return new SourceFacts(id, duration > Seconds.Zero ? duration : null, fps, hasAudio);
    }

    /// <summary>Checks one segment.</summary>
    /// <param name="element">A JSON object.</param>
    /// <param name="place">Where it is.</param>
    /// <param name="sources">The sources; null when their list is unusable, then indexes cannot be checked.</param>
    public void CheckSegment(JsonElement element, JsonPlace place, List<SourceFacts>? sources)
    {
        var segment = new FieldReader(element, place, SegmentFields, problems);
        var source = CheckIndex(segment, sources);
        var start = segment.Time("startTime", Presence.Required);
        var end = segment.Time("endTime", Presence.Required);
        segment.Flag("audioFromSource");
        if (start is { } from && end is { } to && to <= from)
        {
            segment.Error("endTime", $"the segment ends at {to} s but starts at {from} s", "endTime later than startTime");
        }

        if (source is { Duration: { } duration } && LastAllowed(duration, source.Value.Fps) is var last)
        {
            if (start >= duration)
            {
                segment.Error("startTime", $"{start} s is at or beyond the end of the source, which lasts {duration} s", $"less than {duration}");
            }
            else if (end > last)
            {
                segment.Error("endTime", $"{end} s is beyond the end of the source, which lasts {duration} s", $"at most {duration}");
            }
        }
    }

    /// <summary>Checks the output.</summary>
    /// <param name="element">A JSON object.</param>
    /// <param name="sources">The sources; null when their list is unusable.</param>
    public void CheckOutput(JsonElement element, List<SourceFacts>? sources)
    {
        var output = new FieldReader(element, new JsonPlace("$.output"), OutputFields, problems);
        var path = output.Text("filePath", Presence.Required);
        if (path is not null && PathRule.Problem(path, mayBeAbsolute: false) is { } problem)
        {
            output.Error("filePath", problem, "a relative path inside the media folder, such as exports/{id}/output.mp4");
        }

        var format = output.Value("format", JsonValueKind.String, "\"mp4\" or \"webm\"", Presence.Optional) is null
            ? OutputFormat.Mp4
            : (OutputFormat?)output.Word("format", "mp4", "webm");
        output.Whole("width", 1, ConfigLimits.MaxPixels, Presence.Nullable);
        output.Whole("height", 1, ConfigLimits.MaxPixels, Presence.Nullable);
        output.Positive("fps", ConfigLimits.MaxFps);
        var codec = (OutputCodec?)output.Word("codec", "copy", "h264", "h265", "vp9", "av1");
        var includeAudio = output.Flag("includeAudio");
        var cut = (CutMode?)output.Word("cut", "keyframe", "frame");
        CheckFallbacks(output, cut);
        var seams = (AudioSeams?)output.Word("audioSeams", "plain", "smooth");
        if (CheckMaster(output, sources, includeAudio ?? true) && seams == AudioSeams.Smooth)
        {
            output.Warning("audioSeams", "has no effect under one master sound, which has no seams", "\"plain\", or no audio");
        }

        if (format == OutputFormat.WebM && codec is OutputCodec.H264 or OutputCodec.H265)
        {
            output.Error("codec", "WebM cannot hold H.264 or H.265", "\"copy\", \"vp9\" or \"av1\" with webm, or format \"mp4\"");
        }

        if (cut is not null && codec is not null and not OutputCodec.Copy)
        {
            output.Warning("cut", "has no effect when all pictures are re-encoded", "codec \"copy\", or no cut");
        }

        WarnAboutEnding(output, path, format);
    }

    private static void CheckFallbacks(FieldReader output, CutMode? cut)
    {
        const string expected = "a list of \"keyframe\" and \"encode\"";
        if (output.Value("cutFallbacks", JsonValueKind.Array, expected, Presence.Nullable) is not { } fallbacks)
        {
            return;
        }

        if (fallbacks.EnumerateArray().Any(f => f.ValueKind != JsonValueKind.String || f.GetString() is not ("keyframe" or "encode")))
        {
            output.Error("cutFallbacks", "holds something else", expected);
        }
        else if (cut != CutMode.Frame && fallbacks.GetArrayLength() > 0)
        {
            output.Warning("cutFallbacks", "has no effect without cut \"frame\"", "cut \"frame\", or no cutFallbacks");
        }
    }

    private bool CheckMaster(FieldReader output, List<SourceFacts>? sources, bool includeAudio)
    {
        if (output.Value("audio", JsonValueKind.Object, "an object", Presence.Nullable) is not { } element)
        {
            return false;
        }

        var audio = new FieldReader(element, new JsonPlace("$.output.audio"), AudioFields, problems);
        var source = CheckIndex(audio, sources);
        audio.Time("offset", Presence.Optional, mayBeNegative: true);
        if (source is { HasAudio: false })
        {
            audio.Warning("sourceIndex", "that source is said to have no sound", "a source with hasAudio true");
        }

        if (!includeAudio)
        {
            output.Warning("audio", "has no effect while includeAudio is false", "includeAudio true, or no audio");
        }

        return includeAudio;
    }

    private static SourceFacts? CheckIndex(FieldReader part, List<SourceFacts>? sources)
    {
        if (part.Whole("sourceIndex", 0, int.MaxValue, Presence.Required) is not { } index || sources is null)
        {
            return null;
        }

        if (index < sources.Count)
        {
            return sources[index];
        }

        var expected = sources.Count == 1 ? "0, the only source" : $"0 to {sources.Count - 1}";
        part.Error("sourceIndex", string.Create(CultureInfo.InvariantCulture, $"there is no source {index}"), expected);
        return null;
    }

    private static Seconds LastAllowed(Seconds duration, double? fps)
        => duration + Seconds.FromPicoseconds((long)Math.Min(1e12, 1e12 / (fps ?? FrameRateWhenUnknown)));

    private static void WarnAboutEnding(FieldReader output, string? path, OutputFormat? format)
    {
        if (path is null || format is null)
        {
            return;
        }

        var endings = format == OutputFormat.Mp4 ? new[] { ".mp4", ".m4v" } : [".webm"];
        if (!endings.Any(ending => path.EndsWith(ending, StringComparison.OrdinalIgnoreCase)))
        {
            var name = format == OutputFormat.Mp4 ? "mp4" : "webm";
            output.Warning("filePath", $"{FieldReader.Quote(path)} does not end like a file of format {name}, which is what it will be", $"a name ending in {endings[0]}");
        }
    }
}
