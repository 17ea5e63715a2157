using System.Text.Json.Nodes;
using ExportNative.Contracts;
using Xunit;

namespace ExportNative.UnitTests.Contracts;

public class ConfigRulesTests
{
    [Theory]
    [InlineData("version", "2", "version 2 is not supported")]
    [InlineData("version", "\"1\"", "found a string")]
    [InlineData("version", "1.5", "version 1.5 is not supported")]
    [InlineData("id", "\"\"", "found \"\"")]
    [InlineData("id", "\".\"", "found \".\"")]
    [InlineData("id", "\"..\"", "found \"..\"")]
    [InlineData("id", "\"a/b\"", "found \"a/b\"")]
    [InlineData("id", "\"a\\n\"", "found \"a\\u000a\"")]
    [InlineData("id", "\"a\\u0000\"", "found \"a\\u0000\"")]
    [InlineData("id", "\"é\"", "found \"é\"")]
    [InlineData("id", "7", "found a number")]
    [InlineData("id", "\"\\ud800\"", "not valid Unicode text")]
    [InlineData("projectId", "null", "found null")]
    [InlineData("projectName", "[]", "found a list")]
    [InlineData("createdAt", "\"yesterday\"", "not a date-time")]
    [InlineData("createdAt", "\"2026-02-30T00:00:00Z\"", "not a date-time")]
    [InlineData("createdAt", "1772190960000", "found a number")]
    [InlineData("sources", "[]", "found 0 sources")]
    [InlineData("sources", "{}", "found an object")]
    [InlineData("sources[0]", "\"cam1.mp4\"", "not an object")]
    [InlineData("sources[0].width", "0", "found 0")]
    [InlineData("sources[0].width", "1920.5", "found 1920.5")]
    [InlineData("sources[0].height", "-1", "found -1")]
    [InlineData("sources[0].height", "\"1080\"", "found a string")]
    [InlineData("sources[0].duration", "-0.001", "found -0.001")]
    [InlineData("sources[0].fps", "0", "found 0")]
    [InlineData("sources[0].fps", "1e999", "found 1e999")]
    [InlineData("sources[0].hasAudio", "\"true\"", "found a string")]
    [InlineData("sources[0].hasAudio", "null", "found null")]
    [InlineData("segments", "[]", "found 0 segments")]
    [InlineData("segments[1]", "null", "not an object")]
    [InlineData("segments[1].sourceIndex", "2", "there is no source 2")]
    [InlineData("segments[1].sourceIndex", "-1", "found -1")]
    [InlineData("segments[1].sourceIndex", "0.5", "found 0.5")]
    [InlineData("segments[1].sourceIndex", "99999999999", "found 99999999999")]
    [InlineData("segments[1].startTime", "-1", "found -1")]
    [InlineData("segments[1].startTime", "1e300", "found 1e300")]
    [InlineData("segments[1].startTime", "null", "found null")]
    [InlineData("segments[1].startTime", "\"12.3\"", "found a string")]
    [InlineData("segments[1].endTime", "12.345", "the segment ends at 12.345 s but starts at 12.345 s")]
    [InlineData("segments[1].endTime", "3", "the segment ends at 3 s but starts at 12.345 s")]
    [InlineData("segments[1].endTime", "120.6", "120.6 s is beyond the end of the source, which lasts 120.48 s")]
    [InlineData("segments[1].audioFromSource", "1", "found a number")]
    [InlineData("output", "[]", "found a list")]
    [InlineData("output.format", "\"mov\"", "found \"mov\"")]
    [InlineData("output.format", "\"MP4\"", "found \"MP4\"")]
    [InlineData("output.format", "0", "found a number")]
    [InlineData("output.codec", "\"prores\"", "found \"prores\"")]
    [InlineData("output.cut", "\"exact\"", "found \"exact\"")]
    [InlineData("output.cutFallbacks", "\"keyframe\"", "found a string")]
    [InlineData("output.cutFallbacks", "[\"keyframe\", \"refuse\"]", "holds something else")]
    [InlineData("output.audioSeams", "true", "found true or false")]
    [InlineData("output.includeAudio", "\"no\"", "found a string")]
    [InlineData("output.width", "1e9", "found 1e9")]
    [InlineData("output.audio", "true", "found true or false")]
    [InlineData("status", "5", "found a number")]
    [InlineData("verify", "\"yes\"", "found a string")]
    [InlineData("priority", "\"urgent\"", "found \"urgent\"")]
    [InlineData("callbackUrl", "\"file:///etc/passwd\"", "found \"file:///etc/passwd\"")]
    [InlineData("callbackUrl", "\"/done\"", "found \"/done\"")]
    [InlineData("callbackUrl", "\"http://user:secret@host/\"", "found \"http://user:secret@host/\"")]
    [InlineData("tags", "\"podcast\"", "found a string")]
    public void A_broken_rule_is_named_at_its_path(string path, string value, string problem)
    {
        var error = Assert.Single(ConfigText.Read(ConfigText.With(path, value)).Errors);
        Assert.Equal($"$.{path}", error.Path);
        Assert.Equal(problem, error.Problem);
        Assert.NotEmpty(error.Expected);
    }

