using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using ExportNative.Service.Jobs;
using ExportNative.Testing.Databases;
using Xunit;

namespace ExportNative.ServiceTests;

/// <summary>The service on PostgreSQL: what must be the same as on SQLite.</summary>
public sealed class PostgreSqlTests(Footage footage, PostgreSqlServer server)
{
    [Fact]
    public async Task An_export_is_made_listed_and_removed()
    {
        await using var service = await Start();
        foreach (var id in new[] { "one", "two", "three" })
        {
            var config = Configs.Make(id);
            config["tags"] = new JsonArray(id == "two" ? "even" : "odd");
            await service.Submit(config);
            await service.Until(id, "completed");
        }

        Assert.Equal(["three", "two", "one"], await List(service, "limit=10"));
        Assert.Equal(["three", "one"], await List(service, "tag=odd&status=completed"));
        Assert.Equal(["three", "two"], await List(service, "limit=2"));
        using var removed = await service.Client.DeleteAsync("/api/export/two", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, removed.StatusCode);
        Assert.Equal(["three", "one"], await List(service, "limit=10"));
        Assert.Equal(8.0, Footage.Seconds(Path.Combine(service.Media, "exports", "one", "output.mp4")), 1);
    }

    [Fact]
    public async Task Fifty_identical_posts_at_once_make_one_job()
    {
        await using var service = await Start();

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => service.Post(Configs.Make("race"))));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode));
        await service.Until("race", "completed");
        Assert.Equal(1, service.Part<Hangfire.JobStorage>().GetMonitoringApi().GetStatistics().Succeeded);
    }

    [Fact]
    public async Task The_status_and_hangfires_state_are_written_together()
    {
        await using var service = await Start(("Jobs:MaxBytesPerSecond", "400000"));
        await service.Submit(Configs.Make("together"));
        await service.Until("together", "processing");
        var record = service.Part<ExportRecords>().Find("together")!;

        using var answer = await service.Client.DeleteAsync("/api/export/together", TestContext.Current.CancellationToken);

        using var connection = service.Part<Hangfire.JobStorage>().GetConnection();
        Assert.Equal("Deleted", connection.GetStateData(record.JobId).Name);
        Assert.Equal("cancelled", (string?)(await service.Status("together"))["status"]);
    }

    [Fact]
    public async Task An_export_whose_worker_was_killed_goes_on_in_another()
    {
        var media = footage.NewMediaFolder();
        var database = server.NewDatabase();
        (string, string)[] settings = [("Storage", "PostgreSql"), ("ConnectionString", database), ("DataPath", Path.Combine(media, "data"))];
        try
        {
            using var api = await ServedProduct.Start(media, settings: [.. settings, ("Role", "api")]);
            using (var worker = await ServedProduct.Start(media, settings: [.. settings, ("Role", "worker"), ("Jobs:MaxBytesPerSecond", "500000")]))
            {
                await api.Submit(Configs.Make("moved", segments: 12));
                await api.Until("moved", status => (double)status["progress"]! > 0.1);
                worker.Kill();
            }

            using var other = await ServedProduct.Start(media, settings: [.. settings, ("Role", "worker")]);
            var clock = Stopwatch.StartNew();
            await api.Until("moved", status => (string?)status["status"] == "completed");

            // Sooner than a lease ends: that its process has ended can be seen on the same machine.
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(8), $"{clock.Elapsed}");
            TestContext.Current.SendDiagnosticMessage($"taken over after {clock.Elapsed.TotalSeconds:0.0} s");
            Assert.Equal(24.0, Footage.Seconds(Path.Combine(media, "exports", "moved", "output.mp4")), 1);
        }
        finally
        {
            Directory.Delete(media, recursive: true);
        }
    }

    private Task<TestService> Start(params (string, string)[] settings) => TestService.Start(footage.On(server), settings);

    private static async Task<string?[]> List(TestService service, string query)
        => [.. JsonNode.Parse(await service.Client.GetStringAsync($"/api/export?{query}", TestContext.Current.CancellationToken))!["exports"]!.AsArray().Select(one => (string?)one!["jobId"])];
}
