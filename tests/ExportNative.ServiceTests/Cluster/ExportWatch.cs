using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using Xunit;

namespace ExportNative.ServiceTests.Cluster;

/// <summary>
/// An editor that sends exports and follows them, as long as it takes: what fails is sent again with the same id, and what it
/// has seen must never be taken back.
/// </summary>
internal sealed class ExportWatch(Func<Uri> api) : IDisposable
{
    private readonly HttpClient client = new() { Timeout = TimeSpan.FromSeconds(20) };
    private readonly ConcurrentDictionary<string, Seen> seen = new(StringComparer.Ordinal);

    private int retried;

    /// <summary>Number of exports that are complete.</summary>
    public int Completed => seen.Values.Count(one => one.Status == "completed");

    /// <summary>Number of requests that failed and were cured by sending them again.</summary>
    public int Retried => retried;

    /// <summary>Longest time that an export that was being made stood still, as far as the last <see cref="Rest"/> reaches back.</summary>
    public TimeSpan LongestStandstill { get; private set; }

    /// <summary>Ids of all.</summary>
    public IReadOnlyCollection<string> Ids => [.. seen.Keys];

    /// <summary>Sends a config until it is taken in.</summary>
    public async Task Submit(JsonObject config)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                using var content = TestService.Json(config);
                using var answer = await client.PostAsync(new Uri(api(), "/api/export"), content, TestContext.Current.CancellationToken);
                if (answer.StatusCode == HttpStatusCode.Accepted)
                {
                    seen[(string)config["id"]!] = new Seen("pending", 0, Stopwatch.GetTimestamp());
                    return;
                }

                Assert.True((int)answer.StatusCode >= 500, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException && !TestContext.Current.CancellationToken.IsCancellationRequested)
            {
                // Cut off, or restarting.
            }

            Assert.True(clock.Elapsed < TimeSpan.FromMinutes(3), $"{config["id"]} is not taken in");
            Interlocked.Increment(ref retried);
            await Task.Delay(300, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Looks at all exports once. What cannot be asked now is asked the next time.</summary>
    public async Task Look()
    {
        JsonNode? page;
        try
        {
            page = JsonNode.Parse(await client.GetStringAsync(new Uri(api(), "/api/export?limit=200"), TestContext.Current.CancellationToken));
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException && !TestContext.Current.CancellationToken.IsCancellationRequested)
        {
            Interlocked.Increment(ref retried);
            return;
        }

        foreach (var one in page!["exports"]!.AsArray())
        {
            var (id, status, progress) = ((string)one!["jobId"]!, (string)one["status"]!, (double)one["progress"]!);
            if (!seen.TryGetValue(id, out var before))
            {
                continue;
            }

            Assert.True(status is "pending" or "processing" or "completed", $"{one.ToJsonString()}");
            Assert.True(before.Status != "completed" || status == "completed", $"{id} went from completed to {status}");
            Assert.True(progress >= before.Progress, $"{id} went from {before.Progress} to {progress}");
            var moved = status != before.Status || progress > before.Progress;
            if (!moved && status == "processing")
            {
                var still = Stopwatch.GetElapsedTime(before.MovedAt);
                LongestStandstill = still > LongestStandstill ? still : LongestStandstill;
            }

            seen[id] = new Seen(status, progress, moved ? Stopwatch.GetTimestamp() : before.MovedAt);
        }
    }

    /// <summary>From here on standstill counts anew.</summary>
    public void Rest()
    {
        LongestStandstill = TimeSpan.Zero;
        foreach (var (id, one) in seen.ToList())
        {
            seen[id] = one with { MovedAt = Stopwatch.GetTimestamp() };
        }
    }

    /// <summary>What is not complete, for messages.</summary>
    public string Unfinished() => string.Join(", ", seen.Where(one => one.Value.Status != "completed").Select(one => $"{one.Key} {one.Value.Status} {one.Value.Progress}"));

    public void Dispose() => client.Dispose();

    private sealed record Seen(string Status, double Progress, long MovedAt);
}
