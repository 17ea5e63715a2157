using System.Globalization;
using ExportNative.Contracts;
using ExportNative.Testing;
using ExportNative.Testing.Audit;
using ExportNative.Testing.Footage;
using Xunit;

namespace ExportNative.IntegrationTests.Engine;

/// <summary>Whole exports of footage whose frames and sound can be recognised, decoded and measured.</summary>
public sealed class AuditTests(FootageShelf shelf)
{
    private static readonly Camera Quick = new() { Seconds = 26 };
    private static readonly EditSettings QuickEdit = new() { Seconds = 24, Segments = 8 };

    private static readonly Dictionary<string, AuditCase> Cases = new(StringComparer.Ordinal)
    {
        ["30 fps, GOP 60, 2 B-frames"] = new(),
        ["with gaps"] = new() { Edit = new() { HasGaps = true } },
        ["with a late start"] = new() { Edit = new() { Start = 3.29, Seconds = 32 } },
        ["with gaps and a late start"] = new() { Edit = new() { Start = 1.567, Seconds = 32, HasGaps = true, Segments = 9 } },
        ["no B-frames"] = new() { Camera = Quick with { BFrames = 0 }, Edit = QuickEdit, ReorderDepth = 0 },
        ["3 B-frames"] = new() { Camera = Quick with { BFrames = 3 }, Edit = QuickEdit },
        ["4 B-frames"] = new() { Camera = Quick with { BFrames = 4 }, Edit = QuickEdit },
        ["GOP 12"] = new() { Camera = Quick with { Gop = 12 }, Edit = QuickEdit },
        ["GOP 250"] = new() { Camera = Quick with { Seconds = 62, Gop = 250 }, Edit = new() { Seconds = 60, Segments = 6, Shortest = 8.5 } },
        ["24 fps"] = new() { Camera = Quick with { Rate = "24" }, Edit = QuickEdit with { Shortest = 2.6 } },
        ["25 fps"] = new() { Camera = Quick with { Rate = "25" }, Edit = QuickEdit with { Shortest = 2.5 } },
        ["29.97 fps"] = new() { Camera = Quick with { Rate = "30000/1001" }, Edit = QuickEdit },
        ["60 fps"] = new() { Camera = Quick with { Rate = "60" }, Edit = QuickEdit },
        ["open-GOP H.264"] = new() { Camera = Quick with { Options = "-x264-params open-gop=1" }, Edit = QuickEdit },
        ["HEVC"] = new() { Camera = Quick with { VideoCodec = "libx265" }, Cameras = 2, Edit = QuickEdit, ReorderDepth = 3 },
        ["closed-GOP HEVC"] = new() { Camera = Quick with { VideoCodec = "libx265", Options = "-x265-params keyint=60:min-keyint=60:scenecut=0:bframes=3:open-gop=0:log-level=error:pools=2" }, Cameras = 2, Edit = QuickEdit, ReorderDepth = 3 },
        ["sources in MOV"] = new() { Camera = Quick with { Extension = "mov" }, Edit = QuickEdit },
        ["sources in Matroska"] = new() { Camera = Quick, Edit = QuickEdit, Remux = "mkv" },
        ["sources in Matroska, late start"] = new() { Camera = Quick, Edit = QuickEdit with { Start = 1.567, Seconds = 22 }, Remux = "mkv" },
        ["sources in MPEG-TS"] = new() { Camera = Quick, Edit = QuickEdit, Remux = "ts" },
        ["sources in MPEG-TS, late start, gaps"] = new() { Camera = Quick, Edit = QuickEdit with { Start = 1.567, Seconds = 22, HasGaps = true }, Remux = "ts" },
        ["HEVC in MPEG-TS"] = new() { Camera = Quick with { VideoCodec = "libx265" }, Cameras = 2, Edit = QuickEdit, Remux = "ts", ReorderDepth = 3 },
        ["VP9 and Opus in WebM"] = new() { Camera = Quick with { VideoCodec = "libvpx-vp9", AudioCodec = "libopus", Extension = "webm" }, Cameras = 2, Edit = QuickEdit, Output = "webm", ReorderDepth = 0 },
        ["mixed profiles and B-frames"] = new()
        {
            Camera = Quick,
            Edit = QuickEdit,
            Each = c => c.Number switch { 0 => c, 1 => c with { BFrames = 1, Options = "-profile:v main" }, _ => c with { BFrames = 0, Options = "-profile:v baseline" } },
        },
        ["mixed frame rates"] = new() { Camera = Quick, Cameras = 2, Edit = QuickEdit with { Shortest = 2.5 }, Each = c => c.Number == 0 ? c : c with { Rate = "25" } },
    };

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void An_export_shows_what_was_asked_when_it_was_asked(string name) => Audit(Cases[name]);

