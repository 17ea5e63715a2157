using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace ExportNative.Contracts;

/// <summary>The rules of a config, top level and what spans its parts. One instance checks one text.</summary>
/// <param name="problems">Where problems go.</param>
/// <param name="limits">How large the config may be.</param>
internal sealed partial class ConfigRules(ProblemList problems, ConfigLimits limits)
{
    private const int MaxTags = 32;
    private const int MaxTagLength = 64;
    private const int MaxUrlLength = 2_048;

    private static readonly string[] Fields =
        ["version", "id", "projectId", "projectName", "createdAt", "sources", "segments", "output", "status", "verify", "priority", "callbackUrl", "tags"];

    private readonly PartRules parts = new(problems);

    /// <summary>Checks the whole text.</summary>
    public void Check(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            problems.Error("$", "the text is JSON but no object", "one JSON object");
            return;
        }

        var config = new FieldReader(root, new JsonPlace("$"), Fields, problems);
        CheckHead(config);
        var sources = CheckSources(config);
        CheckSegments(config, sources);
        if (config.Value("output", JsonValueKind.Object, "an object", Presence.Required) is { } output)
        {
            parts.CheckOutput(output, sources);
        }

        config.Text("status", Presence.Nullable);
        config.Flag("verify");
        config.Word("priority", "low", "normal", "high");
        CheckCallback(config);
        CheckTags(config);
    }

    private static void CheckHead(FieldReader config)
    {
        const string supported = "1, the only version that exists";
        if (config.Value("version", JsonValueKind.Number, supported, Presence.Required) is { } version
            && !(version.TryGetInt32(out var number) && number == ExportConfig.SupportedVersion))
        {
            config.Error("version", $"version {version.GetRawText()} is not supported", supported);
        }

        const string expectedId = "1 to 128 of A-Z a-z 0-9 . _ -, and neither '.' nor '..'";
        if (config.Text("id", Presence.Required, expectedId) is { } id && (!Id().IsMatch(id) || id is "." or ".."))
        {
            config.Error("id", $"found {FieldReader.Quote(id)}", expectedId);
        }

        config.Text("projectId", Presence.Required);
        config.Text("projectName", Presence.Required);
        const string expectedTime = "an ISO 8601 date-time such as \"2026-02-27T11:16:00Z\"";
        if (config.Value("createdAt", JsonValueKind.String, expectedTime, Presence.Required) is { } createdAt)
        {
            var reader = new Utf8JsonReader(JsonMarshal.GetRawUtf8Value(createdAt));
            reader.Read();
            if (!DateTimeConverter.TryRead(ref reader, out _))
            {
                config.Error("createdAt", "not a date-time", expectedTime);
            }
        }
    }

    private List<SourceFacts>? CheckSources(FieldReader config)
    {
        if (Items(config, "sources", "source", limits.MaxSources) is not { } list)
        {
            return null;
        }

        var sources = new List<SourceFacts>(list.GetArrayLength());
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in list.EnumerateArray())
        {
            var place = new JsonPlace("$.sources", sources.Count);
            var source = IsObject(item, place) ? parts.CheckSource(item, place) : default;
            if (source.Id is not null && !ids.Add(source.Id))
            {
                problems.Warning(place.Field("id"), $"another source has the id {FieldReader.Quote(source.Id)} too", "an id for each source; segments go by index");
            }

            sources.Add(source);
        }

        return sources;
    }

    private void CheckSegments(FieldReader config, List<SourceFacts>? sources)
    {
        if (Items(config, "segments", "segment", limits.MaxSegments) is not { } list)
        {
            return;
        }

        var index = 0;
        foreach (var item in list.EnumerateArray())
        {
            var place = new JsonPlace("$.segments", index++);
            if (IsObject(item, place))
            {
                parts.CheckSegment(item, place, sources);
            }
        }
    }

    private static void CheckCallback(FieldReader config)
    {
        const string expected = "an absolute http or https address without a user name";
        if (config.Text("callbackUrl", Presence.Nullable, expected) is { } text
            && !(text.Length <= MaxUrlLength && Uri.TryCreate(text, UriKind.Absolute, out var url)
                && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps) && url.UserInfo.Length == 0))
        {
            config.Error("callbackUrl", $"found {FieldReader.Quote(text)}", expected);
        }
    }

    private void CheckTags(FieldReader config)
    {
        if (config.Value("tags", JsonValueKind.Array, "a list of strings", Presence.Nullable) is not { } tags)
        {
            return;
        }

        if (tags.GetArrayLength() > MaxTags)
        {
            config.Error("tags", $"found {tags.GetArrayLength()} tags", $"at most {MaxTags}");
        }

        var index = 0;
        foreach (var tag in tags.EnumerateArray())
        {
            var path = new JsonPlace("$.tags", index++).ToString();
            if (tag.ValueKind != JsonValueKind.String)
            {
                problems.Error(path, "not a string", "a string");
            }
            else if (FieldReader.Text(tag, path, problems) is { } text
                && (text.Length is 0 or > MaxTagLength || text.Any(char.IsControl)))
            {
                problems.Error(path, $"found {FieldReader.Quote(text)}", $"1 to {MaxTagLength} characters, no control characters");
            }
        }
    }

    private static JsonElement? Items(FieldReader config, string field, string what, int most)
    {
        var expected = string.Create(CultureInfo.InvariantCulture, $"a list of 1 to {most} {what}s");
        if (config.Value(field, JsonValueKind.Array, expected, Presence.Required) is not { } list)
        {
            return null;
        }

        var count = list.GetArrayLength();
        if (count == 0 || count > most)
        {
            config.Error(field, $"found {count} {what}s", expected);
        }

        return count == 0 || count > most ? null : list;
    }

    private bool IsObject(JsonElement item, JsonPlace place)
    {
        if (item.ValueKind == JsonValueKind.Object)
        {
            return true;
        }

        problems.Error(place.ToString(), "not an object", "an object");
        return false;
    }

    // \z, since $ would let a line feed pass at the end.
    [GeneratedRegex(@"^[A-Za-z0-9._-]{1,128}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Id();
}
