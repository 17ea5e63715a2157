using System.Net;
using System.Text.Json.Nodes;
using ExportNative.Testing.Databases;
using Xunit;

namespace ExportNative.ServiceTests;

/// <summary>Lists, plans, reports and events.</summary>
public class ListTests(Footage footage)
{
    [Fact]
    public async Task Exports_are_listed_newest_first_in_pages_that_hold_while_new_ones_come()
    {
        await using var service = await TestService.Start(footage);
        foreach (var i in Enumerable.Range(0, 7))
        {
            await service.Submit(Configs.Make($"e{i}", segments: 1));
        }

        var first = await Get(service, "/api/export?limit=3");
        await service.Submit(Configs.Make("later", segments: 1));
        var second = await Get(service, $"/api/export?limit=3&cursor={first["next"]}");
        var third = await Get(service, $"/api/export?limit=3&cursor={second["next"]}");

        Assert.Equal(["e6", "e5", "e4"], Ids(first));
        Assert.Equal(["e3", "e2", "e1"], Ids(second));
        Assert.Equal(["e0"], Ids(third));
        Assert.Null(third["next"]);
    }

    [Fact]
    public async Task Lists_are_filtered_by_status_and_by_tag()
    {
        await using var service = await TestService.Start(footage);
        foreach (var (id, tag) in new[] { ("x", "red"), ("y", "blue"), ("z", "red") })
        {
            var config = Configs.Make(id, segments: 1);
            config["tags"] = new JsonArray(tag, "all");
            await service.Submit(config);
            await service.Until(id, "completed");
        }

        Assert.Equal(["z", "x"], Ids(await Get(service, "/api/export?tag=red")));
        Assert.Equal(["z", "x"], Ids(await Get(service, "/api/export?tag=red&status=completed")));
        Assert.Empty(Ids(await Get(service, "/api/export?tag=red&status=failed")));
        Assert.Equal(["z", "y", "x"], Ids(await Get(service, "/api/export?status=completed")));
        Assert.Empty(Ids(await Get(service, "/api/export?tag=none")));
    }

    [Theory]
    [InlineData("status=done")]
    [InlineData("status=2")]
    [InlineData("limit=0")]
    [InlineData("limit=1000000")]
    [InlineData("limit=many")]
    [InlineData("cursor=x")]
    public async Task A_list_that_makes_no_sense_is_refused_with_400(string query)
    {
        await using var service = await TestService.Start(footage);

        using var answer = await service.Client.GetAsync($"/api/export?{query}", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.NotEmpty((string?)JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!["error"] ?? "");
    }

    [Fact]
    public async Task A_plan_says_what_would_be_done_and_writes_nothing()
    {
        await using var service = await TestService.Start(footage);

        using var answer = await service.Client.PostAsync("/api/export/plan", TestService.Json(Configs.Make("planned")), TestContext.Current.CancellationToken);
        var plan = JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(8.0, (double)plan["length"]!);
        Assert.Equal(4, plan["segments"]!.AsArray().Count);
        Assert.False(Directory.Exists(Path.Combine(service.Media, "exports", "planned")));
        using var status = await service.Client.GetAsync("/api/export/planned/status", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, status.StatusCode);
    }

    [Fact]
    public async Task The_report_is_there_when_the_export_has_completed_and_409_before()
    {
        await using var service = await TestService.Start(footage, ("Jobs:MaxBytesPerSecond", "800000"));
        await service.Submit(Configs.Make("reported"));
        using var early = await service.Client.GetAsync("/api/export/reported/report", TestContext.Current.CancellationToken);
        await service.Until("reported", "completed");

        var report = await Get(service, "/api/export/reported/report");

        Assert.Equal(HttpStatusCode.Conflict, early.StatusCode);
        Assert.Equal(new FileInfo(Path.Combine(service.Media, "exports", "reported", "output.mp4")).Length, (long)report["fileBytes"]!);
        Assert.Equal(4, report["segments"]!.AsArray().Count);
    }

    [Fact]
    public async Task Events_tell_progress_until_the_end_and_then_the_stream_ends()
    {
        await using var service = await TestService.Start(footage, ("Jobs:MaxBytesPerSecond", "1000000"), ("Jobs:ProgressInterval", "00:00:00.1"));
        await service.Submit(Configs.Make("live", segments: 24));

        using var answer = await service.Client.GetAsync("/api/export/live/events", HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType?.MediaType);
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        List<JsonNode> events = [];
        while (await reader.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            if (line.StartsWith("data: ", StringComparison.Ordinal))
            {
                events.Add(JsonNode.Parse(line["data: ".Length..])!);
            }
        }

        Assert.Equal("completed", (string?)events[^1]["status"]);
        Assert.True(events.Count(one => (string?)one["status"] == "processing") >= 3, $"{events.Count} events");
        Assert.Equal(events.Select(one => (double)one["progress"]!).Order(), events.Select(one => (double)one["progress"]!));
        Assert.All(events[..^1], one => Assert.True((double)one["progress"]! < 1));
    }

    private static string?[] Ids(JsonNode list) => [.. list["exports"]!.AsArray().Select(one => (string?)one!["jobId"])];

    private static async Task<JsonNode> Get(TestService service, string path)
        => JsonNode.Parse(await service.Client.GetStringAsync(path, TestContext.Current.CancellationToken))!;
}

/// <inheritdoc/>
public sealed class ListTestsOnPostgreSql(Footage footage, PostgreSqlServer server) : ListTests(footage.On(server));
