using System.Globalization;
using ExportNative.Contracts;
using ExportNative.IntegrationTests.Engine;
using ExportNative.Testing;
using ExportNative.Testing.Audit;
using ExportNative.Testing.Footage;
using Xunit;

namespace ExportNative.IntegrationTests.FrameCuts;

/// <summary>Whole exports cut at the exact frame: every asked frame once, at its time, with its sound.</summary>
public sealed class FrameAuditTests(FootageShelf shelf)
{
    private static readonly Camera Quick = new() { Seconds = 13 };
    private static readonly EditSettings QuickEdit = new() { Seconds = 11.4, Segments = 8, Shortest = 0.9 };
    private static readonly Camera Web = Quick with { AudioCodec = "libopus", Extension = "webm", BFrames = 0 };

    private static readonly Dictionary<string, AuditCase> Cases = new(StringComparer.Ordinal)
    {
        ["30 fps, GOP 60, 2 B-frames"] = new() { Camera = Quick, Edit = QuickEdit },
        ["with gaps and a late start"] = new() { Camera = Quick, Edit = QuickEdit with { Start = 1.567, Seconds = 10.2, HasGaps = true, Segments = 6 } },
        ["no B-frames"] = new() { Camera = Quick with { BFrames = 0 }, Edit = QuickEdit },
        ["4 B-frames"] = new() { Camera = Quick with { BFrames = 4 }, Edit = QuickEdit },
        ["GOP 12"] = new() { Camera = Quick with { Gop = 12 }, Edit = QuickEdit },
        ["GOP 250, segments without a keyframe"] = new() { Camera = Quick with { Gop = 250 }, Edit = QuickEdit },
        ["24 fps"] = new() { Camera = Quick with { Rate = "24" }, Edit = QuickEdit },
        ["29.97 fps"] = new() { Camera = Quick with { Rate = "30000/1001" }, Edit = QuickEdit },
        ["60 fps"] = new() { Camera = Quick with { Rate = "60" }, Edit = QuickEdit },
        ["open-GOP H.264"] = new() { Camera = Quick with { Options = "-x264-params open-gop=1" }, Edit = QuickEdit },
        ["10-bit H.264"] = new() { Camera = Quick with { Filters = "format=yuv420p10le" }, Cameras = 2, Edit = QuickEdit },
        ["4:2:2 H.264"] = new() { Camera = Quick with { Filters = "format=yuv422p" }, Cameras = 2, Edit = QuickEdit },
        ["10-bit 4:2:2 H.264"] = new() { Camera = Quick with { Filters = "format=yuv422p10le" }, Cameras = 2, Edit = QuickEdit },
        ["interlaced H.264"] = new() { Camera = Quick with { Rate = "25", Options = "-vf setfield=tff -flags +ilme+ildct" }, Cameras = 2, Edit = QuickEdit },
        ["interlaced H.264, bottom field first"] = new() { Camera = Quick with { Rate = "25", Options = "-vf setfield=bff -flags +ilme+ildct" }, Cameras = 2, Edit = QuickEdit },
        ["HEVC with CRA and RASL"] = new() { Camera = Quick with { VideoCodec = "libx265" }, Cameras = 2, Edit = QuickEdit },
        ["HEVC with IDR"] = new() { Camera = Quick with { VideoCodec = "libx265", Options = "-x265-params keyint=60:min-keyint=60:scenecut=0:bframes=3:open-gop=0:log-level=error:pools=2" }, Cameras = 2, Edit = QuickEdit },
        ["10-bit HEVC"] = new() { Camera = Quick with { VideoCodec = "libx265", Filters = "format=yuv420p10le" }, Cameras = 2, Edit = QuickEdit },
        ["VP8"] = new() { Camera = Web with { VideoCodec = "libvpx" }, Cameras = 2, Edit = QuickEdit, Output = "webm" },
        ["VP9"] = new() { Camera = Web with { VideoCodec = "libvpx-vp9" }, Cameras = 2, Edit = QuickEdit, Output = "webm" },
        ["VP9 with hidden frames"] = new() { Camera = Web with { VideoCodec = "libvpx-vp9", Options = "-deadline good -auto-alt-ref 1 -lag-in-frames 16 -threads 2" }, Cameras = 2, Edit = QuickEdit, Output = "webm" },
        ["AV1"] = new() { Camera = Web with { VideoCodec = "libaom-av1" }, Cameras = 2, Edit = QuickEdit, Output = "webm" },
        ["AV1 with hidden frames in MP4"] = new() { Camera = Quick with { VideoCodec = "libsvtav1", Options = "-preset 10 -svtav1-params lp=1" }, Cameras = 2, Edit = QuickEdit },
        ["ProRes"] = new() { Camera = Quick with { VideoCodec = "prores_ks", AudioCodec = "pcm_s16le", Extension = "mov", Filters = "format=yuv422p10le", Gop = 1 }, Cameras = 2, Edit = QuickEdit, Output = "mov" },
        ["MJPEG"] = new() { Camera = Quick with { VideoCodec = "mjpeg", AudioCodec = "pcm_s16le", Extension = "mov", Filters = "format=yuvj420p", Gop = 1 }, Cameras = 2, Edit = QuickEdit, Output = "mov" },
        ["sources in MOV"] = new() { Camera = Quick with { Extension = "mov" }, Edit = QuickEdit },
        ["sources in Matroska"] = new() { Camera = Quick, Edit = QuickEdit, Remux = "mkv" },
        ["sources in MPEG-TS, late start, gaps"] = new() { Camera = Quick, Edit = QuickEdit with { Start = 1.567, Seconds = 10.2, HasGaps = true, Segments = 6 }, Remux = "ts" },
        ["HEVC in MPEG-TS"] = new() { Camera = Quick with { VideoCodec = "libx265" }, Cameras = 2, Edit = QuickEdit, Remux = "ts" },
        ["High, Main and Baseline profile"] = new()
        {
            Camera = Quick,
            Edit = QuickEdit,
            Each = c => c.Number switch { 0 => c, 1 => c with { BFrames = 1, Options = "-profile:v main" }, _ => c with { BFrames = 0, Options = "-profile:v baseline" } },
        },
        ["mixed frame rates"] = new() { Camera = Quick, Cameras = 2, Edit = QuickEdit, Each = c => c.Number == 0 ? c : c with { Rate = "25" } },
        ["frames left out"] = new() { Camera = Quick with { Filters = "select='not(eq(mod(n\\,7)\\,3)+eq(mod(n\\,11)\\,5))'", Options = "-fps_mode vfr" }, Cameras = 2, Edit = QuickEdit, LeftOut = n => n % 7 == 3 || n % 11 == 5 },
        ["variable frame rate"] = new() { Camera = Quick with { Filters = "settb=1/90000,setpts='(N+0.3*sin(N))/30/TB'", Options = "-fps_mode passthrough -enc_time_base 1:90000 -video_track_timescale 90000" }, Cameras = 2, Edit = QuickEdit, LeftOut = _ => false },
        ["variable frame rate in Matroska"] = new() { Camera = Quick with { Filters = "settb=1/90000,setpts='(N+0.3*sin(N))/30/TB'", Options = "-fps_mode passthrough -enc_time_base 1:90000 -video_track_timescale 90000" }, Cameras = 2, Edit = QuickEdit, LeftOut = _ => false, Remux = "mkv" },
    };

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_asked_frame_is_shown_once_and_at_its_time(string name) => Audit(Cases[name]);

