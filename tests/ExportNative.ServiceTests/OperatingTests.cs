using System.Net;
using System.Text.Json.Nodes;
using ExportNative.Testing.Databases;
using Xunit;

namespace ExportNative.ServiceTests;

/// <summary>Health and metrics.</summary>
public class OperatingTests(Footage footage)
{
    [Fact]
    public async Task A_service_that_can_work_says_that_it_is_ready()
    {
        await using var service = await TestService.Start(footage);

        using var answer = await service.Client.GetAsync("/health/ready", TestContext.Current.CancellationToken);
        var health = JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(["disk", "ffmpeg", "mediaFolder", "storage"], health["checks"]!.AsObject().Select(check => check.Key).Order());
        Assert.All(health["checks"]!.AsObject(), check => Assert.Equal("ok", (string?)check.Value));
    }

    [Fact]
    public async Task A_disk_that_is_nearly_full_makes_it_not_ready_but_alive()
    {
        await using var service = await TestService.Start(footage, ("MinFreeBytes", $"{1L << 49}"));

        using var ready = await service.Client.GetAsync("/health/ready", TestContext.Current.CancellationToken);
        using var live = await service.Client.GetAsync("/health/live", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        Assert.Contains("\"disk\":\"failed\"", await ready.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, live.StatusCode);
    }

    [Fact]
    public async Task Metrics_count_exports_and_bytes()
    {
        await using var service = await TestService.Start(footage);
        await service.Submit(Configs.Make("counted", segments: 1));
        await service.Until("counted", "completed");

        await TestService.Until(
            async () =>
            {
                var text = await service.Client.GetStringAsync("/metrics", TestContext.Current.CancellationToken);
                return text.Contains("exportnative_exports_total{", StringComparison.Ordinal) && text.Contains("outcome=\"completed\"", StringComparison.Ordinal)
                    && text.Contains("exportnative_written_bytes_total", StringComparison.Ordinal) && text.Contains("exportnative_exports_running", StringComparison.Ordinal);
            },
            "the metrics tell of it");
    }

    [Fact]
    public async Task A_worker_answers_health_and_nothing_else()
    {
        await using var service = await TestService.Start(footage, ("Role", "Worker"));

        Assert.Equal(HttpStatusCode.OK, (await service.Client.GetAsync("/health/ready", TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await service.Client.GetAsync("/api/export", TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await service.Client.GetAsync("/hangfire", TestContext.Current.CancellationToken)).StatusCode);
    }
}

/// <inheritdoc/>
public sealed class OperatingTestsOnPostgreSql(Footage footage, PostgreSqlServer server) : OperatingTests(footage.On(server));
