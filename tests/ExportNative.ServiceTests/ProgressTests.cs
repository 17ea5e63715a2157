using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using ExportNative.Testing.Databases;
using Xunit;

namespace ExportNative.ServiceTests;

/// <summary>Progress and cancelling, as a client sees them.</summary>
public class ProgressTests(Footage footage)
{
    [Fact]
    public async Task Progress_never_goes_back_moves_in_small_steps_and_is_whole_only_when_completed()
    {
        // About twelve seconds; at the default interval a step is a fortieth of that at most. See the long export for 2 %.
        await using var service = await TestService.Start(footage, ("Jobs:MaxBytesPerSecond", "1200000"), ("Jobs:ProgressInterval", "00:00:00.1"));
        await service.Submit(Configs.Make("steps", segments: 60));

        List<(string Status, double Progress)> seen = [];
        do
        {
            var status = await service.Status("steps");
            seen.Add(((string)status["status"]!, (double)status["progress"]!));
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
        while (seen[^1].Status is "pending" or "processing");

        Assert.Equal("completed", seen[^1].Status);
        Assert.All(seen, one => Assert.Equal(one.Status == "completed", one.Progress == 1));
        var steps = seen.Zip(seen.Skip(1), (a, b) => b.Progress - a.Progress).ToList();
        Assert.True(steps.Min() >= 0, $"went back by {-steps.Min()}");
        Assert.True(seen.Select(one => one.Progress).Distinct().Count() > 8, $"{seen.Select(one => one.Progress).Distinct().Count()} values");
    }

    [Fact]
    public async Task A_cancelled_export_stops_within_a_second_and_leaves_no_files()
    {
        await using var service = await TestService.Start(footage, ("Jobs:MaxBytesPerSecond", "300000"));
        await service.Submit(Configs.Make("stop", segments: 60));
        var folder = Path.Combine(service.Media, "exports", "stop");
        await TestService.Until(() => Task.FromResult(Directory.Exists(folder) && Directory.GetFiles(folder, "*.part").Length > 0), "writing begins");

        var clock = Stopwatch.StartNew();
        using var answer = await service.Client.DeleteAsync("/api/export/stop", TestContext.Current.CancellationToken);
        await TestService.Until(() => Task.FromResult(!Directory.Exists(folder)), "the folder goes");
        var took = clock.Elapsed;

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.True(took < TimeSpan.FromSeconds(1), $"{took}");
        Assert.Equal("cancelled", (string?)(await service.Status("stop"))["status"]);
        await Task.Delay(1_500, TestContext.Current.CancellationToken);
        Assert.False(Directory.Exists(folder));
    }

    [Fact]
    public async Task A_waiting_export_is_cancelled_without_having_run()
    {
        await using var service = await TestService.Start(footage, ("Jobs:Concurrency", "1"), ("Jobs:MaxBytesPerSecond", "1000000"));
        await service.Submit(Configs.Make("busy", segments: 6));
        await service.Submit(Configs.Make("queued"));

        using var answer = await service.Client.DeleteAsync("/api/export/queued", TestContext.Current.CancellationToken);

        Assert.Equal("cancelled", (string?)JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!["status"]);
        Assert.Equal("cancelled", (string?)(await service.Status("queued"))["status"]);
        await service.Until("busy", "completed");
        Assert.Equal("cancelled", (string?)(await service.Status("queued"))["status"]);
        Assert.False(Directory.Exists(Path.Combine(service.Media, "exports", "queued")));
    }

    [Fact]
    public async Task An_unknown_export_cannot_be_cancelled()
    {
        await using var service = await TestService.Start(footage);

        using var answer = await service.Client.DeleteAsync("/api/export/unknown", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }
}

/// <inheritdoc/>
public sealed class ProgressTestsOnPostgreSql(Footage footage, PostgreSqlServer server) : ProgressTests(footage.On(server));