    [Theory]
    [InlineData(OutputCodec.H264)]
    [InlineData(OutputCodec.H265)]
    public void A_program_that_is_encoded_whole_shows_the_same_frames(OutputCodec codec)
    {
        var report = Audit(new AuditCase { Camera = Quick with { Seconds = 8 }, Edit = QuickEdit with { Seconds = 7, Segments = 4 } }, codec);
        Assert.Equal(report.VideoPackets, report.VideoPacketsEncoded);
    }

    [Fact]
    public void Hundreds_of_cuts_at_the_exact_frame_add_nothing_up()
    {
        // ./build.sh audit sets more.
        var segments = int.Parse(Environment.GetEnvironmentVariable("AUDIT_SEGMENTS") ?? "100", CultureInfo.InvariantCulture);
        var seconds = segments * 6 / 5;
        Audit(new AuditCase { Camera = new Camera { Seconds = seconds + 2, Gop = 30 }, Cameras = 2, Edit = new EditSettings { Seconds = seconds, Segments = segments, Shortest = 0.85, Start = 0.3 } });
    }

    [Theory]
    [InlineData("tff", "1,1")]
    [InlineData("bff", "1,0")]
    public void Encoded_pictures_keep_the_order_of_their_fields(string first, string order)
    {
        using var media = new MediaFolder(shelf.Folder);
        var camera = shelf.Path(new Camera { Seconds = 5, Rate = "25", Gop = 50, Options = $"-vf setfield={first} -flags +ilme+ildct" });
        var config = Frames.Cut([camera], [Edits.Segment(0, "0.52", "1.2"), Edits.Segment(0, "1.52", "4.2")]);
        var report = media.Export(config);
        Assert.InRange(report.VideoPacketsEncoded, 17 + 12, 17 + 12 + 4);
        var frames = Tool.Probe(media.OutputOf(config), "frame=interlaced_frame,top_field_first", "v:0");
        Assert.Equal(report.VideoPackets, frames.Count);
        Assert.All(frames, line => Assert.Equal(order, line));
        Assert.Equal(Tool.Probe(camera, "stream=field_order", "v:0"), Tool.Probe(media.OutputOf(config), "stream=field_order", "v:0"));
    }

