using System.Buffers.Binary;
using System.Globalization;
using System.Text.Json;
using ExportNative.Contracts;
using ExportNative.Testing;
using ExportNative.Testing.Audit;
using ExportNative.Testing.Footage;
using Xunit;

namespace ExportNative.IntegrationTests.Engine;

/// <summary>What must reach the output untouched.</summary>
public sealed class CopyTests(FootageShelf shelf)
{
    private static readonly Camera Small = new() { Seconds = 12, Gop = 30 };

    [Theory]
    [InlineData("libx264", "mp4")]
    [InlineData("libx265", "mp4")]
    [InlineData("libx264", "mkv")]
    [InlineData("libvpx-vp9", "webm")]
    public void Segments_that_touch_in_one_source_are_packet_identical_to_the_source(string codec, string extension)
    {
        using var media = new MediaFolder(shelf.Folder);
        var source = shelf.Path(Small with { VideoCodec = codec, Extension = extension, AudioCodec = extension == "webm" ? "libopus" : "aac" });
        var config = Edits.Config(
            [source, source],
            [Edits.Segment(0, "0", "2.345"), Edits.Segment(1, "2.345", "5"), Edits.Segment(0, "5", "5.1"), Edits.Segment(0, "5.1", "8")],
            $"exports/edit/output.{(extension == "webm" ? "webm" : "mp4")}");
        var report = media.Export(config);
        Assert.All(report.Segments.Skip(1), s => Assert.Equal(SegmentDecision.Continued, s.Plan.Decision));
        Assert.Equal(0, report.Plan.RolledCuts);

        // In decode order up to the first picture of the other side, as B-frames behind it could refer to it.
        var expected = Packets(source, "v:0").TakeWhile(p => p.Pts < 8).Select(p => p.Hash).ToList();
        var found = Packets(media.OutputOf(config), "v:0").Select(p => p.Hash).ToList();
        Assert.Equal(expected, found);
        var sound = Packets(source, "a:0").Select(p => p.Hash).ToList();
        var soundFound = Packets(media.OutputOf(config), "a:0").Select(p => p.Hash).Skip((int)report.SilentPackets).ToList();
        Assert.InRange(report.SilentPackets, 0, 1);
        Assert.Equal(sound.SkipWhile(h => h != soundFound[0]).Take(soundFound.Count), soundFound);
    }

    [Fact]
    public void The_times_of_a_copied_packet_keep_their_distance_to_the_tick()
    {
        using var media = new MediaFolder(shelf.Folder);
        var source = shelf.Path(Small with { Rate = "30000/1001" });
        var config = MediaFolder.Simple([source], length: "8");
        media.Export(config);
        var ticks = Tool.Probe(media.OutputOf(config), "packet=pts", "v:0").Select(long.Parse).Order().ToList();
        Assert.All(ticks.Zip(ticks.Skip(1)), pair => Assert.Equal(1001, (pair.Second - pair.First) * 30000 / Timescale(media.OutputOf(config))));
    }

    [Fact]
    public void Rotation_aspect_colour_language_and_disposition_survive()
    {
        using var media = new MediaFolder(shelf.Folder);

        // The colour is said twice: FFmpeg 5 takes it from the encoder's options, FFmpeg 7 from the frames.
        var camera = shelf.Path(Small with
        {
            Filters = "setsar=4/3,setparams=range=tv:color_primaries=bt709:color_trc=bt709:colorspace=bt709",
            Options = "-color_primaries bt709 -color_trc bt709 -colorspace bt709 -color_range tv -metadata:s:a:0 language=deu -metadata:s:v:0 language=fra -disposition:v:0 default+original",
        });
        var source = media.Copy(camera, "turned.mp4");
        TurnLeft(source);
        var config = MediaFolder.Simple([source]);
        media.Export(config);
        const string entries = "stream=sample_aspect_ratio,color_range,color_space,color_transfer,color_primaries:stream_side_data=rotation:stream_tags=language:stream_disposition=default,original";
        foreach (var stream in (string[])["v:0", "a:0"])
        {
            var wanted = Tool.Probe(source, entries, stream);
            Assert.Equal(wanted, Tool.Probe(media.OutputOf(config), entries, stream));
            Assert.NotEmpty(wanted);
        }

        Assert.Equal(["tv,bt709,bt709,bt709"], Tool.Probe(media.OutputOf(config), "stream=color_range,color_space,color_transfer,color_primaries", "v:0"));
        Assert.Contains("90", string.Join(' ', Tool.Probe(media.OutputOf(config), "stream_side_data=rotation", "v:0")), StringComparison.Ordinal);
    }

