using System.Text.Json;
using ExportNative.Contracts;
using ExportNative.Testing.Footage;
using Xunit;

namespace ExportNative.IntegrationTests.Engine;

/// <summary>What is told without exporting: of a file, and of an export to come.</summary>
public sealed class ProbeTests(FootageShelf shelf)
{
    private static readonly Camera Small = new() { Seconds = 8, Gop = 30, Rate = "30000/1001" };

    [Theory]
    [InlineData(null, true)]
    [InlineData("mkv", true)]
    [InlineData("ts", false)]
    public void A_file_is_described_with_its_keyframes(string? remux, bool hasIndex)
    {
        var path = remux is null ? shelf.Path(Small) : shelf.Remuxed(shelf.Path(Small), remux);
        var probe = MediaFolder.Engine.Probe(path, TestContext.Current.CancellationToken);
        Assert.Equal((path, new FileInfo(path).Length, "30000/1001", hasIndex), (probe.FilePath, probe.Bytes, probe.FrameRate, probe.HasIndex));
        Assert.Equal(8, probe.Duration!.Value, 0.05);
        Assert.Equal(8, probe.Keyframes);
        Assert.Equal(Enumerable.Range(0, 8).Select(k => k * 1.001), probe.KeyframeTimes, (a, b) => Math.Abs(a - b) < 0.002);
        Assert.Equal(1.001, probe.LongestGop!.Value, 0.002);
        Assert.Equal(["video h264 320 180", "audio aac  "], probe.Streams.Select(s => $"{s.Kind} {s.Codec} {s.Width} {s.Height}"));
        Assert.Equal(48000, probe.Streams[1].SampleRate);
    }

    [Fact]
    public void Keyframes_are_told_at_the_time_at_which_they_are_shown_also_where_the_index_has_the_time_of_decoding()
    {
        var path = shelf.Path(Small with { VideoCodec = "libx265", Rate = "30", Gop = 15 });
        var probe = MediaFolder.Engine.Probe(path, TestContext.Current.CancellationToken);
        Assert.Equal(Enumerable.Range(0, 16).Select(k => k * 0.5), probe.KeyframeTimes, (a, b) => Math.Abs(a - b) < 0.001);
    }

    [Fact]
    public void A_missing_file_is_missing_and_a_text_is_unreadable()
    {
        using var media = new MediaFolder();
        File.WriteAllText(media.PathTo("text.mp4"), "text");
        Assert.Equal(ExportErrorKind.SourceMissing, Assert.Throws<ExportException>(() => MediaFolder.Engine.Probe(media.PathTo("none.mp4"), TestContext.Current.CancellationToken)).Kind);
        Assert.Equal(ExportErrorKind.SourceUnreadable, Assert.Throws<ExportException>(() => MediaFolder.Engine.Probe(media.PathTo("text.mp4"), TestContext.Current.CancellationToken)).Kind);
    }

    [Fact]
    public void A_plan_is_what_the_export_then_does_and_writes_nothing()
    {
        using var media = new MediaFolder(shelf.Folder);
        var config = Edits.Config([shelf.Path(Small), shelf.Path(Small with { Number = 1 })], [Edits.Segment(0, "0.5", "3.3"), Edits.Segment(1, "3.3", "5.9"), Edits.Segment(0, "5.9", "7.5")]);
        var plan = MediaFolder.Engine.Plan(media.Request(config), TestContext.Current.CancellationToken);
        Assert.Empty(Directory.EnumerateFileSystemEntries(media.Path));
        ExportPlan? told = null;
        var report = MediaFolder.Engine.Export(media.Request(config) with { Planned = p => told = p }, null, TestContext.Current.CancellationToken);
        Assert.Equal(Text(plan), Text(told!));
        Assert.Equal(Text(plan), Text(report.Plan));
        Assert.InRange(report.VideoPackets + report.AudioPackets, 1, plan.EstimatedPackets);
        Assert.Equal(SegmentDecision.Rolled, plan.Segments[1].Decision);
        Assert.NotNull(plan.Segments[1].Reason);
        Assert.Equal(6.9 + 0.1, (double)plan.Length.Picoseconds / 1e12, 0.034);
    }

    private static string Text(ExportPlan plan) => JsonSerializer.Serialize(plan, ContractsJson.Default.ExportPlan);
}
