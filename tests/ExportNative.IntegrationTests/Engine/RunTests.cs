using System.Diagnostics;
using ExportNative.Contracts;
using ExportNative.Testing;
using ExportNative.Testing.Footage;
using Xunit;

namespace ExportNative.IntegrationTests.Engine;

/// <summary>How an export runs: what it tells, costs, writes, and how it ends.</summary>
public sealed class RunTests(FootageShelf shelf)
{
    private static readonly Camera Long = new() { Seconds = 120, Gop = 30 };
    private static readonly string Product = Path.Combine(AppContext.BaseDirectory, "exportnative");

    [Fact]
    public void Progress_never_goes_back_and_is_whole_only_when_the_file_has_its_name()
    {
        using var media = new MediaFolder(shelf.Folder);
        var config = MediaFolder.Simple([shelf.Path(Long)], length: "118");
        var output = media.OutputOf(config);
        var told = new List<(ExportProgress Progress, bool IsPublished)>();
        media.Export(config, new Listener(p => told.Add((p, File.Exists(output)))));
        Assert.Equal(1, told[^1].Progress.Fraction);
        Assert.All(told, t => Assert.Equal(t.IsPublished, t.Progress.Fraction >= 1));
        Assert.All(told.Zip(told.Skip(1)), pair =>
        {
            Assert.True(pair.First.Progress.Fraction <= pair.Second.Progress.Fraction);
            Assert.True(pair.First.Progress.BytesWritten <= pair.Second.Progress.BytesWritten);
            Assert.True(pair.First.Progress.PacketsWritten <= pair.Second.Progress.PacketsWritten);
            Assert.True(pair.First.Progress.ProgramTimeWritten <= pair.Second.Progress.ProgramTimeWritten);
        });
        Assert.Equal(TimeSpan.FromSeconds(118), told[^1].Progress.ProgramTimeWritten);
    }

    [Theory]
    [InlineData(ExportStage.Write)]
    [InlineData(ExportStage.Verify)]
    public void Cancelling_leaves_nothing(ExportStage stage)
    {
        using var media = new MediaFolder(shelf.Folder);
        using var stop = new CancellationTokenSource();
        var config = MediaFolder.Simple([shelf.Path(Long)], length: "118");
        var listener = new Listener(p =>
        {
            if (p.Stage == stage)
            {
                stop.Cancel();
            }
        });
        Assert.ThrowsAny<OperationCanceledException>(() => MediaFolder.Engine.Export(media.Request(config), listener, stop.Token));
        media.AssertNothingLeft(config);
    }

    [Fact]
    public void A_cancelled_plan_stops()
    {
        using var media = new MediaFolder(shelf.Folder);
        Assert.ThrowsAny<OperationCanceledException>(() => MediaFolder.Engine.Plan(media.Request(MediaFolder.Simple([shelf.Path(Long)])), new CancellationToken(canceled: true)));
    }

    [Fact]
    public void An_export_that_somebody_else_took_over_is_not_published()
    {
        using var media = new MediaFolder(shelf.Folder);
        var config = MediaFolder.Simple([shelf.Path(Long)]);
        var error = Assert.Throws<ExportException>(() => MediaFolder.Engine.Export(media.Request(config) with { MayPublish = () => false }, null, TestContext.Current.CancellationToken));
        Assert.Equal(ExportErrorKind.Cancelled, error.Kind);
        media.AssertNothingLeft(config);
    }