    private ExportReport Audit(AuditCase wanted, OutputCodec codec = OutputCodec.Copy)
    {
        using var media = new MediaFolder(shelf.Folder);
        var cameras = wanted.Make();
        var originals = cameras.Select(shelf.Path).ToList();
        var sources = wanted.Remux is { } extension ? [.. originals.Select(o => shelf.Remuxed(o, extension))] : originals;
        var config = Frames.Cut(sources, Edits.Make(cameras.Count, wanted.Edit), $"exports/edit/output.{wanted.Output}", codec);
        var report = media.Export(config);
        var audit = new ExportAudit(report, media.OutputOf(config), [.. cameras.Select((c, i) => new AuditedSource(c.Number, c.FramesPerSecond, originals[i], LeftOut: wanted.LeftOut))]);
        Judge(wanted, cameras, report, audit.Run(seeks: 7));
        Assert.Equal(0, report.Plan.RolledCuts);
        Assert.Equal(0, report.PicturesConcealed);
        Assert.True(report.IndexBeforeMedia || wanted.Output == "webm");
        Assert.Empty(report.Revisions);
        if (wanted.LeftOut is null)
        {
            Assert.Equal(report.Plan.PicturesEncoded, report.VideoPacketsEncoded);
        }

        return report;
    }

    private static void Judge(AuditCase wanted, IReadOnlyList<Camera> cameras, ExportReport report, AuditFigures figures)
    {
        var frame = 1000 / cameras.Min(c => c.FramesPerSecond);

        // Where rates are mixed, the last frame before a cut stays until the next camera's first; where they vary, until there is one.
        var longest = wanted.LeftOut is not null ? 3 * frame : cameras.All(c => c.Rate == cameras[0].Rate) ? frame : 2 * frame;

        // Matroska rounds to milliseconds.
        var rounding = wanted.Output == "webm" || wanted.Remux == "mkv" ? 1.01 : 0.05;
        var bounds = new FigureBounds();
        bounds.Bound("duration error", figures.DurationError, frame + rounding);
        bounds.Bound("decode errors", figures.DecodeErrors.Count, 0);
        bounds.Bound("bad frames", figures.BadFrames, 0);
        bounds.Bound("non-monotonic", figures.NonMonotonic, 0);
        bounds.Bound("first frame", figures.FirstFrameAt, (frame / 2) + rounding);
        bounds.Bound("longest frame", figures.LongestFrame, longest + rounding);

        // The nearest picture is half the distance of two away at most; where rates vary, of the two that are furthest apart.
        bounds.Bound("place error", figures.PlaceError, ((wanted.LeftOut is null ? frame : Math.Max(frame, figures.LongestFrame)) / 2) + rounding);
        bounds.Bound("wrong camera", figures.WrongCamera, 0);
        bounds.Bound("unannounced camera", figures.UnannouncedCamera, 0);
        bounds.Bound("announced rolls", figures.AnnouncedRolls, 0);
        bounds.Bound("repeats", figures.Repeats, 0);
        bounds.Bound("skips", figures.Skips, 0);
        bounds.Bound("seek errors", figures.SeekErrors, 0);
        bounds.Bound("sounds missing", figures.SoundsMissing, 0);
        bounds.Bound("sync error", figures.SyncError, 11);
        bounds.Bound("sound error reported", report.Segments.Max(s => s.SoundErrorMilliseconds ?? 0), 11);
        Assert.True(figures.Frames > 0 && figures.SoundsSought >= wanted.Edit.Segments - 1, $"{figures.Frames} frames, {figures.SoundsSought} sounds");
        bounds.Assess(figures);
    }
}
