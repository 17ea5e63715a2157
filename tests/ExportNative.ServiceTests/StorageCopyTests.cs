using System.Net;
using System.Text.Json.Nodes;
using ExportNative.Testing;
using ExportNative.Testing.Databases;
using Xunit;

namespace ExportNative.ServiceTests;

/// <summary>A service that outgrows its SQLite file takes everything along.</summary>
public sealed class StorageCopyTests(Footage footage, PostgreSqlServer server) : IDisposable
{
    private readonly string media = footage.NewMediaFolder();

    public void Dispose() => Directory.Delete(media, recursive: true);

    [Fact]
    public async Task What_was_made_and_what_waits_goes_on_after_the_copy()
    {
        string[] before;
        using (var service = await ServedProduct.Start(media))
        {
            foreach (var id in new[] { "one", "two" })
            {
                await service.Submit(Configs.Make(id));
                await service.Until(id, status => (string?)status["status"] == "completed");
            }

            before = await List(service);
            Assert.Equal(0, service.Stop());
        }

        using (var api = await ServedProduct.Start(media, settings: ("Role", "api")))
        {
            await api.Submit(Configs.Make("waiting"));
            Assert.Equal(0, api.Stop());
        }

        var database = server.NewDatabase();
        var copied = Copy(database);
        Assert.True(copied.ExitCode == 0, copied.Error);
        Assert.Contains(" 1 queued, ", copied.Text, StringComparison.Ordinal);

        using var moved = await ServedProduct.Start(media, settings: [("Storage", "PostgreSql"), ("ConnectionString", database)]);
        await moved.Until("waiting", status => (string?)status["status"] == "completed");
        Assert.Equal(before, (await List(moved)).Skip(1));
        await moved.Submit(Configs.Make("one"));
        await moved.Submit(Configs.Make("new"));
        await moved.Until("new", status => (string?)status["status"] == "completed");
        using var client = new HttpClient { BaseAddress = moved.Address };
        using var file = await client.GetAsync("/api/export/one/download", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, file.StatusCode);
    }

    [Fact]
    public async Task It_is_refused_while_a_service_runs_and_into_a_database_that_is_not_empty()
    {
        var database = server.NewDatabase();
        using (var service = await ServedProduct.Start(media))
        {
            await service.Submit(Configs.Make("one"));
            await service.Until("one", status => (string?)status["status"] == "completed");
            var running = Copy(database);
            Assert.Equal(2, running.ExitCode);
            Assert.Contains("A service is running", running.Error, StringComparison.Ordinal);
            Assert.Equal(0, service.Stop());
        }

        Assert.Equal(0, Copy(database).ExitCode);
        var again = Copy(database);
        Assert.Equal(2, again.ExitCode);
        Assert.Contains("not empty", again.Error, StringComparison.Ordinal);
        Assert.Equal(2, Copy("").ExitCode);
    }

    private ToolResult Copy(string database) => Tool.Try(ServedProduct.Program, "storage", "copy", "--media", media, "--connection", database);

    private static async Task<string[]> List(ServedProduct service)
    {
        using var client = new HttpClient { BaseAddress = service.Address };
        var page = JsonNode.Parse(await client.GetStringAsync("/api/export", TestContext.Current.CancellationToken))!;
        return [.. page["exports"]!.AsArray().Select(one => one!.ToJsonString())];
    }
}
