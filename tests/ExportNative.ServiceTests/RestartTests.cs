using System.Diagnostics;
using System.Text.Json.Nodes;
using ExportNative.Testing.Databases;
using Xunit;

namespace ExportNative.ServiceTests;

/// <summary>The machine may be restarted at any time and nothing is lost: the program as a process, stopped and killed.</summary>
public class RestartTests(Footage footage) : IDisposable
{
    private readonly string media = footage.NewMediaFolder();

    public void Dispose() => Directory.Delete(media, recursive: true);

    [Theory]
    [InlineData("KILL")]
    [InlineData("TERM")]
    public async Task An_export_in_the_middle_goes_on_by_itself_after_a_restart(string signal)
    {
        double before;
        using (var service = await ServedProduct.Start(media, settings: ("Jobs:MaxBytesPerSecond", "1500000")))
        {
            await service.Submit(Configs.Make("survivor", segments: 30));
            before = (double)(await service.Until("survivor", status => (double)status["progress"]! > 0.2))["progress"]!;
            if (signal == "KILL")
            {
                service.Kill();
            }
            else
            {
                Assert.Equal(0, service.Stop());
            }
        }

        Assert.False(File.Exists(Path.Combine(media, "exports", "survivor", "output.mp4")));
        using var again = await ServedProduct.Start(media, settings: ("Jobs:MaxBytesPerSecond", "20000000"));
        var clock = Stopwatch.StartNew();
        List<double> seen = [];
        await again.Until("survivor", status =>
        {
            seen.Add((double)status["progress"]!);
            return (string?)status["status"] == "completed";
        });

        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(10), $"{clock.Elapsed}");
        Assert.True(seen[0] >= before, $"{before} before the restart, {seen[0]} after it");
        Assert.Equal(seen.Order(), seen);
        Assert.Equal(60.0, Footage.Seconds(Path.Combine(media, "exports", "survivor", "output.mp4")), 1);
        Assert.Empty(Directory.GetFiles(Path.Combine(media, "exports", "survivor"), "*.part", new EnumerationOptions { AttributesToSkip = 0 }));
    }

    [Fact]
    public async Task A_stop_does_not_wait_for_those_who_watch()
    {
        using var service = await ServedProduct.Start(media, settings: ("Jobs:MaxBytesPerSecond", "300000"));
        await service.Submit(Configs.Make("watched", segments: 60));
        using var client = new HttpClient { BaseAddress = service.Address };
        using var events = await client.GetAsync("/api/export/watched/events", HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        using var reader = new StreamReader(await events.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        Assert.Equal("event: status", await reader.ReadLineAsync(TestContext.Current.CancellationToken));

        var clock = Stopwatch.StartNew();
        Assert.Equal(0, service.Stop());

        // The host's own patience is 25 s.
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(15), $"{clock.Elapsed}");
        Assert.DoesNotContain("completed", await reader.ReadToEndAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_crashes_the_process_is_given_up_and_others_go_on()
    {
        const int attempts = 3;
        (string, string)[] settings = [("Jobs:MostCrashes", $"{attempts}"), ("Jobs:Concurrency", "1"), ("Jobs:MaxBytesPerSecond", "400000")];
        for (var attempt = 0; attempt < attempts; attempt++)
        {
            // A crash in the reader is a process that is gone in the middle of this export, every time.
            using var service = await ServedProduct.Start(media, settings: settings);
            if (attempt == 0)
            {
                await service.Submit(Configs.Make("poison", segments: 30));
            }

            await TestService.Until(() => Task.FromResult(OpenFiles(service.Id, Path.Combine(media, "exports", "poison")) > 0), "it is being written");
            service.Kill();
        }

        using var last = await ServedProduct.Start(media, settings: ("Jobs:MostCrashes", $"{attempts}"));
        var status = await last.Until("poison", one => (string?)one["status"] == "failed");
        await last.Submit(Configs.Make("healthy"));

        Assert.Contains($"{attempts} times the process ended", (string?)status["error"], StringComparison.Ordinal);
        await last.Until("healthy", one => (string?)one["status"] == "completed");
    }

    [Fact]
    public async Task Api_and_worker_can_be_processes_of_their_own_and_cancel_across_within_two_seconds()
    {
        using var api = await ServedProduct.Start(media, settings: ("Role", "api"));
        await api.Submit(Configs.Make("across", segments: 30));
        Assert.Equal("pending", (string?)(await api.Status("across"))["status"]);
        using var worker = await ServedProduct.Start(media, settings: [("Role", "worker"), ("Jobs:MaxBytesPerSecond", "500000")]);
        await api.Until("across", status => (double)status["progress"]! > 0.02);
        var folder = Path.Combine(media, "exports", "across");

        using var client = new HttpClient { BaseAddress = api.Address };
        var clock = Stopwatch.StartNew();
        using var answer = await client.DeleteAsync("/api/export/across", TestContext.Current.CancellationToken);
        await TestService.Until(() => Task.FromResult(OpenFiles(worker.Id, folder) == 0), "the worker lets go");

        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(2), $"{clock.Elapsed}");
        Assert.Equal("cancelled", (string?)JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!["status"]);
        await TestService.Until(() => Task.FromResult(!Directory.Exists(folder)), "nothing is left");
        Assert.Equal("cancelled", (string?)(await api.Status("across"))["status"]);
    }

    // Files of a folder that a process holds open, the removed ones too.
    private static int OpenFiles(int process, string folder)
        => Directory.GetFiles($"/proc/{process}/fd").Count(fd => (new FileInfo(fd).LinkTarget ?? "").StartsWith(folder, StringComparison.Ordinal));
}

/// <inheritdoc/>
public sealed class RestartTestsOnPostgreSql(Footage footage, PostgreSqlServer server) : RestartTests(footage.On(server));
