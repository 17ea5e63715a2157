using System.Security.Cryptography;
using ExportNative.Contracts;
using ExportNative.Testing;
using ExportNative.Testing.Footage;
using Xunit;

namespace ExportNative.IntegrationTests.Engine;

/// <summary>The place of the output: what lies there before, beside and at the same time.</summary>
public sealed class OutputPlaceTests(FootageShelf shelf)
{
    private static readonly Camera Small = new() { Seconds = 8, Gop = 30 };

    [Fact]
    public void The_same_export_twice_gives_the_same_bytes()
    {
        using var media = new MediaFolder(shelf.Folder);
        var config = MediaFolder.Simple([shelf.Path(Small), shelf.Path(Small with { Number = 1 })]);
        media.Export(config);
        var first = SHA256.HashData(File.ReadAllBytes(media.OutputOf(config)));
        media.Export(config);
        Assert.Equal(first, SHA256.HashData(File.ReadAllBytes(media.OutputOf(config))));
    }

    [Fact]
    public void A_finished_output_stays_when_the_next_export_to_its_place_fails()
    {
        using var media = new MediaFolder(shelf.Folder);
        var good = MediaFolder.Simple([shelf.Path(Small)]);
        media.Export(good);
        var before = File.ReadAllBytes(media.OutputOf(good));
        var bad = MediaFolder.Simple([shelf.Path(Small)]);
        Assert.Throws<ExportException>(() => MediaFolder.Engine.Export(media.Request(bad) with { MayPublish = () => false }, null, TestContext.Current.CancellationToken));
        Assert.Equal(before, File.ReadAllBytes(media.OutputOf(good)));
    }

    [Fact]
    public void What_a_dead_export_left_is_cleared_and_what_others_own_is_not()
    {
        using var media = new MediaFolder(shelf.Folder);
        var config = MediaFolder.Simple([shelf.Path(Small)]);
        var folder = Directory.CreateDirectory(Path.GetDirectoryName(media.OutputOf(config))!).FullName;
        string stale = Path.Combine(folder, $".output.mp4.{Guid.NewGuid():N}.part"), living = Path.Combine(folder, $".output.mp4.{Guid.NewGuid():N}.part"), others = Path.Combine(folder, ".other.mp4.1.part");
        File.WriteAllText(stale, "left");
        File.WriteAllText(others, "another export's");
        using (new FileStream(living, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None))
        {
            MediaFolder.Engine.Export(media.Request(config), null, TestContext.Current.CancellationToken);
            Assert.False(File.Exists(stale));
            Assert.True(File.Exists(living));
            Assert.True(File.Exists(others));
        }
    }

    [Fact]
    public async Task Two_exports_to_one_place_at_the_same_time_leave_one_whole_file()
    {
        using var media = new MediaFolder(shelf.Folder);
        var config = MediaFolder.Simple([shelf.Path(Small)], length: "7");
        using var together = new Barrier(2);
        var runs = Enumerable.Range(0, 2).Select(_ => Task.Factory.StartNew(
            () => MediaFolder.Engine.Export(media.Request(config) with { Planned = _ => together.SignalAndWait(TimeSpan.FromSeconds(20)) }, null, TestContext.Current.CancellationToken),
            TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToList();
        var reports = await Task.WhenAll(runs);
        Assert.All(reports, r => Assert.Equal(210, r.VideoPackets));
        Assert.Equal(["output.mp4", "report.json"], Directory.EnumerateFiles(Path.GetDirectoryName(media.OutputOf(config))!, "*", new EnumerationOptions { AttributesToSkip = 0 }).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Empty(Tool.Run("ffmpeg", "-v", "error", "-i", media.OutputOf(config), "-f", "null", "-").ErrorLines);
    }

    [Theory]
    [InlineData("cam 1 (copy).mp4")]
    [InlineData("cam%03d.mp4")]
    [InlineData("käse 🎬.mp4")]
    [InlineData("-i.mp4")]
    [InlineData("cam?*[x].mp4")]
    [InlineData("file:cam.mp4")]
    [InlineData("pipe:0")]
    [InlineData("concat:a|b")]
    [InlineData("no-ending")]
    [InlineData("wrong-ending.txt")]
    public void A_name_is_a_name_and_nothing_else(string name)
    {
        using var media = new MediaFolder();
        media.Copy(shelf.Path(Small), name);
        var config = MediaFolder.Simple([name], $"exports/{name}.mp4");
        media.Export(config);
        Assert.Equal("105", Tool.Probe($"file:{media.OutputOf(config)}", "stream=nb_frames", "v:0")[0]);
    }

    [Fact]
    public void A_source_is_never_changed()
    {
        using var media = new MediaFolder();
        var path = media.Copy(shelf.Path(Small), "cam.mp4");
        var (before, written) = (File.ReadAllBytes(path), File.GetLastWriteTimeUtc(path));
        Tool.Run("chmod", "0400", path);
        media.Export(MediaFolder.Simple(["cam.mp4"]));
        Assert.Equal(before, File.ReadAllBytes(path));
        Assert.Equal(written, File.GetLastWriteTimeUtc(path));
    }
}