    [Theory]
    [InlineData("version")]
    [InlineData("id")]
    [InlineData("projectId")]
    [InlineData("projectName")]
    [InlineData("createdAt")]
    [InlineData("sources")]
    [InlineData("segments")]
    [InlineData("output")]
    [InlineData("sources[1].id")]
    [InlineData("sources[1].name")]
    [InlineData("sources[1].filePath")]
    [InlineData("segments[0].sourceIndex")]
    [InlineData("segments[0].startTime")]
    [InlineData("segments[0].endTime")]
    [InlineData("output.filePath")]
    public void A_missing_field_is_named(string path)
        => Assert.Equal(($"$.{path}", "the field is missing"), Assert.Single(ConfigText.Read(ConfigText.Without(path)).Errors.Select(e => (e.Path, e.Problem))));

    [Fact]
    public void All_problems_are_reported_at_once_types_and_rules_together()
    {
        var root = JsonNode.Parse(ConfigText.FromEditor)!;
        root["version"] = 3;
        root["id"] = 12;
        root["sources"]![0]!["width"] = "wide";
        root["segments"]![0]!["endTime"] = 500;
        root["segments"]![1]!["startTime"] = "x";
        root["segments"]![1]!["sourceIndex"] = 9;
        root["output"]!["format"] = "avi";
        root["output"]!.AsObject().Remove("filePath");
        var result = ConfigText.Read(root.ToJsonString());
        Assert.Null(result.Config);
        Assert.Equal(
            ["$.version", "$.id", "$.sources[0].width", "$.segments[0].endTime", "$.segments[1].sourceIndex", "$.segments[1].startTime", "$.output.filePath", "$.output.format"],
            result.Errors.Select(error => error.Path));
        var thrown = Assert.Throws<ExportException>(result.Require);
        Assert.Equal((ExportErrorKind.ConfigInvalid, 8), (thrown.Kind, thrown.ConfigProblems.Count));
    }

    [Fact]
    public void A_flood_of_problems_is_cut_off_with_a_count()
    {
        var root = JsonNode.Parse(ConfigText.FromEditor)!;
        root["segments"] = new JsonArray([.. Enumerable.Range(0, 50).Select(_ => (JsonNode)1)]);
        var errors = ConfigText.Read(root.ToJsonString(), new ConfigLimits { MaxProblems = 10 }).Errors;
        Assert.Equal(11, errors.Count);
        Assert.Equal("40 more problems are not listed", errors[^1].Problem);
    }

    [Fact]
    public void More_sources_or_segments_than_allowed_are_refused()
    {
        var errors = ConfigText.Read(ConfigText.FromEditor, new ConfigLimits { MaxSources = 1, MaxSegments = 1 }).Errors;
        Assert.Equal(["$.sources", "$.segments"], errors.Select(error => error.Path));
    }

