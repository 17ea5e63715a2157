using System.Text.Json;
using Xunit;

namespace ExportNative.IntegrationTests.CommandLine;

public sealed class SignalTests(CameraFootage footage) : IClassFixture<CameraFootage>
{
    // Some half a gigabyte of output, so that the signal comes long before the end.
    private const int ManySegments = 4_000;

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public void The_first_signal_cancels_and_leaves_nothing_behind(string signal)
    {
        var id = $"cancel-{signal}";
        using var product = Product.Start("export", footage.Config(id, ManySegments), "--media", footage.Media, "--json");
        product.ReadUntil("\"event\":\"progress\"");
        product.Signal(signal);
        var last = product.ReadUntil("\"event\":\"(error|completed)\"");
        Assert.Equal(130, product.WaitForExit());
        Assert.Equal("cancelled", JsonDocument.Parse(last).RootElement.GetProperty("kind").GetString());
        Assert.Empty(Directory.GetFileSystemEntries(footage.PathTo($"exports/{id}")));
    }

    [Fact]
    public void The_second_signal_ends_the_process_at_once()
    {
        // Nobody reads its output, so it hangs while it tells the plan: the first signal alone cannot end it.
        using var product = Product.Start("export", footage.Config("twice", ManySegments), "--media", footage.Media, "--json");
        Assert.Equal('{', product.Output.Read());
        product.Signal("INT");

        // The system makes one of two signals that were not delivered yet, so the second one is sent until it is.
        for (var left = 50; left > 0 && !product.HasEnded(TimeSpan.FromMilliseconds(200)); left--)
        {
            product.Signal("INT");
        }

        Assert.Equal(130, product.WaitForExit());
    }

    [Fact]
    public void After_a_kill_the_same_command_completes_and_nothing_stale_stays()
    {
        var config = footage.Config("killed", ManySegments);
        using (var product = Product.Start("export", config, "--media", footage.Media, "--json"))
        {
            product.ReadUntil("\"event\":\"progress\"");
            product.Signal("KILL");
            Assert.Equal(137, product.WaitForExit());
        }

        Assert.False(File.Exists(footage.Output("killed")));
        footage.Config("killed");
        Assert.Equal(0, Product.Run("export", config, "--media", footage.Media).ExitCode);
        Assert.Equal(["output.mp4", "report.json"], Directory.GetFileSystemEntries(footage.PathTo("exports/killed")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(12.0, ExportProcessTests.Length(footage.Output("killed")), 0.04);
    }
}
