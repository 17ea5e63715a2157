using System.Globalization;
using ExportNative.Contracts;
using ExportNative.Testing;
using ExportNative.Testing.Audit;
using ExportNative.Testing.Footage;
using Xunit;

namespace ExportNative.IntegrationTests.Engine;

/// <summary>Sources that are whole and not as a text book has them; each named by what is odd about it.</summary>
public sealed class OddSourceTests(FootageShelf shelf)
{
    private static readonly Camera Small = new() { Seconds = 16, Gop = 30 };
    private static readonly EditSettings Edit = new() { Seconds = 14, Segments = 5 };

    public static TheoryData<string, string, string> Remuxes => new()
    {
        { "a transport stream that starts at eight hours", "ts", "-output_ts_offset 29288" },
        { "a transport stream whose clock wraps around in it", "ts", "-output_ts_offset 95437" },
        { "a fragmented MP4", "mp4", "-movflags +frag_keyframe+delay_moov" },
        { "a fragmented MP4 with fragments of half a second", "mp4", "-movflags +delay_moov+default_base_moof -frag_duration 500000" },
        { "Matroska without index and length", "mkv", "-live 1" },
        { "Matroska with its index in front", "mkv", "-reserve_index_space 20000" },
        { "an MP4 with a coarse movie clock", "mp4", "-movie_timescale 600" },
        { "an MP4 with a video clock of a million", "mp4", "-video_track_timescale 1000000" },
        { "an MP4 with negative composition offsets", "mp4", "-movflags +negative_cts_offsets" },
        { "an MP4 with its index in front", "mp4", "-movflags +faststart" },
        { "an MP4 whose times start late", "mp4", "-output_ts_offset 5 -avoid_negative_ts disabled" },
    };

    [Theory]
    [MemberData(nameof(Remuxes))]
    public void Odd_containers_are_read_right(string what, string extension, string options)
    {
        Assert.NotEmpty(what);
        using var media = new MediaFolder(shelf.Folder);
        string[] originals = [shelf.Path(Small), shelf.Path(Small with { Number = 1 })];
        string[] sources = [.. originals.Select(o => shelf.Remuxed(o, extension, options.Split(' ')))];
        var config = Edits.Config(sources, Edits.Make(2, Edit));
        Judge(media, config, originals);
    }

    [Theory]
    [InlineData("0.5")]
    [InlineData("0.011")]
    public void Sound_that_begins_later_than_the_picture_keeps_its_place(string delay)
    {
        using var media = new MediaFolder(shelf.Folder);
        string[] sources = [.. Enumerable.Range(0, 2).Select(i => Late(i, soundFirst: false, delay))];
        Judge(media, Edits.Config(sources, Edits.Make(2, Edit)), sources);
    }

    [Fact]
    public void A_picture_that_begins_later_than_the_sound_begins_late()
    {
        using var media = new MediaFolder(shelf.Folder);
        string[] sources = [.. Enumerable.Range(0, 2).Select(i => Late(i, soundFirst: true, "0.35"))];
        var config = Edits.Config(sources, [Edits.Segment(0, "1", "4"), Edits.Segment(1, "4", "8"), Edits.Segment(0, "8", "12")]);
        var report = media.Export(config);
        var figures = new ExportAudit(report, media.OutputOf(config), [.. sources.Select((s, i) => new AuditedSource(i, 30, s))]).Run();

        // Source time 0 is where the sound begins, so picture n is shown 0.35 s later than the audit counts.
        Assert.InRange(figures.PlaceError, 350 - 17, 350 + 17);
        Assert.InRange(figures.SyncError, 350 - 11 - 17, 350 + 11 + 17);
        Assert.Equal((0, 0, 0, 0), (figures.Repeats, figures.Skips, figures.SoundsMissing, figures.DecodeErrors.Count));
    }

    [Fact]
    public void A_transport_stream_that_begins_inside_a_GOP_begins_with_its_first_keyframe()
    {
        using var media = new MediaFolder(shelf.Folder);
        var whole = shelf.Remuxed(shelf.Path(Small), "ts");
        var bytes = File.ReadAllBytes(whole);
        var skipped = bytes.Length / 188 / 20 * 188;
        File.WriteAllBytes(media.PathTo("late.ts"), bytes[skipped..]);
        var config = Edits.Config(["late.ts"], [Edits.Segment(0, "2", "5"), Edits.Segment(0, "7", "10")]);
        var report = media.Export(config);
        Assert.Empty(Tool.Run("ffmpeg", "-v", "error", "-i", media.OutputOf(config), "-f", "null", "-").ErrorLines);
        Assert.Equal(6, double.Parse(Tool.Probe(media.OutputOf(config), "format=duration")[0], CultureInfo.InvariantCulture), 0.034);
        Assert.Equal(180, report.VideoPackets, 35.0);
    }

