using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ExportNative.Contracts;
using Xunit;

namespace ExportNative.UnitTests.Contracts;

public class ConfigReadingTests
{
    [Fact]
    public void The_editors_config_is_read_as_it_is()
    {
        var result = ConfigText.Read(ConfigText.FromEditor);
        Assert.Empty(result.Errors);
        Assert.Empty(result.Warnings);
        var config = result.Require();
        Assert.Equal("Gespräch № 12 — «Ünïcødé» 🎬", config.ProjectName);
        Assert.Equal(new DateTimeOffset(2026, 2, 27, 11, 16, 0, TimeSpan.Zero), config.CreatedAt);
        Assert.Equal(new SourceConfig("media-002", "Camera 2", "cam2.mp4", 3840, 2160, Seconds.Parse("120.48"), 29.97, HasAudio: false), config.Sources[1]);
        Assert.Equal(new SegmentConfig(1, Seconds.Parse("12.345"), Seconds.Parse("30"), AudioFromSource: false), config.Segments[1]);
        Assert.Equal(new OutputConfig("exports/export-3f2a8c1e-90b7-4d55-8a6e-0c1d2e3f4a5b/output.mp4", OutputFormat.Mp4, 1920, 1080, 30), config.Output);
        Assert.Equal("pending", config.Status);
    }

    [Fact]
    public void What_is_left_out_gets_its_default()
    {
        const string least = """
            {"version":1,"id":"a","projectId":"p","projectName":"","createdAt":"2026-01-01T00:00:00",
             "sources":[{"id":"1","name":"","filePath":"a.mov"}],
             "segments":[{"sourceIndex":0,"startTime":1,"endTime":2}],
             "output":{"filePath":"exports/a/output.mp4"}}
            """;
        var config = ConfigText.Read(least).Require();
        Assert.Equal(new SourceConfig("1", "", "a.mov", null, null, null, null, HasAudio: true), config.Sources[0]);
        Assert.True(config.Segments[0].AudioFromSource);
        Assert.Equal(new OutputConfig("exports/a/output.mp4", OutputFormat.Mp4, null, null, null, OutputCodec.Copy, true, CutMode.Keyframe, null, null, AudioSeams.Plain), config.Output);
        Assert.Equal((false, ExportPriority.Normal), (config.Verify, config.Priority));
        Assert.Null(config.Tags);
        Assert.Equal(TimeSpan.Zero, config.CreatedAt.Offset);
    }

    [Fact]
    public void The_additions_of_this_product_are_read()
    {
        var root = JsonNode.Parse(ConfigText.FromEditor)!;
        root["verify"] = true;
        root["priority"] = "high";
        root["callbackUrl"] = "https://editor.example/done?x=1";
        root["tags"] = new JsonArray("podcast", "épisode 12");
        root["output"]!["cut"] = "frame";
        root["output"]!["audioSeams"] = "smooth";
        root["output"]!["audio"] = JsonNode.Parse("""{"sourceIndex":0,"offset":-1.25}""");
        var result = ConfigText.Read(root.ToJsonString());

        // One master sound has no seams: that is the only thing to say.
        Assert.Equal("$.output.audioSeams", Assert.Single(result.Warnings).Path);
        var config = result.Require();
        Assert.Equal((true, ExportPriority.High, "https://editor.example/done?x=1"), (config.Verify, config.Priority, config.CallbackUrl));
        Assert.Equal(["podcast", "épisode 12"], config.Tags!);
        Assert.Equal((CutMode.Frame, AudioSeams.Smooth), (config.Output.Cut, config.Output.AudioSeams));
        Assert.Equal(new MasterAudioConfig(0, Seconds.Parse("-1.25")), config.Output.Audio);
    }

    [Fact]
    public void A_byte_order_mark_is_accepted()
        => Assert.NotNull(ExportConfigReader.Read([0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(ConfigText.FromEditor)]).Config);

    [Theory]
    [InlineData("width")]
    [InlineData("duration")]
    [InlineData("fps")]
    public void Null_means_not_stated_where_an_editor_may_not_know(string field)
        => Assert.NotNull(ConfigText.Read(ConfigText.With($"sources[0].{field}", "null")).Config);

