using System.Globalization;
using ExportNative.Contracts;
using ExportNative.IntegrationTests.Engine;
using ExportNative.Testing;
using ExportNative.Testing.Footage;
using Xunit;

namespace ExportNative.IntegrationTests.FrameCuts;

/// <summary>Sources that are damaged around a cut: pictures are concealed as players do and told, or the export is refused.</summary>
public sealed class FrameDamageTests(FootageShelf shelf)
{
    private static readonly Camera Small = new() { Seconds = 8 };

    public static TheoryData<string, string, double> Damage => new(
        from damage in ((string Codec, string What)[])[("libx264", "noise"), ("libx264", "zeros"), ("libx265", "headers"), ("libaom-av1", "zeros")]
        from at in (double[])[1.2, 1.7]
        select (damage.Codec, damage.What, at));

    [Theory]
    [MemberData(nameof(Damage))]
    public void Pictures_damaged_around_a_cut_are_concealed_and_told(string codec, string what, double at)
    {
        var report = Export(codec, what, at);
        Assert.InRange(report.PicturesConcealed, 1, report.VideoPacketsEncoded);
        Assert.Equal(report.PicturesConcealed, report.Segments[1].PicturesConcealed);
        Assert.Contains(report.Warnings, w => w.SegmentIndex == 1 && w.Message.Contains("damaged", StringComparison.Ordinal));
    }

    /// <summary>The arithmetic decoders of these codecs take any bytes: a player shows something and knows of nothing.</summary>
    [Theory]
    [InlineData("libx265", "noise")]
    [InlineData("libvpx", "noise")]
    [InlineData("libvpx", "zeros")]
    [InlineData("libvpx-vp9", "noise")]
    [InlineData("libvpx-vp9", "zeros")]
    [InlineData("libaom-av1", "noise")]
    public void Damage_that_no_decoder_notices_ends_no_export(string codec, string what) => Export(codec, what, 1.2);

    [Fact]
    public void An_undamaged_source_conceals_nothing()
    {
        using var media = new MediaFolder(shelf.Folder);
        var report = media.Export(Frames.Cut([shelf.Path(Small)], [Edits.Segment(0, "0.3", "1.5"), Edits.Segment(0, "3.1", "7.9")]));
        Assert.Equal(0, report.PicturesConcealed);
        Assert.Empty(report.Warnings);
    }

    [Theory]
    [InlineData("mp4", 10, "0.5")]
    [InlineData("mp4", 40, "0.5")]
    [InlineData("mp4", 60, "6.5")]
    [InlineData("mkv", 40, "0.5")]
    [InlineData("ts", 40, "0.5")]
    [InlineData("ts", 60, "6.5")]
    public void A_source_that_is_truncated_while_pictures_of_it_are_encoded_fails(string container, int percent, string from)
    {
        using var media = new MediaFolder();
        var whole = shelf.Path(Small with { Gop = 250 });
        var path = media.Copy(container == "mp4" ? whole : shelf.Remuxed(whole, container), $"cam.{container}");
        var config = Frames.Cut([$"cam.{container}"], [Edits.Segment(0, from, "7.5")]);
        var request = media.Request(config) with
        {
            // By another process, as .NET's advisory locks would keep this one from it.
            Planned = _ => Tool.Run("truncate", "-s", $"{new FileInfo(path).Length * percent / 100}", path),
        };
        var error = Assert.Throws<ExportException>(() => MediaFolder.Engine.Export(request, null, TestContext.Current.CancellationToken));
        Assert.Equal(ExportErrorKind.ReadFailed, error.Kind);
        Assert.Contains($"cam.{container}", error.Description, StringComparison.Ordinal);
        media.AssertNothingLeft(config);
    }

    [Fact]
    public void A_source_that_vanishes_before_its_pictures_are_encoded_is_named()
    {
        using var media = new MediaFolder();
        var path = media.Copy(shelf.Path(Small), "cam.mp4");
        var config = Frames.Cut(["cam.mp4"], [Edits.Segment(0, "0.5", "7.5")]);
        var error = Assert.Throws<ExportException>(() => MediaFolder.Engine.Export(media.Request(config) with { Planned = _ => File.Delete(path) }, null, TestContext.Current.CancellationToken));
        Assert.Equal(ExportErrorKind.ReadFailed, error.Kind);
        Assert.Contains("cam.mp4", error.Description, StringComparison.Ordinal);
        media.AssertNothingLeft(config);
    }

    private ExportReport Export(string codec, string what, double at)
    {
        using var media = new MediaFolder(shelf.Folder);
        var isWeb = codec.StartsWith("libvpx", StringComparison.Ordinal);
        var camera = Small with { VideoCodec = codec, Seconds = 5, AudioCodec = isWeb ? "libopus" : "aac", Extension = isWeb ? "webm" : "mp4" };
        var good = shelf.Path(camera with { Number = 1 });
        var bad = media.Copy(shelf.Path(camera), $"bad.{camera.Extension}");

        // From 1.5 s the second segment shows what refers to the damage before it, or in it.
        Overwrite(bad, at, at + 0.25, what);
        var config = Frames.Cut([good, Path.GetFileName(bad)], [Edits.Segment(0, "0.3", "1.5"), Edits.Segment(1, "1.5", "4"), Edits.Segment(0, "4", "4.7")], $"exports/edit/output.{camera.Extension}");
        var report = media.Export(config);

        // What was encoded is whole, whatever it shows: damage does not get past the next keyframe.
        Assert.Empty(Tool.Run("ffmpeg", "-v", "error", "-nostdin", "-i", media.OutputOf(config), "-map", "0:v", "-f", "null", "-").ErrorLines);
        var length = double.Parse(Tool.Probe(media.OutputOf(config), "format=duration")[0], CultureInfo.InvariantCulture);
        Assert.InRange(length, 4.4 - 0.04, 4.4 + 0.04);
        return report;
    }

    /// <summary>Overwrites the middle of each packet that is shown in a stretch of time, or the slice headers in it.</summary>
    private static void Overwrite(string path, double from, double to, string what)
    {
        var random = new Random(5);
        using var file = File.OpenWrite(path);
        var packets = Tool.Probe(path, "packet=pts_time,size,pos", "v:0").Select(line => line.Split(',')).Where(f => double.Parse(f[0], CultureInfo.InvariantCulture) is var at && at >= from && at < to).ToList();
        Assert.NotEmpty(packets);
        foreach (var fields in packets)
        {
            var size = int.Parse(fields[1], CultureInfo.InvariantCulture);
            var noise = new byte[Math.Max(1, size / 2)];
            if (what != "zeros")
            {
                random.NextBytes(noise);
            }

            file.Position = long.Parse(fields[2], CultureInfo.InvariantCulture) + (what == "headers" ? Math.Min(6, size / 3) : size / 3);
            file.Write(noise);
        }
    }
}