    [Fact]
    public void Forty_cuts_over_two_minutes_drift_nowhere() =>
        Audit(new AuditCase { Camera = new Camera { Seconds = 122, Gop = 60 }, Edit = new EditSettings { Seconds = 120, Segments = 40, Start = 0.5 } });

    [Fact]
    public void Hundreds_of_cuts_add_nothing_up()
    {
        // ./build.sh audit sets more: a thousand segments take minutes to make and to measure.
        var segments = int.Parse(Environment.GetEnvironmentVariable("AUDIT_SEGMENTS") ?? "200", CultureInfo.InvariantCulture);
        var seconds = segments * 6 / 5;
        Audit(new AuditCase { Camera = new Camera { Seconds = seconds + 2, Gop = 15 }, Cameras = 2, Edit = new EditSettings { Seconds = seconds, Segments = segments, Shortest = 0.85 } });
    }

    private void Audit(AuditCase wanted)
    {
        using var media = new MediaFolder(shelf.Folder);
        var cameras = wanted.Make();
        var originals = cameras.Select(shelf.Path).ToList();
        var sources = wanted.Remux is { } extension ? [.. originals.Select(o => shelf.Remuxed(o, extension))] : originals;
        var config = Edits.Config(sources, Edits.Make(cameras.Count, wanted.Edit), $"exports/edit/output.{wanted.Output}");
        var report = media.Export(config);
        var output = media.OutputOf(config);
        var figures = new ExportAudit(report, output, [.. cameras.Select((c, i) => new AuditedSource(c.Number, c.FramesPerSecond, originals[i]))]).Run();
        Judge(wanted, cameras, report, figures);
        Assert.Equal(["video", "audio"], Tool.Probe(output, "stream=codec_type"));
        if (cameras.All(c => c.Rate == cameras[0].Rate))
        {
            // Held frames lower the average; what players go by is the step from frame to frame.
            var rate = Tool.Probe(output, "stream=r_frame_rate", "v:0")[0];
            Assert.Equal(cameras[0].Rate.Contains('/', StringComparison.Ordinal) ? cameras[0].Rate : $"{cameras[0].Rate}/1", rate);
        }

        Assert.Equal(wanted.Absorbed, report.Segments.Count(s => s.Plan.Decision == SegmentDecision.Absorbed));
        Assert.True(report.IndexBeforeMedia);
        Assert.Empty(report.Revisions);
    }

    private static void Judge(AuditCase wanted, IReadOnlyList<Camera> cameras, ExportReport report, AuditFigures figures)
    {
        var frame = 1000 / cameras.Min(c => c.FramesPerSecond);
        var halfGop = frame * wanted.Camera.Gop / 2;

        // Matroska rounds to milliseconds.
        var rounding = wanted.Output == "webm" ? 1.01 : 0.05;
        var bounds = new FigureBounds();
        bounds.Bound("duration error", figures.DurationError, frame + rounding);
        bounds.Bound("decode errors", figures.DecodeErrors.Count, 0);
        bounds.Bound("bad frames", figures.BadFrames, 0);
        bounds.Bound("non-monotonic", figures.NonMonotonic, 0);
        bounds.Bound("first frame", figures.FirstFrameAt, (frame / 2) + rounding);
        bounds.Bound("longest frame", figures.LongestFrame, (frame * (wanted.ReorderDepth + 1)) + rounding);
        bounds.Bound("place error", figures.PlaceError, (frame / 2) + rounding);
        bounds.Bound("unannounced camera", figures.UnannouncedCamera, 0);
        bounds.Bound("repeats", figures.Repeats, 0);
        bounds.Bound("skips", figures.Skips, 0);
        bounds.Bound("seek errors", figures.SeekErrors, 0);
        bounds.Bound("sounds missing", figures.SoundsMissing, 0);
        bounds.Bound("sync error", figures.SyncError, 11);
        bounds.Bound("wrong camera beyond the rolls", figures.WrongCamera - figures.AnnouncedRolls, frame * report.Segments.Count);
        bounds.Bound("longest roll", report.Segments.Max(s => Math.Abs((double)s.Plan.Roll.Picoseconds)) / 1e9, halfGop + (frame / 2));
        bounds.Bound("longest reported hold", report.Segments.Max(s => s.HoldMilliseconds), (frame * wanted.ReorderDepth) + rounding);
        bounds.Bound("sound error reported", report.Segments.Max(s => s.SoundErrorMilliseconds ?? 0), 11);
        Assert.True(figures.Frames > 0 && figures.SoundsSought > wanted.Edit.Segments / 2, $"{figures.Frames} frames, {figures.SoundsSought} sounds");
        bounds.Assess(figures);
    }
}