    [Fact]
    public void A_packet_costs_no_managed_memory()
    {
        using var media = new MediaFolder(shelf.Folder);
        var engine = MediaFolder.Engine;
        long Allocated(string length, out ExportReport report)
        {
            var request = media.Request(MediaFolder.Simple([shelf.Path(Long)], length: length));
            var before = GC.GetAllocatedBytesForCurrentThread();
            report = engine.Export(request, null, TestContext.Current.CancellationToken);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Allocated("10", out _);
        var few = Allocated("10", out var shortReport);
        var many = Allocated("110", out var longReport);
        var packets = longReport.VideoPackets + longReport.AudioPackets - shortReport.VideoPackets - shortReport.AudioPackets;
        Assert.True(packets > 7000, $"{packets} packets more");

        // One byte a packet would be 7 kB; plan and report of one segment vary by the digits of their numbers.
        Assert.True(many - few < 2000, $"{many - few} bytes for {packets} packets");
    }

    [Fact]
    public void Each_byte_is_written_once()
    {
        using var media = new MediaFolder();
        var camera = shelf.Make("mp4", ["-v", "error", "-nostdin", "-stream_loop", "5", "-i", shelf.Path(new Camera { Seconds = 20, Options = "-b:v 4M -minrate 4M -bufsize 4M -nal-hrd cbr" }), "-c", "copy"]);
        media.Copy(camera, "cam.mp4");
        var config = MediaFolder.Simple(["cam.mp4"], length: "100");
        File.WriteAllBytes(media.PathTo("edit.json"), System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(config, ContractsJson.Default.ExportConfig));

        // The kernel adds what a child wrote to its parent when that waits for it; a shell of its own writes next to nothing.
        var run = Tool.Run("bash", "-c", "\"$0\" export \"$1\" --media \"$2\" >/dev/null && grep -h wchar /proc/$$/io", Product, media.PathTo("edit.json"), media.Path);
        var written = long.Parse(run.Text.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
        var size = new FileInfo(media.OutputOf(config)).Length;
        Assert.True(size > 40_000_000, $"{size} bytes");
        Assert.InRange(written, size, size + (size / 200) + 200_000);
    }

    [Fact]
    public void Memory_does_not_grow_with_the_output()
    {
        using var media = new MediaFolder();
        var camera = shelf.Make("mp4", ["-v", "error", "-nostdin", "-stream_loop", "29", "-i", shelf.Path(new Camera { Seconds = 20, Options = "-b:v 4M -minrate 4M -bufsize 4M -nal-hrd cbr" }), "-c", "copy"]);
        media.Copy(camera, "cam.mp4");
        long Peak(string length)
        {
            var config = MediaFolder.Simple(["cam.mp4"], $"exports/{length}/output.mp4", length);
            File.WriteAllBytes(media.PathTo("edit.json"), System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(config, ContractsJson.Default.ExportConfig));
            using var process = Process.Start(new ProcessStartInfo(Product, ["export", media.PathTo("edit.json"), "--media", media.Path]) { RedirectStandardOutput = true })!;
            long peak = 0;
            while (!process.WaitForExit(2))
            {
                // Zero once it is a zombie.
                peak = Math.Max(peak, process.HasExited ? 0 : Status(process.Id, "VmHWM:"));
            }

            Assert.Equal(0, process.ExitCode);
            Assert.True(new FileInfo(media.OutputOf(config)).Length > int.Parse(length, System.Globalization.CultureInfo.InvariantCulture) * 450_000L);
            return peak;
        }

        var little = Peak("60");
        var much = Peak("590");
        Assert.InRange(much, 30_000_000, 200_000_000);
        Assert.True(much - little < 25_000_000, $"{little / 1e6:0} MB for a minute, {much / 1e6:0} MB for ten");
    }

    [Theory]
    [InlineData("mp4")]
    [InlineData("mov")]
    public void The_index_lies_before_the_media_and_is_not_larger_than_reserved(string ending)
    {
        using var media = new MediaFolder(shelf.Folder);
        var config = MediaFolder.Simple([shelf.Path(Long)], $"exports/edit/output.{ending}", "118");
        var report = media.Export(config);
        var boxes = TopBoxes(media.OutputOf(config));
        Assert.True(report.IndexBeforeMedia);
        Assert.True(boxes.FindIndex(b => b.Type == "moov") < boxes.FindIndex(b => b.Type == "mdat"), string.Join(' ', boxes));
        Assert.Equal("ftyp", boxes[0].Type);
        Assert.Equal(new FileInfo(media.OutputOf(config)).Length, boxes.Sum(b => b.Size));

        // What is kept free and not used stays below one percent and a bit.
        Assert.InRange(boxes.Where(b => b.Type == "free").Sum(b => b.Size), 0, 40_000 + (report.VideoPackets + report.AudioPackets) * 40);
    }

    [Fact]
    public void Ten_thousand_segments_over_sixty_four_sources_are_planned_in_seconds_and_in_linear_time()
    {
        using var media = new MediaFolder(shelf.Folder);
        var camera = shelf.Path(new Camera { Seconds = 60, Gop = 6 });
        var sources = Enumerable.Range(0, 64).Select(i => $"cam{i}.mp4").ToList();
        Assert.All(sources, name => media.Copy(camera, name));
        ExportConfig Edit(int segments)
        {
            var random = new Random(1);
            return Edits.Config(sources, [.. Enumerable.Range(0, segments).Select(i =>
            {
                var start = Math.Round(random.NextDouble() * 57, 3);
                return Edits.Segment(i % 64, Edits.Text(start), Edits.Text(start + 0.4 + Math.Round(random.NextDouble(), 3)));
            })]);
        }

        TimeSpan Time(int segments, out ExportPlan plan)
        {
            // Other tests use the processors as well, so the best of three is taken.
            var best = TimeSpan.MaxValue;
            plan = null!;
            for (var i = 0; i < 3; i++)
            {
                var started = Stopwatch.GetTimestamp();
                plan = MediaFolder.Engine.Plan(media.Request(Edit(segments)), TestContext.Current.CancellationToken);
                best = Stopwatch.GetElapsedTime(started) < best ? Stopwatch.GetElapsedTime(started) : best;
            }

            return best;
        }

        Time(100, out _);
        var some = Time(2_500, out _);
        var all = Time(10_000, out var whole);
        Assert.Equal(10_000, whole.Segments.Count);
        Assert.True(whole.Segments.Count(s => s.Decision == SegmentDecision.Rolled) > 9_000);
        Assert.True(all < TimeSpan.FromSeconds(5), $"{all}");
        Assert.True(all < (some * 8) + TimeSpan.FromSeconds(1), $"{some} for a quarter, {all} for all");
    }

    [Fact]
    public void Verification_compares_what_was_written_with_what_is_there()
    {
        using var media = new MediaFolder(shelf.Folder);
        var config = MediaFolder.Simple([shelf.Path(Long)], length: "20") with { Verify = true };
        var report = media.Export(config);
        Assert.Equal(["video", "audio"], report.Verification!.Select(t => t.Kind));
        Assert.All(report.Verification!, t => Assert.Equal(t.Written, t.Found));
        Assert.Equal([report.VideoPackets, report.AudioPackets], report.Verification!.Select(t => t.Packets));
        Assert.All(report.Verification!, t => Assert.Matches("^[0-9a-f]{64}$", t.Found));
    }

    [Fact]
    public void The_report_lies_beside_the_output_and_says_the_same()
    {
        using var media = new MediaFolder(shelf.Folder);
        var config = MediaFolder.Simple([shelf.Path(Long)], length: "20");
        var report = media.Export(config);
        var read = System.Text.Json.JsonSerializer.Deserialize(File.ReadAllBytes(media.PathTo("exports/edit/report.json")), ContractsJson.Default.ExportReport)!;
        Assert.Equal(new FileInfo(media.OutputOf(config)).Length, read.FileBytes);
        Assert.Equal(report.VideoPackets, read.VideoPackets);
        Assert.Equal("600", Tool.Probe(media.OutputOf(config), "stream=nb_frames", "v:0")[0]);
        Assert.Equal(600, read.VideoPackets);
        Assert.Equal(600, read.Segments.Sum(s => s.Packets));
    }

    private static long Status(int process, string name)
    {
        try
        {
            return File.ReadLines($"/proc/{process}/status").FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal)) is { } line
                ? 1024 * long.Parse(line[name.Length..].Trim().Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture)
                : 0;
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private static List<(string Type, long Size)> TopBoxes(string path)
    {
        using var file = File.OpenRead(path);
        var boxes = new List<(string Type, long Size)>();
        Span<byte> header = stackalloc byte[16];
        while (file.Position < file.Length)
        {
            file.ReadExactly(header[..8]);
            long size = System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(header);
            var type = System.Text.Encoding.ASCII.GetString(header[4..8]);
            var headerSize = 8;
            if (size == 1)
            {
                file.ReadExactly(header[..8]);
                size = System.Buffers.Binary.BinaryPrimitives.ReadInt64BigEndian(header);
                headerSize = 16;
            }

            boxes.Add((type, size));
            file.Position += size - headerSize;
        }

        return boxes;
    }

    /// <summary>Told on the exporting thread, unlike <see cref="Progress{T}"/>.</summary>
    private sealed class Listener(Action<ExportProgress> told) : IProgress<ExportProgress>
    {
        public void Report(ExportProgress value) => told(value);
    }
}