    [Fact]
    public void Mastering_and_light_level_of_HDR_survive()
    {
        using var media = new MediaFolder(shelf.Folder);
        var source = shelf.Path(Small with
        {
            VideoCodec = "libx265",
            Filters = "format=yuv420p10le,setparams=color_primaries=bt2020:color_trc=smpte2084:colorspace=bt2020nc",
            Options = "-color_primaries bt2020 -color_trc smpte2084 -colorspace bt2020nc -x265-params keyint=30:min-keyint=30:bframes=2:log-level=error:pools=2:hdr10=1:repeat-headers=1"
                + ":master-display=G(13250,34500)B(7500,3000)R(34000,16000)WP(15635,16450)L(10000000,1):max-cll=1000,400",
        });
        var config = MediaFolder.Simple([source]);
        media.Export(config);
        const string entries = "stream=color_space,color_transfer,color_primaries,pix_fmt:stream_side_data=side_data_type,red_x,max_luminance,max_content,max_average";
        Assert.Equal(Tool.Probe(source, entries, "v:0"), Tool.Probe(media.OutputOf(config), entries, "v:0"));
        var frame = Tool.Run("ffprobe", "-v", "error", "-select_streams", "v:0", "-read_intervals", "%+#1", "-show_frames", media.OutputOf(config)).Text;
        Assert.Contains("Mastering display metadata", frame, StringComparison.Ordinal);
        Assert.Contains("max_content=1000", frame, StringComparison.Ordinal);
        Assert.Contains("color_transfer=smpte2084", frame, StringComparison.Ordinal);
    }

    [Fact]
    public void Further_streams_are_left_out_and_listed()
    {
        using var media = new MediaFolder(shelf.Folder);
        var subtitles = media.PathTo("words.srt");
        File.WriteAllText(subtitles, "1\n00:00:00,000 --> 00:00:05,000\nHello\n");
        var camera = shelf.Path(Small);
        Tool.Run("ffmpeg", "-v", "error", "-i", camera, "-i", camera, "-i", subtitles, "-map", "0", "-map", "1:a", "-map", "2", "-c", "copy", "-c:s", "mov_text", "-metadata:s:a:1", "language=eng", media.PathTo("many.mp4"));
        var config = MediaFolder.Simple(["many.mp4"]);
        var report = media.Export(config);
        Assert.Equal(["video", "audio"], Tool.Probe(media.OutputOf(config), "stream=codec_type"));
        Assert.Collection(report.Plan.Sources[0].LeftOut.Order(), s => Assert.Contains("audio aac, eng", s, StringComparison.Ordinal), s => Assert.Contains("subtitle mov_text", s, StringComparison.Ordinal));
    }

    [Fact]
    public void A_source_edit_list_hides_what_it_hides()
    {
        using var media = new MediaFolder(shelf.Folder);

        // Cut by copying from 3.5 s: the file holds the GOP from 3 s on, and its edit list hides the first half second.
        var camera = shelf.Path(Small);
        var source = shelf.Make("mp4", ["-v", "error", "-nostdin", "-ss", "3.5", "-i", camera, "-c", "copy", "-t", "7"]);
        var config = Edits.Config([source], [Edits.Segment(0, "0", "2.5"), Edits.Segment(0, "3.2", "6")]);
        var report = media.Export(config);
        var decoded = shelf.Make("mp4", ["-v", "error", "-nostdin", "-i", source, "-c:v", "libx264", "-preset", "ultrafast", "-qp", "10", "-g", "1", "-c:a", "aac"]);
        var figures = new ExportAudit(report, media.OutputOf(config), [new AuditedSource(0, 30, decoded)]).Run(seeks: 2);
        Assert.Empty(figures.DecodeErrors);
        Assert.Equal((0, 0, 0), (figures.BadFrames, figures.Repeats, figures.SoundsMissing));

        // Frame 105 of the camera, at 3.5 s, is the source's first: the audit counts from the camera's own zero.
        Assert.InRange(figures.PlaceError, 3500 - 17, 3500 + 17);
        Assert.InRange(figures.SyncError, 3500 - 28, 3500 + 28);
    }

    /// <summary>
    /// Writes a quarter turn into the first track's matrix (ISO 14496-12, 8.3.2), as cameras that are held upright do. The
    /// ffmpeg command line has no way to say it that all its versions know.
    /// </summary>
    private static void TurnLeft(string path)
    {
        const int matrixBehindName = 44;
        const int one = 0x10000;
        var file = File.ReadAllBytes(path);
        var matrix = file.AsSpan(file.AsSpan().IndexOf("tkhd"u8) + matrixBehindName);
        int[] values = [0, -one, 0, one, 0];
        for (var i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteInt32BigEndian(matrix[(4 * i)..], values[i]);
        }

        File.WriteAllBytes(path, file);
    }

    private static long Timescale(string path) => long.Parse(Tool.Probe(path, "stream=time_base", "v:0")[0].Split('/')[1], CultureInfo.InvariantCulture);

    private static List<(double Pts, string Hash)> Packets(string path, string stream)
    {
        using var json = JsonDocument.Parse(Tool.Run("ffprobe", "-v", "error", "-select_streams", stream, "-show_packets", "-show_data_hash", "sha256", "-of", "json", path).Output);
        return [.. json.RootElement.GetProperty("packets").EnumerateArray().Select(p => (double.Parse(p.GetProperty("pts_time").GetString()!, CultureInfo.InvariantCulture), p.GetProperty("data_hash").GetString()!))];
    }
}
