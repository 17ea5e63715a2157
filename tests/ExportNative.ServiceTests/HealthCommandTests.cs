using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Xunit;

namespace ExportNative.ServiceTests;

/// <summary>The <c>health</c> command as a process, beside a service that is one too.</summary>
public sealed class HealthCommandTests(Footage footage) : IDisposable
{
    private readonly string media = footage.NewMediaFolder();

    public void Dispose() => Directory.Delete(media, recursive: true);

    [Fact]
    public async Task A_service_that_is_ready_gives_0_and_one_that_is_gone_1()
    {
        using var service = await ServedProduct.Start(media);
        var (code, output, _) = Ask("--url", service.Address.ToString());
        Assert.Equal(0, code);
        Assert.Contains("\"status\":\"ready\"", output, StringComparison.Ordinal);

        service.Kill();
        (code, _, var error) = Ask("--url", service.Address.ToString());
        Assert.Equal(1, code);
        Assert.Contains($"http://127.0.0.1:{service.Address.Port} does not answer", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_without_room_gives_1_and_says_what_is_missing()
    {
        using var service = await ServedProduct.Start(media, settings: ("MinFreeBytes", $"{1L << 50}"));
        var (code, _, error) = Ask("--url", service.Address.ToString());
        Assert.Equal(1, code);
        Assert.Contains("\"disk\":\"failed\"", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_on_a_socket_can_be_asked()
    {
        var socket = $"http://unix:{Path.Combine(media, "service.sock")}";
        using var service = await ServedProduct.Start(media, socket, ("Access:AllowAnonymous", "true"));
        var (code, _, error) = Ask("--url", socket);
        Assert.Equal((0, ""), (code, error));
    }

    [Fact]
    public void A_service_that_never_answers_gives_1_within_five_seconds()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var clock = Stopwatch.StartNew();
        var (code, _, error) = Ask("--url", $"http://{silent.LocalEndpoint}");
        Assert.Equal(1, code);
        Assert.Contains("nothing came within 4 s", error, StringComparison.Ordinal);
        Assert.InRange(clock.Elapsed, TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(20));
    }

    [Fact]
    public void A_wrong_address_gives_2()
        => Assert.Equal(2, Ask("--url", "8080").Code);

    private static (int Code, string Output, string Error) Ask(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(ServedProduct.Program, ["health", .. arguments]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        Assert.True(process.WaitForExit(TestService.Patience));
        return (process.ExitCode, output.Result, error.Result);
    }
}
