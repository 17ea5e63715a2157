using System.Diagnostics;
using System.Globalization;
using ExportNative.Testing.Databases;
using Xunit;

namespace ExportNative.ServiceTests.Cluster;

/// <summary>What a second worker is good for, and how everything is replaced while exports are being made.</summary>
public sealed class SeveralWorkersTests(Footage footage, PostgreSqlServer server) : IDisposable
{
    private readonly string media = footage.NewMediaFolder();

    public void Dispose() => Directory.Delete(media, recursive: true);

    /// <summary>Work that is bound by a limit of each worker: two make twice as many exports.</summary>
    [Fact]
    public async Task Two_workers_make_nearly_twice_as_many_exports_as_one()
    {
        const int Each = 6;
        var settings = Settings(("Jobs:Concurrency", "1"), ("Jobs:MaxBytesPerSecond", "150000"));
        using var api = await ServedProduct.Start(media, settings: [.. settings, ("Role", "api")]);
        using var one = await ServedProduct.Start(media, settings: [.. settings, ("Role", "worker")]);
        var alone = await Make(api, "alone", Each);
        using var two = await ServedProduct.Start(media, settings: [.. settings, ("Role", "worker")]);
        var together = await Make(api, "together", Each);

        var told = string.Create(CultureInfo.InvariantCulture, $"one worker {Each / alone.TotalMinutes:0.0}, two workers {Each / together.TotalMinutes:0.0} exports a minute: {alone / together:0.00} times");
        TestContext.Current.SendDiagnosticMessage(told);
        Assert.True(alone / together >= 1.8, told);
    }

    /// <summary>API and workers are stopped and started in turn while an editor goes on sending.</summary>
    [Fact]
    public async Task A_rolling_restart_loses_no_export_and_fails_no_request_that_sending_it_again_does_not_cure()
    {
        const int Exports = 18;
        var settings = Settings(("Jobs:MaxBytesPerSecond", "600000"));
        var url = $"http://127.0.0.1:{FreePort()}";
        var api = await ServedProduct.Start(media, url, [.. settings, ("Role", "api")]);
        List<ServedProduct> workers = [await ServedProduct.Start(media, settings: [.. settings, ("Role", "worker")]), await ServedProduct.Start(media, settings: [.. settings, ("Role", "worker")])];
        using var watch = new ExportWatch(() => new Uri(url));
        try
        {
            var sending = Send(watch, Exports);
            for (var i = 0; i < workers.Count; i++)
            {
                await Task.Delay(2000, TestContext.Current.CancellationToken);
                Assert.Equal(0, workers[i].Stop());
                workers[i].Dispose();
                workers[i] = await ServedProduct.Start(media, settings: [.. settings, ("Role", "worker")]);
                await watch.Look();
            }

            Assert.Equal(0, api.Stop());
            api.Dispose();
            api = await ServedProduct.Start(media, url, [.. settings, ("Role", "api")]);
            await sending;
            await Until(watch, Exports);
            PublishedFiles.Check(media, watch.Ids, 12);
            TestContext.Current.SendDiagnosticMessage($"{Exports} exports, {watch.Retried} requests sent again");
        }
        finally
        {
            api.Dispose();
            workers.ForEach(worker => worker.Dispose());
        }
    }

    private static async Task Send(ExportWatch watch, int count)
    {
        for (var i = 0; i < count; i++)
        {
            await watch.Submit(Configs.Make($"r{i}", segments: 6));
            await Task.Delay(500, TestContext.Current.CancellationToken);
        }
    }

    private (string, string)[] Settings(params (string, string)[] more)
        => [("Storage", "PostgreSql"), ("ConnectionString", server.NewDatabase()), ("DataPath", Path.Combine(media, "data")), .. more];

    private static async Task<TimeSpan> Make(ServedProduct api, string name, int count)
    {
        using var watch = new ExportWatch(() => api.Address);
        foreach (var i in Enumerable.Range(0, count))
        {
            await watch.Submit(Configs.Make($"{name}{i}", segments: 4));
        }

        var clock = Stopwatch.StartNew();
        await Until(watch, count);
        return clock.Elapsed;
    }

    private static Task Until(ExportWatch watch, int completed) => TestService.Until(
        async () =>
        {
            await watch.Look();
            return watch.Completed == completed;
        },
        watch.Unfinished,
        TimeSpan.FromMinutes(4));

    private static int FreePort()
    {
        using var probe = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        probe.Start();
        return ((System.Net.IPEndPoint)probe.LocalEndpoint).Port;
    }
}
