using ExportNative.Contracts;
using ExportNative.IntegrationTests.Engine;
using ExportNative.Testing;
using ExportNative.Testing.Audit;
using ExportNative.Testing.Footage;
using Xunit;

namespace ExportNative.IntegrationTests.FrameCuts;

/// <summary>What becomes of cuts by frame that cannot be made: only what the request allows, and never without saying so.</summary>
public sealed class FrameFallbackTests(FootageShelf shelf)
{
    private static readonly Camera Mpeg4 = new() { Seconds = 9, VideoCodec = "mpeg4", Gop = 30 };
    private static readonly EditSettings Edit = new() { Seconds = 8, Segments = 4, Shortest = 1.3, Start = 0.4 };

    [Fact]
    public void Pictures_that_no_encoder_makes_are_refused_naming_segment_and_way_out()
    {
        using var media = new MediaFolder(shelf.Folder);
        var error = media.Refusal(ExportErrorKind.NotCopyable, TwoCameras(Mpeg4, Mpeg4 with { Number = 1 }, null));
        Assert.Equal(0, error.SegmentIndex);
        Assert.Contains("mpeg4", error.Message, StringComparison.Ordinal);
        Assert.Contains("cutFallbacks", error.WhatToDo, StringComparison.Ordinal);
    }

    [Fact]
    public void Such_cuts_roll_to_a_keyframe_where_that_is_allowed()
    {
        using var media = new MediaFolder(shelf.Folder);
        var config = TwoCameras(Mpeg4, Mpeg4 with { Number = 1 }, [CutFallback.Keyframe]);
        var report = media.Export(config);
        Assert.Equal(0, report.VideoPacketsEncoded);
        Assert.Equal(config.Segments.Count, report.Warnings.Count(w => w.Message.Contains("Cut at a keyframe", StringComparison.Ordinal)));
        Assert.All(report.Plan.Segments.Skip(1), s => Assert.Equal(SegmentDecision.Rolled, s.Decision));
        Assert.InRange(report.Plan.Segments.Max(s => Math.Abs((double)s.Roll.Picoseconds)) / 1e12, 0.001, 0.52);
        var figures = Audit(media, config, report, Mpeg4, Mpeg4 with { Number = 1 });
        Assert.Empty(figures.DecodeErrors);
        Assert.Equal(0, figures.UnannouncedCamera);
        Assert.InRange(figures.DurationError, -34, 34);
    }

    [Fact]
    public void A_camera_of_another_codec_is_refused()
    {
        using var media = new MediaFolder(shelf.Folder);
        var error = media.Refusal(ExportErrorKind.NotCopyable, TwoCameras(new Camera { Seconds = 9 }, Hevc, null));
        Assert.Contains("hevc", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Its_segments_are_encoded_to_the_others_codec_where_that_is_allowed()
    {
        using var media = new MediaFolder(shelf.Folder);
        var camera = new Camera { Seconds = 9 };
        var config = TwoCameras(camera, Hevc, [CutFallback.Encode]);
        var report = media.Export(config);
        foreach (var segment in report.Segments)
        {
            var isEncoded = segment.Plan.SourceIndex == 1;
            Assert.Equal(isEncoded, segment.PacketsReencoded == segment.Packets);
            Assert.Equal(isEncoded, segment.Plan.Parts.Any(p => p.Reason == "Its codec is not the program's."));
        }

        Assert.Equal(["h264"], Tool.Probe(media.OutputOf(config), "stream=codec_name", "v:0"));
        var figures = Audit(media, config, report, camera, Hevc);
        Assert.Empty(figures.DecodeErrors);
        Assert.Equal(0, figures.WrongCamera);
        Assert.Equal(0, figures.Skips);
        Assert.Equal(0, figures.Repeats);
        Assert.Equal(0, figures.SeekErrors);
    }

    private static Camera Hevc => new() { Number = 1, Seconds = 9, VideoCodec = "libx265" };

    private ExportConfig TwoCameras(Camera one, Camera other, IReadOnlyList<CutFallback>? fallbacks)
    {
        var config = Frames.Cut([shelf.Path(one), shelf.Path(other)], Edits.Make(2, Edit));
        return config with { Output = config.Output with { CutFallbacks = fallbacks } };
    }

    private AuditFigures Audit(MediaFolder media, ExportConfig config, ExportReport report, params Camera[] cameras) =>
        new ExportAudit(report, media.OutputOf(config), [.. cameras.Select(c => new AuditedSource(c.Number, c.FramesPerSecond, shelf.Path(c)))]).Run(seeks: 5);
}
