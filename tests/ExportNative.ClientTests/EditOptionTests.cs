using System.Text;
using System.Text.Json.Nodes;
using ExportNative.Contracts;
using Xunit;

namespace ExportNative.ClientTests;

/// <summary>What an edit can say beside its cuts, and what becomes of it.</summary>
public sealed class EditOptionTests
{
    private const string Clip = """
        "clip": { "duration": 8, "angles": [
          { "id": "a", "name": "Wide", "mediaId": "m1", "syncOffset": 1.5 }, { "id": "b", "mediaId": "m2", "muted": true }],
          "switchPoints": [{ "time": 4, "angleId": "b" }] },
        "media": [
          { "id": "m1", "name": "cam1.mp4", "duration": 20, "width": 1920, "height": 1080.5, "fps": 0, "hasAudio": true },
          { "id": "m2", "name": "Left camera", "filePath": "cam2.mp4", "duration": null, "width": 0, "height": -1, "fps": 5000, "hasAudio": false },
          { "id": "m3", "name": "master.wav" }]
        """;

    [Fact]
    public async Task Without_options_the_config_is_what_an_editor_sends()
    {
        var config = Accepted(await Make(Clip));

        Assert.Equal("copy", (string?)config["output"]!["codec"]);
        Assert.Equal($"exports/{config["id"]}/output.mp4", (string?)config["output"]!["filePath"]);
        Assert.True((bool)config["output"]!["includeAudio"]!);
        Assert.True(DateTimeOffset.UtcNow - DateTimeOffset.Parse((string)config["createdAt"]!, System.Globalization.CultureInfo.InvariantCulture) < TimeSpan.FromMinutes(1));
        Assert.Equal(["version", "id", "projectId", "projectName", "createdAt", "sources", "segments", "output"], config.Select(field => field.Key));
        Assert.Equal(["filePath", "format", "codec", "includeAudio"], config["output"]!.AsObject().Select(field => field.Key));
    }

    [Fact]
    public async Task Sizes_and_rates_that_the_service_would_refuse_are_left_out()
    {
        var config = Accepted(await Make(Clip + """, "project": { "id": "p", "name": "Fest", "width": 1280, "height": 720, "fps": 29.97 }"""));

        Assert.Equal("""{"id":"m1","name":"cam1.mp4","filePath":"cam1.mp4","width":1920,"duration":20,"hasAudio":true}""", config["sources"]![0]!.ToJsonString());
        Assert.Equal("""{"id":"m2","name":"Left camera","filePath":"cam2.mp4","hasAudio":false}""", config["sources"]![1]!.ToJsonString());
        Assert.Equal((1280, 720, 29.97), ((int)config["output"]!["width"]!, (int)config["output"]!["height"]!, (double)config["output"]!["fps"]!));
        Assert.Equal(("p", "Fest"), ((string)config["projectId"]!, (string)config["projectName"]!));
    }

    [Fact]
    public async Task Options_reach_the_config()
    {
        var config = Accepted(await Make(Clip + """
            , "format": "webm", "includeAudio": false, "codec": "vp9", "audioSeams": "smooth", "verify": true, "priority": "high",
            "callbackUrl": "https://example.com/done", "tags": ["night"], "id": "my.export-1", "createdAt": "2026-01-01T00:00:00Z"
            """));

        Assert.Equal(("webm", "vp9", "smooth", false), ((string)config["output"]!["format"]!, (string)config["output"]!["codec"]!, (string)config["output"]!["audioSeams"]!, (bool)config["output"]!["includeAudio"]!));
        Assert.Equal("exports/my.export-1/output.webm", (string?)config["output"]!["filePath"]);
        Assert.Equal(("my.export-1", "high", "https://example.com/done", "2026-01-01T00:00:00Z", true, "night"), (
            (string)config["id"]!, (string)config["priority"]!, (string)config["callbackUrl"]!, (string)config["createdAt"]!, (bool)config["verify"]!, (string)config["tags"]![0]!));
    }

