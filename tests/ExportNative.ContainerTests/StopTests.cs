using System.Diagnostics;
using Xunit;

namespace ExportNative.ContainerTests;

/// <summary>A container is stopped in the middle of an export, as every update of a stack does.</summary>
public sealed class StopTests(Cameras cameras)
{
    [Fact]
    public async Task An_export_of_a_stopped_container_goes_on_in_another_within_five_seconds()
    {
        using var volume = new Volume();

        // Slow enough to be in the middle for minutes, however long the other takes to start.
        using var first = Container.Start(volume.Name, 18091, ("Jobs__MaxBytesPerSecond", "50000"));
        using var client = new ServiceClient(first.Address);
        foreach (var (name, path) in cameras.Files)
        {
            await client.Upload(name, path);
        }

        await client.Submit(Cameras.Config("moved", repeats: 8));
        await client.Until("moved", status => (double)status["progress"]! > 0.02);
        using var second = Container.Start(volume.Name, 18092);
        using var other = new ServiceClient(second.Address);
        Assert.Equal("processing", (string?)(await other.Status("moved"))["status"]);

        var clock = Stopwatch.StartNew();
        var told = DateTimeOffset.UtcNow;
        var code = first.Stop();
        var stopped = clock.Elapsed;

        Assert.True(code == 0, $"{code}\n{first.Log}");
        Assert.InRange(stopped, TimeSpan.Zero, TimeSpan.FromSeconds(10));
        await other.Until("moved", status => (string?)status["status"] == "completed");
        var resumed = second.WhenSaid("Export moved begins") - told;
        TestContext.Current.SendDiagnosticMessage($"stopped after {stopped.TotalSeconds:0.0} s, resumed elsewhere after {resumed?.TotalSeconds:0.0} s");
        Assert.InRange(resumed!.Value, TimeSpan.Zero, TimeSpan.FromSeconds(5));
        Assert.Equal("0", second.Run("sh", "-c", "find /data/media/exports -name '*.part*' | wc -l"));
    }
}
