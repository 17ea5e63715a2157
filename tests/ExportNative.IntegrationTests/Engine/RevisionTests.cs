using ExportNative.Contracts;
using ExportNative.Testing;
using ExportNative.Testing.Audit;
using ExportNative.Testing.Footage;
using Xunit;

namespace ExportNative.IntegrationTests.Engine;

/// <summary>Sources that are not what their container says: the plan is corrected, and the report says so.</summary>
public sealed class RevisionTests(FootageShelf shelf)
{
    [Fact]
    public void A_source_that_reorders_deeper_than_it_states_gets_the_depth_that_it_needs()
    {
        using var media = new MediaFolder(shelf.Folder);
        var camera = new Camera { Seconds = 10, Gop = 30, VideoCodec = "libx265", BFrames = 3 };
        var honest = shelf.Path(camera);
        Assert.Equal("2", Tool.Probe(honest, "stream=has_b_frames", "v:0")[0]);
        var path = media.Copy(honest, "liar.mp4");
        UnderstateReordering(path);
        var config = Edits.Config(["liar.mp4", "liar.mp4"], [Edits.Segment(0, "0", "3"), Edits.Segment(1, "5", "9")]);
        var report = media.Export(config);
        Assert.Contains(report.Revisions, r => r.Contains("liar.mp4", StringComparison.Ordinal));
        Assert.True(report.Plan.ReorderDepth >= 2);
        var output = media.OutputOf(config);
        Assert.Equal(Times(honest).Where(t => t < 3).Take(85), Times(output).Take(85));
        AssertRisingDecodeTimes(output);
    }

    [Fact]
    public void A_variable_frame_rate_keeps_every_pictures_own_time()
    {
        using var media = new MediaFolder(shelf.Folder);
        var source = shelf.Path(new Camera { Seconds = 12, Gop = 30, Filters = "select='eq(n,0)+gt(mod(n,7),1)'", Options = "-fps_mode vfr" });
        var config = Edits.Config([source], [Edits.Segment(0, "0", "4"), Edits.Segment(0, "6", "10")]);
        var report = media.Export(config);
        var figures = new ExportAudit(report, media.OutputOf(config), [new AuditedSource(0, 30, source)]).Run();
        Assert.Empty(figures.DecodeErrors);
        Assert.Equal((0, 0, 0, 0), (figures.BadFrames, figures.NonMonotonic, figures.Repeats, figures.SeekErrors));
        Assert.InRange(figures.PlaceError, 0, 17);
        Assert.InRange(figures.DurationError, -34, 34);
        Assert.Equal((2, 0), (figures.SoundsSought, figures.SoundsMissing));
        Assert.InRange(figures.SyncError, 0, 17);
    }

    [Fact]
    public void A_Matroska_file_whose_pictures_leave_the_rate_that_it_states_is_planned_anew()
    {
        using var media = new MediaFolder(shelf.Folder);

        // Keyframes, the only pictures that Matroska indexes, lie on the grid; every odd picture is more than half a frame late.
        var jittery = shelf.Path(new Camera { Seconds = 12, Gop = 30, BFrames = 0, Filters = "settb=1/1000,setpts='round((N+0.7*mod(N,2))*1000/30)'", Options = "-fps_mode passthrough -enc_time_base 1/1000 -video_track_timescale 1000" });
        var source = shelf.Remuxed(jittery, "mkv", "-default_mode", "passthrough");
        var config = Edits.Config([source], [Edits.Segment(0, "0", "4"), Edits.Segment(0, "6", "10")]);
        var report = media.Export(config);
        Assert.Null(report.Plan.FrameRate);
        var expected = Times(source).Where(t => t < 4).ToList();
        var found = Times(media.OutputOf(config)).Take(expected.Count).ToList();
        Assert.All(expected.Zip(found), pair => Assert.Equal(pair.First - expected[0], pair.Second, 0.0021));
    }

    private static List<double> Times(string path) =>
        [.. Tool.Probe(path, "packet=pts_time", "v:0").Select(t => double.Parse(t, System.Globalization.CultureInfo.InvariantCulture)).Order()];

    private static void AssertRisingDecodeTimes(string path)
    {
        var times = Tool.Probe(path, "packet=pts,dts", "v:0").Select(line => line.Split(',').Select(long.Parse).ToArray()).ToList();
        Assert.All(times, t => Assert.True(t[1] <= t[0]));
        Assert.All(times.Zip(times.Skip(1)), pair => Assert.True(pair.First[1] < pair.Second[1]));
    }

    /// <summary>
    /// Makes the HEVC sequence parameter set state a reorder depth of 1 instead of 2: in ue(v) 011 becomes 010, one bit
    /// (ITU-T H.265 clause 7.3.2.2.1). H.264 will not do: libavformat decodes a little and corrects its figure.
    /// </summary>
    private static void UnderstateReordering(string path)
    {
        var file = File.ReadAllBytes(path);
        var record = file.AsSpan().IndexOf("hvcC"u8) + 4;
        var set = record + file.AsSpan(record).IndexOf([(byte)0x42, (byte)0x01, (byte)0x01]);
        var at = 0;
        int Bit()
        {
            // Emulation prevention bytes count as places and not as bits.
            if (at % 8 == 0 && file[set + (at / 8)] == 3 && file[set + (at / 8) - 1] == 0 && file[set + (at / 8) - 2] == 0)
            {
                at += 8;
            }

            return (file[set + (at / 8)] >> (7 - (at++ % 8))) & 1;
        }

        int Number()
        {
            var zeros = 0;
            for (; Bit() == 0; zeros++)
            {
            }

            return Enumerable.Range(0, zeros).Aggregate(1, (value, _) => (value << 1) | Bit()) - 1;
        }

        // Header, identifiers, profile and level; set id, chroma format, size; cropping; bit depths, picture order count.
        for (var i = 0; i < (2 + 1 + 12) * 8; i++)
        {
            Bit();
        }

        _ = (Number(), Number(), Number(), Number());
        _ = Bit() == 1 ? (Number(), Number(), Number(), Number()) : default;
        _ = (Number(), Number(), Number(), Bit(), Number());
        Assert.Equal(2, Number());
        file[set + ((at - 1) / 8)] ^= (byte)(0x80 >> ((at - 1) % 8));
        File.WriteAllBytes(path, file);
        Assert.Equal("1", Tool.Probe(path, "stream=has_b_frames", "v:0")[0]);
    }
}