    [Fact]
    public async Task Cuts_by_frame_reach_the_config_with_what_is_allowed_instead()
    {
        var config = Accepted(await Make(Clip + """, "cut": "frame", "cutFallbacks": ["keyframe", "encode"]"""));

        Assert.Equal("frame", (string?)config["output"]!["cut"]);
        Assert.Equal(["keyframe", "encode"], config["output"]!["cutFallbacks"]!.AsArray().Select(word => (string?)word));
    }

    [Fact]
    public async Task A_muted_angle_is_silent_and_the_others_are_not()
    {
        var config = Accepted(await Make(Clip));

        Assert.Equal([null, false], config["segments"]!.AsArray().Select(segment => (bool?)segment!["audioFromSource"]));
    }

    [Theory]
    [InlineData("""{ "angleId": "a" }""", 0, 1.5)]
    [InlineData("""{ "angleId": "a", "offset": -0.25 }""", 0, 1.25)]
    [InlineData("""{ "mediaId": "m3", "offset": 2 }""", 2, 2)]
    [InlineData("""{ "mediaId": "m3" }""", 2, 0)]
    public async Task The_master_sound_is_a_source_with_its_offset(string master, int source, double offset)
    {
        var config = Accepted(await Make($$"""{{Clip}}, "masterAudio": {{master}}"""));

        Assert.Equal(source, (int)config["output"]!["audio"]!["sourceIndex"]!);
        Assert.Equal(offset, (double)config["output"]!["audio"]!["offset"]!);
    }

    [Fact]
    public async Task A_master_sound_without_a_file_is_left_out_with_a_warning()
    {
        var made = await Make(Clip + """, "masterAudio": { "mediaId": "gone" }""");

        Assert.Null(Accepted(made)["output"]!["audio"]);
        Assert.Equal("missingMedia", (string?)Assert.Single(made["warnings"]!.AsArray())!["code"]);
    }

    [Fact]
    public async Task A_master_sound_under_a_program_with_parts_left_out_is_warned_of()
    {
        var made = await Make(Clip.Replace("\"syncOffset\": 1.5", "\"syncOffset\": -1.5", StringComparison.Ordinal) + """, "masterAudio": { "angleId": "b" }""");

        Assert.Equal(["outsideFootage", "soundOutOfSync"], made["warnings"]!.AsArray().Select(warning => (string)warning!["code"]!));
    }

    [Fact]
    public async Task Half_a_character_does_not_reach_the_service()
    {
        var made = await Make(Clip.Replace("\"Left camera\"", @"""Left \ud83c\udf89 \ud83c camera""", StringComparison.Ordinal) + @", ""project"": { ""name"": ""Fest \udf89"" }");

        var config = Accepted(made);
        Assert.Equal("Left 🎉 \ufffd camera", (string?)config["sources"]![1]!["name"]);
        Assert.Equal("Fest \ufffd", (string?)config["projectName"]);
    }

    [Theory]
    [InlineData("\"format\": \"../x\"")]
    [InlineData("\"id\": \"a/b\"")]
    [InlineData("\"id\": \"..\"")]
    [InlineData("\"id\": \"\"")]
    public async Task What_would_leave_the_exports_folder_is_refused(string option)
        => Assert.Equal("RangeError", (string?)(await Make($"{Clip}, {option}"))["error"]);

    [Fact]
    public async Task Ids_are_never_the_same()
    {
        var made = await NodeScript.Map("map-edits.mjs", [.. Enumerable.Repeat(Line(Clip), 200)]);

        Assert.Equal(200, made.Select(one => (string)one["config"]!["id"]!).Distinct().Count());
    }

    private static async Task<JsonObject> Make(string fields) => (await NodeScript.Map("map-edits.mjs", [Line(fields)]))[0];

    private static string Line(string fields) => $"{{{fields.ReplaceLineEndings(" ")}}}";

    private static JsonObject Accepted(JsonObject made)
    {
        var result = ExportConfigReader.Read(Encoding.UTF8.GetBytes(made["config"]!.ToJsonString()));
        Assert.Empty(result.Errors);
        Assert.DoesNotContain(result.Warnings, warning => !warning.Path.StartsWith("$.output.audio", StringComparison.Ordinal));
        return made["config"]!.AsObject();
    }
}
