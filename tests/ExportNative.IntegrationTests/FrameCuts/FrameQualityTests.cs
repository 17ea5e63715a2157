using ExportNative.IntegrationTests.Engine;
using ExportNative.Testing;
using ExportNative.Testing.Audit;
using ExportNative.Testing.Footage;
using Xunit;

namespace ExportNative.IntegrationTests.FrameCuts;

/// <summary>Nobody sees which pictures are encoded: they are near the source's, cost little more, and do not stand out at the seams.</summary>
public sealed class FrameQualityTests(FootageShelf shelf)
{
    // A slow zoom over fine detail with a camera's noise: neither easy nor all noise.
    private const string Scene = "mandelbrot=size=480x270:rate=30:start_scale=0.6:end_scale=0.02:end_pts=900,noise=alls=6:allf=t";

    private static readonly Dictionary<string, (string Format, string Encoder)> Cameras = new(StringComparer.Ordinal)
    {
        ["H.264"] = ("yuv420p", "-c:v libx264 -preset medium -crf 20 -g 60 -keyint_min 60 -sc_threshold 0 -bf 2"),
        ["10-bit 4:2:2 H.264"] = ("yuv422p10le", "-c:v libx264 -preset medium -crf 20 -g 60 -keyint_min 60 -sc_threshold 0 -bf 2"),
        ["HEVC"] = ("yuv420p", "-c:v libx265 -preset veryfast -crf 20 -tag:v hvc1 -x265-params keyint=60:min-keyint=60:scenecut=0:bframes=3:log-level=error:pools=2"),
        ["10-bit HEVC"] = ("yuv420p10le", "-c:v libx265 -preset veryfast -crf 20 -tag:v hvc1 -x265-params keyint=60:min-keyint=60:scenecut=0:bframes=3:log-level=error:pools=2"),
        ["VP9"] = ("yuv420p", "-c:v libvpx-vp9 -deadline good -cpu-used 5 -crf 24 -b:v 0 -g 60 -threads 2"),
    };

    public static TheoryData<string> Names => [.. Cameras.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Encoded_pictures_reach_42_dB_at_no_more_than_one_and_a_half_times_the_rate_and_leave_no_seam(string name)
    {
        var (format, encoder) = Cameras[name];
        using var media = new MediaFolder(shelf.Folder);
        var scene = shelf.Make("mkv", ["-v", "error", "-nostdin", "-y", "-f", "lavfi", "-i", $"{Scene},format=yuv422p10le", "-t", "6", "-c:v", "libx264", "-preset", "ultrafast", "-qp", "0"]);
        var camera = shelf.Make("mp4", ["-v", "error", "-nostdin", "-y", "-i", scene, "-pix_fmt", format, .. encoder.Split(' ')]);

        // Heads from four pictures to most of a GOP long; no time lies in the middle between two pictures.
        var config = Frames.Cut([camera], [Edits.Segment(0, "0.367", "2.5"), Edits.Segment(0, "2.6", "3.7"), Edits.Segment(0, "3.867", "5.9")]);
        var report = media.Export(config);
        var figures = QualityAudit.Run(report, media.OutputOf(config), camera);
        TestContext.Current.TestOutputHelper?.WriteLine($"{name}: {figures}");
        Assert.Equal(report.VideoPackets, figures.Encoded + figures.Copied);
        Assert.InRange(figures.Encoded, 80, 110);
        Assert.Equal(0, figures.CopiedDiffering);
        Assert.True(figures.Psnr >= 42, $"{figures}");
        Assert.True(figures.Rate <= 1.5, $"{figures}");
        Assert.True(figures.SeamMean <= 0.5 && figures.SeamHistogram <= 0.02, $"{figures}");
        const string colour = "stream=profile,pix_fmt,color_range,color_space,color_transfer,color_primaries,sample_aspect_ratio,field_order";
        Assert.Equal(Tool.Probe(camera, colour, "v:0"), Tool.Probe(media.OutputOf(config), colour, "v:0"));
    }
}