    [Theory]
    [InlineData("120.5")]
    [InlineData("120.53")]
    public void A_segment_may_end_one_frame_after_the_stated_duration(string end)
        => Assert.NotNull(ConfigText.Read(ConfigText.With("segments[0].endTime", end)).Config);

    [Fact]
    public void A_segment_must_start_before_the_end_of_its_source()
    {
        var text = ConfigText.FromEditor.Replace("\"startTime\": 12.345, \"endTime\": 30.000000000000004", "\"startTime\": 120.48, \"endTime\": 120.5", StringComparison.Ordinal);
        Assert.Equal(
            "$.segments[1].startTime: 120.48 s is at or beyond the end of the source, which lasts 120.48 s; expected less than 120.48",
            Assert.Single(ConfigText.Read(text).Errors).ToString());
    }

    [Fact]
    public void A_stated_duration_of_zero_means_not_known()
        => Assert.NotNull(ConfigText.Read(ConfigText.With("sources[0].duration", "0")).Config);

    [Theory]
    [InlineData("h264", false)]
    [InlineData("h265", false)]
    [InlineData("copy", true)]
    [InlineData("vp9", true)]
    [InlineData("av1", true)]
    public void Webm_takes_only_codecs_that_it_can_hold(string codec, bool accepted)
    {
        var root = JsonNode.Parse(ConfigText.FromEditor)!;
        root["output"]!["format"] = "webm";
        root["output"]!["filePath"] = "exports/a/output.webm";
        root["output"]!["codec"] = codec;
        var result = ConfigText.Read(root.ToJsonString());
        Assert.Equal(accepted, result.Config is not null);
        Assert.Equal(accepted ? [] : ["$.output.codec"], result.Errors.Select(error => error.Path));
    }

    [Fact]
    public void An_ending_that_does_not_fit_the_format_is_a_warning()
    {
        var result = ConfigText.Read(ConfigText.With("output.filePath", "\"exports/a/output.webm\""));
        Assert.NotNull(result.Config);
        Assert.Equal("$.output.filePath", Assert.Single(result.Warnings).Path);
    }

    [Fact]
    public void A_master_sound_from_a_silent_source_is_a_warning()
    {
        var result = ConfigText.Read(ConfigText.With("output.audio", "{\"sourceIndex\":1}"));
        Assert.Equal(Seconds.Zero, result.Require().Output.Audio!.Offset);
        Assert.Equal("$.output.audio.sourceIndex", Assert.Single(result.Warnings).Path);
    }

    [Theory]
    [InlineData("{}", "$.output.audio.sourceIndex")]
    [InlineData("{\"sourceIndex\":2}", "$.output.audio.sourceIndex")]
    [InlineData("{\"sourceIndex\":0,\"offset\":1e9}", "$.output.audio.offset")]
    [InlineData("{\"sourceIndex\":0,\"offset\":null}", "$.output.audio.offset")]
    public void A_master_sound_that_cannot_be_is_an_error(string audio, string path)
        => Assert.Equal(path, Assert.Single(ConfigText.Read(ConfigText.With("output.audio", audio)).Errors).Path);

    [Fact]
    public void Tags_are_short_words_and_not_many()
    {
        Assert.Equal("$.tags[1]", Assert.Single(ConfigText.Read(ConfigText.With("tags", "[\"a\",\"\"]")).Errors).Path);
        Assert.Equal("$.tags[0]", Assert.Single(ConfigText.Read(ConfigText.With("tags", "[1]")).Errors).Path);
        Assert.Equal("$.tags[0]", Assert.Single(ConfigText.Read(ConfigText.With("tags", $"[\"{new string('a', 65)}\"]")).Errors).Path);
        Assert.Equal("$.tags", Assert.Single(ConfigText.Read(ConfigText.With("tags", $"[{string.Join(',', Enumerable.Repeat("\"a\"", 33))}]")).Errors).Path);
    }

    [Fact]
    public void Two_sources_with_one_id_are_a_warning()
        => Assert.Equal("$.sources[1].id", Assert.Single(ConfigText.Read(ConfigText.With("sources[1].id", "\"media-001\"")).Warnings).Path);
}
