using System.Net.Http.Headers;
using System.Net;
using System.Text.Json.Nodes;
using ExportNative.Testing.Databases;
using Xunit;

namespace ExportNative.ServiceTests;

/// <summary>What existing editors do, and the JSON that they read.</summary>
public class EditorSequenceTests(Footage footage)
{
    private static readonly string[] Words = ["pending", "processing", "completed", "failed", "cancelled"];

    [Fact]
    public async Task An_editor_posts_polls_downloads_and_deletes()
    {
        await using var service = await TestService.Start(footage);
        var config = Configs.Make("export-0a1b");

        using var accepted = await service.Post(config);
        Assert.True(accepted.IsSuccessStatusCode);
        var answer = JsonNode.Parse(await accepted.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!.AsObject();
        Assert.Equal("export-0a1b", (string?)answer["jobId"]);
        Assert.Equal("pending", (string?)answer["status"]);
        Assert.NotEmpty((string?)answer["message"] ?? "");

        JsonObject status;
        do
        {
            status = await service.Status("export-0a1b");
            IsAStatus(status);
        }
        while ((string?)status["status"] is "pending" or "processing");
        Assert.Equal("completed", (string?)status["status"]);
        Assert.Equal(1.0, (double?)status["progress"]);

        var file = await service.Client.GetByteArrayAsync((string?)status["downloadUrl"], TestContext.Current.CancellationToken);
        var path = Path.Combine(service.Media, "downloaded.mp4");
        await File.WriteAllBytesAsync(path, file, TestContext.Current.CancellationToken);
        Assert.Equal(8.0, Footage.Seconds(path), 1);

        using var removed = await service.Client.DeleteAsync("/api/export/export-0a1b", TestContext.Current.CancellationToken);
        answer = JsonNode.Parse(await removed.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!.AsObject();
        Assert.Equal(HttpStatusCode.OK, removed.StatusCode);
        Assert.Equal("export-0a1b", (string?)answer["jobId"]);
        Assert.Equal("cancelled", (string?)answer["status"]);
        Assert.False(Directory.Exists(Path.Combine(service.Media, "exports", "export-0a1b")));
        using var gone = await service.Client.GetAsync("/api/export/export-0a1b/status", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
    }

    [Fact]
    public async Task A_bad_config_is_answered_with_400_and_all_its_problems()
    {
        await using var service = await TestService.Start(footage);
        var config = Configs.Make("bad");
        config["version"] = 2;
        config["segments"]![0]!["endTime"] = -1;

        using var answer = await service.Post(config);
        var problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.NotEmpty((string?)problem["error"] ?? "");
        Assert.Equal("configInvalid", (string?)problem["kind"]);
        Assert.Equal(["$.version", "$.segments[0].endTime"], problem["problems"]!.AsArray().Select(one => (string?)one!["path"]).Distinct());
    }

    [Theory]
    [InlineData("nowhere.mp4", "sourceMissing")]
    [InlineData("text.mp4", "sourceUnreadable")]
    public async Task A_source_that_cannot_be_used_is_answered_with_400(string name, string kind)
    {
        await using var service = await TestService.Start(footage);
        await File.WriteAllTextAsync(Path.Combine(service.Media, "sources", "text.mp4"), "no footage", TestContext.Current.CancellationToken);
        var config = Configs.Make("missing");
        config["sources"]![1]!["filePath"] = name;

        using var answer = await service.Post(config);
        var problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(kind, (string?)problem["kind"]);
        Assert.Contains(name, (string?)problem["error"], StringComparison.Ordinal);
        Assert.DoesNotContain(service.Media, (string?)problem["error"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_segment_beyond_its_source_is_answered_with_400_naming_the_segment()
    {
        await using var service = await TestService.Start(footage);
        var config = Configs.Make("beyond");
        config["segments"]![2]!["endTime"] = 13;

        using var answer = await service.Post(config);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("$.segments[2].endTime", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_download_resumes_where_it_was_cut()
    {
        await using var service = await TestService.Start(footage);
        await service.Submit(Configs.Make("ranges"));
        await service.Until("ranges", "completed");
        var url = "/api/export/ranges/download";
        using var whole = await service.Client.GetAsync(url, TestContext.Current.CancellationToken);
        var bytes = await whole.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        var tag = whole.Headers.ETag!;

        using var head = await service.Client.SendAsync(new(HttpMethod.Head, url), TestContext.Current.CancellationToken);
        Assert.Equal(bytes.Length, head.Content.Headers.ContentLength);
        Assert.Empty(await head.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));

        using var rest = new HttpRequestMessage(HttpMethod.Get, url) { Headers = { Range = new(1000, null), IfRange = new(tag) } };
        using var resumed = await service.Client.SendAsync(rest, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.PartialContent, resumed.StatusCode);
        Assert.Equal(bytes[1000..], await resumed.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));

        using var stale = new HttpRequestMessage(HttpMethod.Get, url) { Headers = { Range = new(1000, null), IfRange = new(new EntityTagHeaderValue("\"another\"")) } };
        using var again = await service.Client.SendAsync(stale, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);

        using var beyond = new HttpRequestMessage(HttpMethod.Get, url) { Headers = { Range = new(bytes.Length, null) } };
        using var refused = await service.Client.SendAsync(beyond, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.RequestedRangeNotSatisfiable, refused.StatusCode);
    }

    [Theory]
    [InlineData("Sommerfest", "Sommerfest.mp4")]
    [InlineData("結婚式 🎥", "結婚式 🎥.mp4")]
    [InlineData("../../etc/passwd", "_.._etc_passwd.mp4")]
    [InlineData("a\r\nSet-Cookie: x=1\r\n\r\n<script>", "a__Set-Cookie_ x=1_____script_.mp4")]
    [InlineData("", "named.mp4")]
    public async Task Any_project_name_becomes_a_harmless_file_name(string project, string expected)
    {
        await using var service = await TestService.Start(footage);
        var config = Configs.Make("named", segments: 1);
        config["projectName"] = project;
        await service.Submit(config);
        await service.Until("named", "completed");

        using var answer = await service.Client.GetAsync("/api/export/named/download", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(expected, answer.Content.Headers.ContentDisposition!.FileNameStar);
        Assert.False(answer.Headers.Contains("Set-Cookie"));
    }

    [Fact]
    public async Task A_download_before_the_end_is_answered_with_409_and_an_unknown_one_with_404()
    {
        await using var service = await TestService.Start(footage, ("Jobs:MaxBytesPerSecond", "20000"));
        await service.Submit(Configs.Make("early"));

        using var early = await service.Client.GetAsync("/api/export/early/download", TestContext.Current.CancellationToken);
        using var unknown = await service.Client.GetAsync("/api/export/unknown/download", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Conflict, early.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
        foreach (var answer in new[] { early, unknown })
        {
            Assert.NotEmpty((string?)JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!["error"] ?? "");
        }
    }

    /// <summary>The status shape: nothing that the editor reads is missing, mistyped or out of range.</summary>
    private static void IsAStatus(JsonObject status)
    {
        Assert.Equal(System.Text.Json.JsonValueKind.String, status["jobId"]!.GetValueKind());
        Assert.Contains((string?)status["status"], Words);
        Assert.InRange((double)status["progress"]!, 0, 1);
        Assert.Equal((string?)status["status"] == "completed", (double)status["progress"]! == 1);
        Assert.Equal((string?)status["status"] == "completed", status["downloadUrl"] is not null);
        Assert.Equal((string?)status["status"] == "failed", status["error"] is not null);
    }
}

/// <inheritdoc/>
public sealed class EditorSequenceTestsOnPostgreSql(Footage footage, PostgreSqlServer server) : EditorSequenceTests(footage.On(server));
