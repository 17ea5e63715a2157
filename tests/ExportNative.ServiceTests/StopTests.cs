using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using Xunit;

namespace ExportNative.ServiceTests;

/// <summary>The service is stopped while clients hold on to it. A container engine gives it ten seconds by default.</summary>
public sealed class StopTests(Footage footage) : IDisposable
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);
    private readonly string media = footage.NewMediaFolder();

    public void Dispose() => Directory.Delete(media, recursive: true);

    [Fact]
    public async Task Whoever_watches_an_export_does_not_keep_it_from_being_handed_back()
    {
        using var service = await ServedProduct.Start(media, settings: ("Jobs:MaxBytesPerSecond", "300000"));
        await service.Submit(Configs.Make("watched", segments: 30));
        await service.Until("watched", status => (double)status["progress"]! > 0.02);
        using var client = new HttpClient { BaseAddress = service.Address };
        using var events = new StreamReader(await client.GetStreamAsync("/api/export/watched/events", TestContext.Current.CancellationToken));
        Assert.Equal("event: status", await events.ReadLineAsync(TestContext.Current.CancellationToken));

        var clock = Stopwatch.StartNew();
        Assert.Equal(0, service.Stop());

        Assert.InRange(clock.Elapsed, TimeSpan.Zero, Grace);
        using var again = await ServedProduct.Start(media);
        await again.Until("watched", status => (string?)status["status"] == "completed");
    }

    [Fact]
    public async Task A_download_that_stands_still_is_given_up()
    {
        using var service = await ServedProduct.Start(media);
        await service.Submit(Configs.Make("large", segments: 30));
        await service.Until("large", status => (string?)status["status"] == "completed");
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
        await socket.ConnectAsync("127.0.0.1", service.Address.Port, TestContext.Current.CancellationToken);
        await socket.SendAsync(Encoding.ASCII.GetBytes($"GET /api/export/large/download HTTP/1.1\r\nHost: 127.0.0.1:{service.Address.Port}\r\n\r\n"), TestContext.Current.CancellationToken);
        Assert.NotEqual(0, await socket.ReceiveAsync(new byte[100], TestContext.Current.CancellationToken));

        var clock = Stopwatch.StartNew();
        Assert.Equal(0, service.Stop());

        TestContext.Current.SendDiagnosticMessage($"stopped after {clock.Elapsed}");
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, Grace);
    }
}