    [Fact]
    public void One_file_may_be_several_sources()
    {
        using var media = new MediaFolder(shelf.Folder);
        var camera = shelf.Path(Small);
        var config = Edits.Config([camera, camera, camera], [Edits.Segment(0, "0", "3"), Edits.Segment(1, "9", "12"), Edits.Segment(2, "4", "7")]);
        Judge(media, config, [camera, camera, camera], camera: 0);
    }

    [Fact]
    public void Going_back_in_a_source_shows_the_same_again()
    {
        using var media = new MediaFolder(shelf.Folder);
        var camera = shelf.Path(Small);
        var config = Edits.Config([camera], [Edits.Segment(0, "4", "7"), Edits.Segment(0, "4", "7"), Edits.Segment(0, "1", "3.5")]);
        Judge(media, config, [camera]);
    }

    [Fact]
    public void A_source_that_no_segment_uses_need_not_exist()
    {
        using var media = new MediaFolder(shelf.Folder);
        var config = Edits.Config([shelf.Path(Small), "never.mp4"], [Edits.Segment(0, "0", "3")]);
        Assert.Single(media.Export(config).Plan.Sources);
    }

    [Fact]
    public void The_whole_of_a_source_is_exported_to_its_last_picture()
    {
        using var media = new MediaFolder(shelf.Folder);
        var config = MediaFolder.Simple([shelf.Path(Small)], length: "16");
        Assert.Equal(480, media.Export(config).VideoPackets);
        Assert.Equal("480", Tool.Probe(media.OutputOf(config), "stream=nb_frames", "v:0")[0]);
        Assert.Equal(16, double.Parse(Tool.Probe(media.OutputOf(config), "format=duration")[0], CultureInfo.InvariantCulture), 0.03);
    }

    [Fact]
    public void A_segment_shorter_than_a_GOP_is_absorbed_and_the_plan_says_so()
    {
        using var media = new MediaFolder(shelf.Folder);
        string[] sources = [shelf.Path(Small with { Gop = 120 }), shelf.Path(Small with { Gop = 120, Number = 1 })];
        var config = Edits.Config(sources, [Edits.Segment(0, "4.5", "5.1"), Edits.Segment(1, "5.1", "6.4"), Edits.Segment(0, "6.4", "15")]);
        var report = media.Export(config);
        Assert.Equal(SegmentDecision.Absorbed, report.Segments[1].Plan.Decision);
        Assert.Contains(report.Warnings, w => w.SegmentIndex == 1);
        var figures = new ExportAudit(report, media.OutputOf(config), [.. sources.Select((s, i) => new AuditedSource(i, 30, s))]).Run(seeks: 2);
        Assert.Equal((0, 0, 0, 0), (figures.BadFrames, figures.Repeats, figures.SoundsMissing, figures.DecodeErrors.Count));
        Assert.Equal(0, figures.UnannouncedCamera);
        Assert.InRange(figures.DurationError, -34, 34);
    }

    private string Late(int number, bool soundFirst, string delay)
    {
        var camera = shelf.Path(Small with { Number = number });
        var (first, second) = soundFirst ? ("1:v", "0:a") : ("0:v", "1:a");
        return shelf.Make("mp4", ["-v", "error", "-nostdin", "-i", camera, "-itsoffset", delay, "-i", camera, "-map", first, "-map", second, "-c", "copy"]);
    }

    private static void Judge(MediaFolder media, ExportConfig config, IReadOnlyList<string> originals, int? camera = null)
    {
        var report = media.Export(config);
        var figures = new ExportAudit(report, media.OutputOf(config), [.. originals.Select((s, i) => new AuditedSource(camera ?? i, 30, s))]).Run(seeks: 3);
        Assert.Empty(figures.DecodeErrors);
        Assert.Equal((0, 0, 0, 0, 0), (figures.BadFrames, figures.NonMonotonic, figures.Repeats, figures.Skips, figures.SeekErrors));
        Assert.Equal((0, 0), (figures.UnannouncedCamera, figures.SoundsMissing));
        Assert.InRange(figures.PlaceError, 0, 17);
        Assert.InRange(figures.SyncError, 0, 11);
        Assert.InRange(figures.DurationError, -33.4, 33.4);
        Assert.InRange(figures.LongestFrame, 33, 100.1);
        Assert.Empty(report.Revisions);
    }
}
