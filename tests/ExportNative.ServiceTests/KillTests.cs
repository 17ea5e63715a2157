using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using ExportNative.Testing.Databases;
using Xunit;

namespace ExportNative.ServiceTests;

/// <summary>Many exports, and worker processes that are killed again and again while they run.</summary>
public class KillTests(Footage footage) : IDisposable
{
    private readonly string media = footage.NewMediaFolder();

    public void Dispose() => Directory.Delete(media, recursive: true);

    /// <summary>
    /// Exports that take about a second each, two at a time, in a worker that is killed every few seconds and started again.
    /// CI runs a share of them; EXPORTNATIVE_KILL_EXPORTS=200 runs what was promised.
    /// </summary>
    [Fact]
    public async Task Every_export_completes_once_and_correctly_while_workers_are_killed()
    {
        var count = int.TryParse(Environment.GetEnvironmentVariable("EXPORTNATIVE_KILL_EXPORTS"), out var asked) ? asked : 24;
        using var api = await ServedProduct.Start(media, settings: ("Role", "api"));
        foreach (var i in Enumerable.Range(0, count))
        {
            await api.Submit(Configs.Make($"e{i}", segments: 6));
        }

        var kills = 0;
        var completed = new HashSet<string>();
        var written = new Dictionary<string, DateTime>();
        var clock = Stopwatch.StartNew();
        var worker = await StartWorker();
        var began = Stopwatch.StartNew();
        try
        {
            while (completed.Count < count)
            {
                Assert.True(clock.Elapsed < TimeSpan.FromMinutes(10), $"{completed.Count} of {count}\n{worker.Log}");
                foreach (var (id, status) in await List(api))
                {
                    Assert.False(completed.Contains(id) && status != "completed", $"{id} went from completed to {status}");
                    Assert.NotEqual("failed", status);
                    if (status == "completed" && completed.Add(id))
                    {
                        written[id] = File.GetLastWriteTimeUtc(Output(id));
                    }
                }

                if (began.Elapsed > TimeSpan.FromSeconds(5) && completed.Count < count)
                {
                    worker.Kill();
                    kills++;
                    worker.Dispose();
                    worker = await StartWorker();
                    began.Restart();
                }

                await Task.Delay(100, TestContext.Current.CancellationToken);
            }
        }
        finally
        {
            worker.Dispose();
        }

        // Two seconds later nothing has changed any more, and every file holds the same packets.
        Assert.True(kills >= 2, $"{kills} kills");
        var hashes = new HashSet<string>();
        foreach (var id in completed)
        {
            Assert.Equal(written[id], File.GetLastWriteTimeUtc(Output(id)));
            hashes.Add(Convert.ToHexString(SHA256.HashData(await File.ReadAllBytesAsync(Output(id), TestContext.Current.CancellationToken))));
            Assert.Equal(["config.json", "output.mp4", "report.json"], Directory.GetFiles(Path.GetDirectoryName(Output(id))!, "*", new EnumerationOptions { AttributesToSkip = 0 }).Select(Path.GetFileName).Order());
        }

        Assert.Single(hashes);
        Assert.Equal(12.0, Footage.Seconds(Output("e0")), 1);
        TestContext.Current.SendDiagnosticMessage($"{count} exports, {kills} kills, {clock.Elapsed.TotalSeconds:0.0} s");
    }

    private Task<ServedProduct> StartWorker()
        => ServedProduct.Start(media, settings: [("Role", "worker"), ("Jobs:Concurrency", "2"), ("Jobs:MaxBytesPerSecond", "1200000")]);

    private string Output(string id) => Path.Combine(media, "exports", id, "output.mp4");

    private static async Task<List<(string Id, string Status)>> List(ServedProduct api)
    {
        using var client = new HttpClient { BaseAddress = api.Address };
        List<(string, string)> all = [];
        for (var cursor = ""; ;)
        {
            var page = JsonNode.Parse(await client.GetStringAsync($"/api/export?limit=200{cursor}", TestContext.Current.CancellationToken))!;
            all.AddRange(page["exports"]!.AsArray().Select(one => ((string)one!["jobId"]!, (string)one["status"]!)));
            if (page["next"] is not { } next)
            {
                return all;
            }

            cursor = $"&cursor={next}";
        }
    }
}

/// <inheritdoc/>
public sealed class KillTestsOnPostgreSql(Footage footage, PostgreSqlServer server) : KillTests(footage.On(server));
