using System.Diagnostics;
using ExportNative.Testing.Databases;
using Xunit;

namespace ExportNative.ServiceTests.Cluster;

/// <summary>The database goes away in the middle of exports, for longer than a lease, and one of them ends meanwhile.</summary>
public sealed class OutageTests(Footage footage) : IDisposable
{
    private readonly string media = footage.NewMediaFolder();

    public void Dispose() => Directory.Delete(media, recursive: true);

    /// <summary>CI has the database away for 15 s; EXPORTNATIVE_OUTAGE_SECONDS=60 is a minute.</summary>
    [Fact]
    public async Task Exports_go_on_while_the_database_is_away_and_nothing_is_lost_or_made_twice()
    {
        var seconds = int.TryParse(Environment.GetEnvironmentVariable("EXPORTNATIVE_OUTAGE_SECONDS"), out var asked) ? asked : 15;
        using var database = new PostgreSqlServer();
        (string, string)[] settings = [("Storage", "PostgreSql"), ("ConnectionString", database.NewDatabase()), ("Jobs:MaxBytesPerSecond", "250000")];
        using var first = await ServedProduct.Start(media, settings: settings);
        using var second = await ServedProduct.Start(media, settings: [.. settings, ("Role", "worker")]);
        await first.Submit(Configs.Make("short", segments: 6));
        await first.Submit(Configs.Make("long", segments: 24 + (seconds * 2)));
        await first.Until("short", status => (double)status["progress"]! > 0.1);
        var before = (double)(await first.Until("long", status => (double)status["progress"]! > 0))["progress"]!;

        database.Crash();
        await Task.Delay(TimeSpan.FromSeconds(seconds), TestContext.Current.CancellationToken);
        database.Start();

        var clock = Stopwatch.StartNew();
        using var watch = new ExportWatch(() => first.Address);
        await watch.Submit(Configs.Make("short", segments: 6));
        await watch.Submit(Configs.Make("long", segments: 24 + (seconds * 2)));
        while (watch.Completed < 2)
        {
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(120 + seconds), $"{watch.Unfinished()}\n{first.Log}\n{second.Log}");
            await watch.Look();
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }

        // Each was begun once: nobody took it from the worker that had it.
        string[] lines = [.. first.Lines, .. second.Lines];
        foreach (var id in new[] { "short", "long" })
        {
            Assert.Single(lines, line => line.Contains($"Export {id} begins: ", StringComparison.Ordinal));
        }

        Assert.True(before < 1);
        Assert.Equal(["long", "short"], PublishedFiles.Publications(lines).Where(pair => pair.Value == 1).Select(pair => pair.Key).Order());
    }
}