    [Fact]
    public void Unknown_fields_are_named_in_warnings_and_ignored()
    {
        var root = JsonNode.Parse(ConfigText.FromEditor)!;
        root["colour"] = "red";
        root["segments"]![1]!["a label's name"] = new JsonObject { ["x"] = 1 };
        var result = ConfigText.Read(root.ToJsonString());
        Assert.NotNull(result.Config);
        Assert.Equal(["$.colour", "$.segments[1]['a label\\'s name']"], result.Warnings.Select(warning => warning.Path).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("{")]
    [InlineData("{} {}")]
    [InlineData("{\"version\":1,}")]
    [InlineData("{/* no */}")]
    [InlineData("{\"version\":NaN}")]
    [InlineData("{'version':1}")]
    public void Text_that_is_no_json_is_refused_with_its_place(string text)
    {
        var problem = Assert.Single(ConfigText.Read(text).Errors);
        Assert.Equal("$", problem.Path);
        Assert.Matches(@"^not JSON at line \d+, byte \d+: .", problem.Problem);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("\"config\"")]
    [InlineData("1")]
    public void Json_that_is_no_object_is_refused(string text)
        => Assert.Equal("$: the text is JSON but no object; expected one JSON object", Assert.Single(ConfigText.Read(text).Errors).ToString());

    [Fact]
    public void Nesting_without_end_is_refused()
        => Assert.NotEmpty(ConfigText.Read("{\"x\":" + new string('[', 100_000) + new string(']', 100_000) + "}").Errors);

    [Fact]
    public void Bytes_that_are_not_utf8_are_refused()
        => Assert.Equal("the text is not valid UTF-8", Assert.Single(ExportConfigReader.Read("{\"id\":\"\xff\"}"u8.ToArray().Select(b => b == 0xC3 ? (byte)0xFF : b).ToArray()).Errors).Problem);

    [Fact]
    public void A_text_over_the_limit_is_refused_unread()
        => Assert.Contains("at most 100 bytes", Assert.Single(ConfigText.Read(ConfigText.FromEditor, new ConfigLimits { MaxBytes = 100 }).Errors).Expected, StringComparison.Ordinal);

    [Fact]
    public void A_field_that_appears_twice_is_an_error_at_every_level()
    {
        var text = ConfigText.FromEditor
            .Replace("\"version\": 1,", "\"version\": 1, \"version\": 1,", StringComparison.Ordinal)
            .Replace("\"startTime\": 0,", "\"startTime\": 0, \"\\u0073tartTime\": 1,", StringComparison.Ordinal)
            .Replace("\"status\"", "\"extra\": 1, \"extra\": 2, \"status\"", StringComparison.Ordinal);
        Assert.Equal(["$.version", "$.extra", "$.segments[0].startTime"], ConfigText.Read(text).Errors.Select(error => error.Path));
    }

    [Fact]
    public void Ten_thousand_segments_are_checked_in_a_moment_and_in_linear_time()
    {
        var small = TimeToRead(10_000);
        var large = TimeToRead(80_000);
        Assert.True(small < TimeSpan.FromMilliseconds(150), $"10,000 segments took {small.TotalMilliseconds:F1} ms");

        // Eight times the work; quadratic would be sixty-four.
        Assert.True(large < small * 24, $"10,000 took {small.TotalMilliseconds:F1} ms, 80,000 took {large.TotalMilliseconds:F1} ms");
        TestContext.Current.SendDiagnosticMessage($"10,000 segments: {small.TotalMilliseconds:F1} ms; 80,000: {large.TotalMilliseconds:F1} ms");
    }

    private static TimeSpan TimeToRead(int segments)
    {
        var config = ConfigText.Read(ConfigText.FromEditor).Require();
        var many = Enumerable.Range(0, segments).Select(i => new SegmentConfig(i % 2, Seconds.FromMilliseconds(i), Seconds.FromMilliseconds(i + 1))).ToList();
        var json = JsonSerializer.SerializeToUtf8Bytes(config with { Segments = many }, ContractsJson.Default.ExportConfig);
        var best = TimeSpan.MaxValue;
        for (var run = 0; run < 5; run++)
        {
            var watch = Stopwatch.StartNew();
            Assert.Equal(segments, ExportConfigReader.Read(json).Require().Segments.Count);
            best = watch.Elapsed < best ? watch.Elapsed : best;
        }

        return best;
    }
}
