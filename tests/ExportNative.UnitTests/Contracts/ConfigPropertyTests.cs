using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using ExportNative.Contracts;
using Xunit;

namespace ExportNative.UnitTests.Contracts;

public class ConfigPropertyTests
{
    private static readonly Gen<Seconds> Time = Gen.Long[0, 1_000_000_000_000_000].Select(Seconds.FromPicoseconds);

    private static readonly Gen<string> Words = Gen.String[Gen.Char["abcäß🎬\u0001\"\\ /<>&"], 0, 12].Where(text => !text.Any(char.IsSurrogate));

    private static readonly Gen<SourceConfig> Source =
        Gen.Select(Words, Words, Gen.Int[1, 9].Select(i => $"cam{i}.mp4"), Gen.Int[1, 8192], Gen.Double[1, 240], Gen.Bool,
            (id, name, path, size, fps, sound) => new SourceConfig(id, name, path, size, null, null, fps, sound));

    private static readonly Gen<SegmentConfig> Segment =
        Gen.Select(Gen.Int[0, 1], Time, Gen.Long[1, 1_000_000_000_000], Gen.Bool,
            (source, start, length, sound) => new SegmentConfig(source, start, start + Seconds.FromPicoseconds(length), sound));

    private static readonly Gen<OutputConfig> Output =
        Gen.Select(Gen.Bool, Gen.Enum<CutMode>(), Gen.Enum<AudioSeams>(), Gen.Long[-1_000_000_000_000, 1_000_000_000_000],
            (sound, cut, seams, offset) => new OutputConfig("exports/a/output.mp4", IncludeAudio: sound, Cut: cut, AudioSeams: seams,
                Audio: sound ? new MasterAudioConfig(1, Seconds.FromPicoseconds(offset)) : null));

    private static readonly Gen<ExportConfig> Config =
        Gen.Select(Source.Array[2], Segment.Array[1, 20], Output, Words, Gen.DateTimeOffset, Gen.Enum<ExportPriority>(), Gen.Bool,
            (sources, segments, output, name, created, priority, verify) => new ExportConfig(
                1, "export-1", "p", name, created, sources, segments, output, "pending", verify, priority, null, ["a", "b"]));

    // What may stand anywhere in a text: every JSON type, edge numbers, broken escapes, repeated and odd names.
    private static readonly Gen<string> AnyValue = OneOf(
        "null", "true", "0", "-1", "1e300", "-0.0", "1e-400", "12.500000000000002", "99999999999999999999", "\"\"", "\"..\"",
        "\"\\ud800\"", "\"\\u0000\"", "\"2026-02-27T11:16:00+14:00\"", "\"0001-01-01T00:00:00+14:00\"", "\"9999-12-31T23:59:59.9999999-14:00\"",
        "\"\\u0032026-02-27T11:16:00Z\"", "[]", "{}", "[[[]]]", "{\"\\ud800\":1}", "{\"a\":1,\"a\":2}", "[null]", "[\"\\udfff\"]");

    [Fact]
    public void What_is_written_is_read_back_the_same()
        => Config.Sample(config =>
        {
            var json = JsonSerializer.SerializeToUtf8Bytes(config, ContractsJson.Default.ExportConfig);
            var result = ExportConfigReader.Read(json);
            return result.Errors.Count == 0
                && json.AsSpan().SequenceEqual(JsonSerializer.SerializeToUtf8Bytes(result.Config!, ContractsJson.Default.ExportConfig));
        });

    [Fact]
    public void Random_bytes_never_throw_and_are_never_accepted()
        => Gen.Byte.Array[0, 200].Sample(bytes => ExportConfigReader.Read(bytes) is { Config: null, Errors.Count: > 0 });

    [Fact]
    public void A_config_damaged_anywhere_never_throws()
    {
        var text = Encoding.UTF8.GetBytes(ConfigText.FromEditor);
        Gen.Select(Gen.Int[0, text.Length - 1], Gen.Byte, Gen.Int[0, 3]).Sample((at, with, how) =>
        {
            byte[] damaged = how switch
            {
                0 => [.. text[..at], with, .. text[(at + 1)..]],
                1 => [.. text[..at], with, .. text[at..]],
                2 => [.. text[..at], .. text[(at + 1)..]],
                _ => text[..at],
            };
            return IsConsistent(ExportConfigReader.Read(damaged));
        });
    }

    [Fact]
    public void Any_json_value_in_any_place_never_throws()
    {
        var places = Places(JsonNode.Parse(ConfigText.FromEditor)!, "").ToArray();
        Gen.Select(OneOf(places), AnyValue).Sample((place, value) => IsConsistent(ConfigText.Read(ConfigText.With(place, value))));
    }

    [Fact]
    public void Any_field_name_never_throws()
        => Gen.Select(OneOf("\\ud800", "x\\u0000", "", "a.b", "]", "\\u0069d", "🎬", "version"), AnyValue).Sample((name, value)
            => IsConsistent(ConfigText.Read("{\"" + name + "\":" + value + "," + ConfigText.FromEditor.TrimStart()[1..])));

    // The config is there exactly when there are no errors; a value that the rules accept and the serializer does not
    // would have thrown before this is asked.
    private static bool IsConsistent(ConfigReadResult result) => result.Config is null == result.Errors.Count > 0;

    private static Gen<string> OneOf(params string[] values) => Gen.Int[0, values.Length - 1].Select(index => values[index]);

    private static IEnumerable<string> Places(JsonNode node, string path) => node switch
    {
        JsonObject map => map.SelectMany(field => Own(path.Length == 0 ? field.Key : $"{path}.{field.Key}", field.Value!)),
        JsonArray list => list.SelectMany((item, index) => Own($"{path}[{index}]", item!)),
        _ => [],
    };

    private static IEnumerable<string> Own(string path, JsonNode value) => Places(value, path).Prepend(path);
}
