using System.Net;
using System.Text.Json.Nodes;
using ExportNative.Contracts;
using ExportNative.Service.Jobs;
using ExportNative.Testing.Databases;
using Hangfire;
using Xunit;

namespace ExportNative.ServiceTests;

/// <summary>Submitting twice, at once, and again after the end.</summary>
public class SubmitTests(Footage footage)
{
    [Fact]
    public async Task Fifty_identical_posts_at_once_make_one_job()
    {
        await using var service = await TestService.Start(footage);

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => service.Post(Configs.Make("race"))));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode));
        var bodies = await Task.WhenAll(answers.Select(answer => answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)));
        Assert.Single(bodies.Distinct());
        await service.Until("race", "completed");
        var monitor = service.Part<Hangfire.JobStorage>().GetMonitoringApi();
        var statistics = monitor.GetStatistics();
        Assert.Equal(1, statistics.Succeeded);
        Assert.Equal(0, statistics.Enqueued + statistics.Processing + statistics.Scheduled + statistics.Failed + statistics.Deleted);
    }

    [Fact]
    public async Task The_same_id_with_another_config_is_refused_with_409()
    {
        await using var service = await TestService.Start(footage);
        await service.Submit(Configs.Make("same"));

        using var other = await service.Post(Configs.Make("same", segments: 5));

        Assert.Equal(HttpStatusCode.Conflict, other.StatusCode);
    }

    [Fact]
    public async Task What_the_client_believes_the_status_to_be_does_not_make_another_config()
    {
        await using var service = await TestService.Start(footage);
        await service.Submit(Configs.Make("belief"));
        var again = Configs.Make("belief");
        again["status"] = "processing";

        await service.Submit(again);

        await service.Until("belief", "completed");
        Assert.Equal(1, service.Part<Hangfire.JobStorage>().GetMonitoringApi().GetStatistics().Succeeded);
    }

    [Fact]
    public async Task A_completed_export_is_not_made_again_by_the_same_post()
    {
        await using var service = await TestService.Start(footage);
        await service.Submit(Configs.Make("done"));
        await service.Until("done", "completed");
        var written = File.GetLastWriteTimeUtc(Path.Combine(service.Media, "exports", "done", "output.mp4"));

        await service.Submit(Configs.Make("done"));

        Assert.Equal("completed", (string?)(await service.Status("done"))["status"]);
        Assert.Equal(written, File.GetLastWriteTimeUtc(Path.Combine(service.Media, "exports", "done", "output.mp4")));
    }

    [Fact]
    public async Task A_cancelled_export_can_be_submitted_again()
    {
        await using var service = await TestService.Start(footage, ("Jobs:MaxBytesPerSecond", "300000"));
        await service.Submit(Configs.Make("again"));
        await service.Client.DeleteAsync("/api/export/again", TestContext.Current.CancellationToken);

        await service.Submit(Configs.Make("again", segments: 1));

        await service.Until("again", "completed");
    }

    [Fact]
    public async Task An_output_outside_the_exports_own_folder_is_refused()
    {
        await using var service = await TestService.Start(footage);
        foreach (var path in new[] { "exports/other/output.mp4", "sources/cam1.mp4", "exports/mine/config.json", "output.mp4" })
        {
            var config = Configs.Make("mine");
            config["output"]!["filePath"] = path;

            using var answer = await service.Post(config);

            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
            Assert.Contains("$.output.filePath", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Exports_of_high_priority_run_before_those_that_came_earlier()
    {
        await using var service = await TestService.Start(footage, ("Jobs:Concurrency", "1"), ("Jobs:MaxBytesPerSecond", "400000"));
        await service.Submit(Configs.Make("first"));
        foreach (var (id, priority) in new[] { ("low", "low"), ("normal", "normal"), ("high", "high") })
        {
            var config = Configs.Make(id, segments: 1);
            config["priority"] = priority;
            await service.Submit(config);
        }

        foreach (var id in new[] { "low", "normal", "high" })
        {
            await service.Until(id, "completed");
        }

        var records = service.Part<ExportRecords>();
        var order = new[] { "low", "normal", "high" }.Select(id => records.Find(id)!).OrderBy(record => record.ChangedAt).Select(record => record.Id);
        Assert.Equal(["high", "normal", "low"], order);
    }

    [Fact]
    public async Task The_status_and_hangfires_state_are_written_together()
    {
        await using var service = await TestService.Start(footage);
        await service.Submit(Configs.Make("together"));
        var storage = service.Part<Hangfire.JobStorage>();
        var records = service.Part<ExportRecords>();
        var jobs = service.Part<IBackgroundJobClient>();
        await service.Until("together", "completed");
        var record = records.Find("together")!;

        // An operator's requeue of a completed export changes neither.
        jobs.Requeue(record.JobId);

        Assert.Equal(ExportState.Completed, records.Find("together")!.State);
        using var connection = storage.GetConnection();
        Assert.Equal("Succeeded", connection.GetStateData(record.JobId).Name);
        Assert.Equal("completed", (string?)(await service.Status("together"))["status"]);
    }
}

/// <inheritdoc/>
public sealed class SubmitTestsOnPostgreSql(Footage footage, PostgreSqlServer server) : SubmitTests(footage.On(server));
