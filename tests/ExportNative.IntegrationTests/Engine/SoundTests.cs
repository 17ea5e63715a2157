using ExportNative.Contracts;
using ExportNative.Testing;
using ExportNative.Testing.Audit;
using ExportNative.Testing.Footage;
using Xunit;

namespace ExportNative.IntegrationTests.Engine;

/// <summary>Segments without sound among segments with sound.</summary>
public sealed class SoundTests(FootageShelf shelf)
{
    private static readonly Camera Small = new() { Seconds = 16, Gop = 30 };

    [Theory]
    [InlineData("aac", "mp4")]
    [InlineData("libmp3lame", "mp4")]
    [InlineData("ac3", "mp4")]
    [InlineData("flac", "mp4")]
    [InlineData("libopus", "mp4")]
    [InlineData("pcm_s16le", "mov")]
    public void A_segment_without_its_sound_is_silent_and_the_rest_stays_in_sync(string codec, string extension)
    {
        using var media = new MediaFolder(shelf.Folder);
        var cameras = Enumerable.Range(0, 2).Select(i => Small with { Number = i, AudioCodec = codec, Extension = extension, Options = codec == "flac" ? "-strict -2" : "" }).ToList();
        string[] sources = [.. cameras.Select(shelf.Path)];
        SegmentConfig[] segments = [Edits.Segment(0, "0", "3"), Edits.Segment(1, "3", "7", hasSound: false), Edits.Segment(0, "7", "10"), Edits.Segment(1, "10", "14")];
        var (report, audit) = Export(media, sources, segments, extension == "mov" ? "mov" : "mp4");
        var figures = audit.Run(seeks: 0);
        Assert.Equal([false, true, false, false], report.Segments.Select(s => s.Plan.IsSilent));
        Assert.True(report.SilentPackets > 0);
        Assert.Empty(figures.DecodeErrors);
        Assert.Equal((3, 0), (figures.SoundsSought, figures.SoundsMissing));
        Assert.InRange(figures.SyncError, 0, codec == "flac" ? 48 : codec == "ac3" ? 17 : codec == "libmp3lame" ? 13 : 11);
        Assert.True(audit.IsSilent(3.3, 6.7), "the segment is not silent");
        Assert.False(audit.IsSilent(0.3, 2.7), "a segment with sound is silent");
    }

    [Fact]
    public void A_source_without_sound_is_silent_among_others()
    {
        using var media = new MediaFolder(shelf.Folder);
        string[] sources = [shelf.Path(Small with { AudioCodec = null }), shelf.Path(Small with { Number = 1 })];
        SegmentConfig[] segments = [Edits.Segment(0, "0", "3"), Edits.Segment(1, "3", "7"), Edits.Segment(0, "7", "10"), Edits.Segment(1, "10", "14")];
        var (report, audit) = Export(media, sources, segments, "mp4", firstHasSound: false);
        var figures = audit.Run(seeks: 0);
        Assert.Equal([true, false, true, false], report.Segments.Select(s => s.Plan.IsSilent));
        Assert.Equal((2, 0), (figures.SoundsSought, figures.SoundsMissing));
        Assert.InRange(figures.SyncError, 0, 11);
        Assert.True(audit.IsSilent(0.1, 2.7));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_program_without_any_sound_has_no_sound_track(bool byOption)
    {
        using var media = new MediaFolder(shelf.Folder);
        var config = Edits.Config(
            [shelf.Path(Small)], [Edits.Segment(0, "0", "3", hasSound: byOption), Edits.Segment(0, "5", "7", hasSound: byOption)],
            change: c => byOption ? c with { Output = c.Output with { IncludeAudio = false } } : c);
        media.Export(config);
        Assert.Equal(["video"], Tool.Probe(media.OutputOf(config), "stream=codec_type"));
        Assert.Empty(Tool.Run("ffmpeg", "-v", "error", "-i", media.OutputOf(config), "-f", "null", "-").ErrorLines);
    }

    private static (ExportReport Report, ExportAudit Audit) Export(MediaFolder media, string[] sources, SegmentConfig[] segments, string ending, bool firstHasSound = true)
    {
        var config = Edits.Config(sources, segments, $"exports/edit/output.{ending}");
        var report = media.Export(config);
        return (report, new ExportAudit(report, media.OutputOf(config), [.. sources.Select((s, i) => new AuditedSource(i, 30, s, i > 0 || firstHasSound))]));
    }
}
