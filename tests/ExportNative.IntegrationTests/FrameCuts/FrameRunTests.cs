using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using ExportNative.Contracts;
using ExportNative.IntegrationTests.CommandLine;
using ExportNative.IntegrationTests.Engine;
using ExportNative.Testing;
using ExportNative.Testing.Footage;
using Xunit;

namespace ExportNative.IntegrationTests.FrameCuts;

/// <summary>How an export with encoded pictures runs: workers, memory, progress, and how it ends before its time.</summary>
public sealed class FrameRunTests(FootageShelf shelf)
{
    private static readonly Camera Small = new() { Seconds = 13 };

    [Theory]
    [InlineData("libx264", "mp4")]
    [InlineData("libx265", "mp4")]
    [InlineData("libvpx-vp9", "webm")]
    public void The_result_does_not_depend_on_the_number_of_workers(string codec, string extension)
    {
        using var media = new MediaFolder(shelf.Folder);
        var camera = Small with { VideoCodec = codec, Extension = extension, AudioCodec = extension == "webm" ? "libopus" : "aac" };
        var segments = Edits.Make(2, new EditSettings { Seconds = 11, Segments = 10, Shortest = 0.5 });
        string Export(int workers)
        {
            var config = Frames.Cut([shelf.Path(camera), shelf.Path(camera with { Number = 1 })], segments, $"exports/{workers}/output.{extension}");
            var report = MediaFolder.Engine.Export(media.Request(config) with { CutWorkers = workers }, null, TestContext.Current.CancellationToken);
            Assert.True(report.VideoPacketsEncoded > 100, $"{report.VideoPacketsEncoded} encoded");

            // Each Matroska file has a random number of its own.
            return extension == "webm"
                ? string.Join('\n', PacketHash.All(media.OutputOf(config)))
                : Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(media.OutputOf(config))));
        }

        var one = Export(1);
        Assert.Equal(one, Export(2));
        Assert.Equal(one, Export(5));
    }

    [Fact]
    public void Two_workers_at_1080p_stay_below_500_MB()
    {
        using var media = new MediaFolder();
        var camera = new Camera { Seconds = 6, Size = (1920, 1080), Filters = "noise=alls=20:allf=t", Options = "-preset ultrafast -b:v 16M -maxrate 16M -bufsize 16M" };
        media.Copy(shelf.Path(camera), "cam0.mp4");
        var segments = Enumerable.Range(0, 8).Select(i => Edits.Segment(0, Edits.Text(0.1 + (i * 0.57 % 2)), Edits.Text(0.5 + (i * 0.57 % 2)))).ToList();
        var (peak, report) = PeakOf(media, Frames.Cut(["cam0.mp4"], segments));
        Assert.True(report.VideoPacketsEncoded >= 8 * 11, $"{report.VideoPacketsEncoded} encoded");
        Assert.InRange(peak, 50_000_000, 500_000_000);
    }

    [Fact]
    public void Memory_does_not_grow_with_the_number_of_cuts()
    {
        using var media = new MediaFolder();
        media.Copy(shelf.Path(Small), "cam0.mp4");
        long Peak(int cuts)
        {
            var segments = Enumerable.Range(0, cuts).Select(i => Edits.Segment(0, Edits.Text(0.2 + (i % 9)), Edits.Text(0.5 + (i % 9)))).ToList();
            var (peak, report) = PeakOf(media, Frames.Cut(["cam0.mp4"], segments, $"exports/{cuts}/output.mp4"));
            Assert.True(report.VideoPacketsEncoded > cuts * 5, $"{report.VideoPacketsEncoded} encoded");
            return peak;
        }

        var few = Peak(20);
        var many = Peak(400);
        Assert.True(many - few < 40_000_000, $"{few / 1e6:0} MB for 20 cuts, {many / 1e6:0} MB for 400");
    }

    [Fact]
    public void Progress_counts_encoded_pictures_and_never_goes_back()
    {
        using var media = new MediaFolder(shelf.Folder);
        var config = Frames.Cut([shelf.Path(Small)], [Edits.Segment(0, "0.1", "1.9"), Edits.Segment(0, "2.1", "12")]);
        var told = new List<ExportProgress>();
        var report = MediaFolder.Engine.Export(media.Request(config) with { CutWorkers = 1 }, new Listener(told.Add), TestContext.Current.CancellationToken);
        Assert.Equal(1, told[^1].Fraction);
        Assert.All(told.Zip(told.Skip(1)), pair =>
        {
            Assert.True(pair.First.Fraction <= pair.Second.Fraction);
            Assert.True(pair.First.PacketsWritten <= pair.Second.PacketsWritten);
            Assert.True(pair.First.ProgramTimeWritten <= pair.Second.ProgramTimeWritten);
        });
        Assert.Equal(report.VideoPackets + report.AudioPackets, told[^1].PacketsWritten);
    }

    [Fact]
    public void Cancelling_in_the_middle_of_an_encoded_part_ends_it_within_a_second_and_leaves_nothing()
    {
        using var media = new MediaFolder(shelf.Folder);
        using var stop = new CancellationTokenSource();
        var config = Frames.Cut([shelf.Path(Small with { Seconds = 60 })], [Edits.Segment(0, "0", "59")], codec: OutputCodec.H264);
        long cancelled = 0;
        var listener = new Listener(p =>
        {
            if (p is { Stage: ExportStage.Write, PacketsWritten: > 20 } && cancelled == 0)
            {
                cancelled = Stopwatch.GetTimestamp();
                stop.Cancel();
            }
        });
        Assert.ThrowsAny<OperationCanceledException>(() => MediaFolder.Engine.Export(media.Request(config), listener, stop.Token));
        Assert.InRange(Stopwatch.GetElapsedTime(cancelled), TimeSpan.Zero, TimeSpan.FromSeconds(1));
        media.AssertNothingLeft(config);
    }

    [Fact]
    public void After_a_kill_nothing_is_under_the_final_name_and_the_same_command_completes()
    {
        using var media = new MediaFolder();
        media.Copy(shelf.Path(Small with { Seconds = 60 }), "cam0.mp4");
        var config = Frames.Cut(["cam0.mp4"], [Edits.Segment(0, "0.1", "1.9"), Edits.Segment(0, "2.1", "59")], codec: OutputCodec.H264);
        var edit = Write(media, config);
        using (var product = Product.Start("export", edit, "--media", media.Path, "--json"))
        {
            product.ReadUntil("\"event\":\"progress\".*\"packetsWritten\":[1-9]");
            product.Signal("KILL");
            Assert.Equal(137, product.WaitForExit());
        }

        Assert.False(File.Exists(media.OutputOf(config)));
        Write(media, Frames.Cut(["cam0.mp4"], [Edits.Segment(0, "0.1", "1.9")]));
        Assert.Equal(0, Product.Run("export", edit, "--media", media.Path).ExitCode);
        Assert.Equal(["output.mp4", "report.json"], Directory.GetFileSystemEntries(Path.GetDirectoryName(media.OutputOf(config))!).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_full_disk_is_told_and_leaves_nothing()
    {
        using var media = new MediaFolder(shelf.Folder);
        using var disk = new SmallDisk(media.PathTo("exports"));
        media.Refusal(ExportErrorKind.DiskFull, Frames.Cut([shelf.Path(Small)], [Edits.Segment(0, "0.1", "12")], codec: OutputCodec.H264));
    }

    private static string Write(MediaFolder media, ExportConfig config)
    {
        File.WriteAllBytes(media.PathTo("edit.json"), JsonSerializer.SerializeToUtf8Bytes(config, ContractsJson.Default.ExportConfig));
        return media.PathTo("edit.json");
    }

    private static (long Peak, ExportReport Report) PeakOf(MediaFolder media, ExportConfig config)
    {
        using var process = Process.Start(new ProcessStartInfo(Product.Path, ["export", Write(media, config), "--media", media.Path, "--cut-workers", "2"]) { RedirectStandardOutput = true })!;
        long peak = 0;
        while (!process.WaitForExit(2))
        {
            try
            {
                // Gone once it is a zombie.
                peak = Math.Max(peak, File.ReadLines($"/proc/{process.Id}/status").FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal)) is { } line
                    ? 1024 * long.Parse(line["VmHWM:".Length..].Trim().Split(' ')[0], CultureInfo.InvariantCulture)
                    : 0);
            }
            catch (IOException)
            {
                // It ended between the two looks.
            }
        }

        Assert.Equal(0, process.ExitCode);
        var report = JsonSerializer.Deserialize(File.ReadAllBytes(Path.Combine(Path.GetDirectoryName(media.OutputOf(config))!, "report.json")), ContractsJson.Default.ExportReport)!;
        return (peak, report);
    }

    /// <summary>Told on the exporting thread, unlike <see cref="Progress{T}"/>.</summary>
    private sealed class Listener(Action<ExportProgress> told) : IProgress<ExportProgress>
    {
        public void Report(ExportProgress value) => told(value);
    }
}
