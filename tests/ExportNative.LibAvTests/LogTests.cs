using Microsoft.Extensions.Logging;

namespace ExportNative.LibAvTests;

public sealed class LogTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void Lines_go_to_the_logger_of_the_file_they_are_about()
    {
        var broken = File.ReadAllBytes(Footage.Mp4);
        // The second half of the index points nowhere: the demuxer complains about that file only.
        Array.Fill(broken, (byte)0xEE, broken.Length - 3000, 2000);
        var (good, bad) = (new ListLogger(LogLevel.Warning), new ListLogger(LogLevel.Warning));
        var work = new Thread(() =>
        {
            for (var i = 0; i < 20; i++) Read(broken, bad);
        });
        work.Start();
        for (var i = 0; i < 20; i++) Read(File.ReadAllBytes(Footage.Mp4), good);
        work.Join();
        Assert.Empty(good.Lines);
        Assert.True(bad.Lines.Count >= 20, $"{bad.Lines.Count}");
        Assert.All(bad.Lines, l => Assert.StartsWith("FFmpeg: [", l.Text, StringComparison.Ordinal));
        Assert.All(bad.Lines, l => Assert.DoesNotContain("0x", l.Text.Split(']')[0], StringComparison.Ordinal));
        Assert.All(bad.Lines, l => Assert.False(l.Text.EndsWith('\n')));
    }

    [Fact]
    public void Levels_are_mapped_and_lines_below_the_wanted_level_are_not_even_formatted()
    {
        var all = new ListLogger();
        Read(File.ReadAllBytes(Footage.Mp4), all);
        Assert.Contains(all.Lines, l => l.Level == LogLevel.Debug);
        Assert.DoesNotContain(all.Lines, l => l.Level == LogLevel.Error);

        var none = new ListLogger(LogLevel.None);
        Read([.. "RIFF"u8, 1, 2, 3, 4, .. "AVI LIST"u8, 0, 0, 0, 9, 9, 9], none);
        Assert.Empty(none.Lines);
    }

    private static void Read(byte[] bytes, ILogger logger)
    {
        try
        {
            using var source = Demuxer.Open(new MemoryStream(bytes), "a.mp4", new DemuxerOptions { Logger = logger }, Cancel);
            using var packet = new Packet();
            while (source.Read(packet))
            {
            }
        }
        catch (LibAvException)
        {
            // Damage on purpose.
        }
    }
}
