using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Xunit;

namespace ExportNative.ServiceTests;

/// <summary>Requests that mean harm: refused with the right status, nothing read or written outside, the service unaffected.</summary>
public sealed class HostileRequestTests(Footage footage)
{
    [Theory]
    [InlineData("../escape")]
    [InlineData("..")]
    [InlineData(".")]
    [InlineData("a/b")]
    [InlineData("a\\b")]
    [InlineData("a\u0000b")]
    [InlineData("a\r\nb")]
    public async Task An_id_that_is_no_name_is_refused(string id)
    {
        await using var service = await TestService.Start(footage);
        var before = Everything(service);
        var config = Configs.Make("x");
        config["id"] = id;

        using var answer = await service.Post(config);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(before, Everything(service));
    }

    [Theory]
    [InlineData("/api/export/..%2F..%2Fsources/status")]
    [InlineData("/api/export/..%2F..%2Fsources%2Fcam1.mp4/download")]
    [InlineData("/api/export/%2e%2e/download")]
    [InlineData("/api/export/..%5C..%5Cx/report")]
    [InlineData("/api/sources/..%2F.exportnative%2Fsecret.key")]
    [InlineData("/api/sources/.uploads")]
    [InlineData("/../../../../etc/passwd")]
    public async Task A_path_that_climbs_finds_nothing(string path)
    {
        await using var service = await TestService.Start(footage);

        var answer = await Raw(service, $"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");

        Assert.Matches("^HTTP/1.1 40[04] ", answer);
        Assert.DoesNotContain("root:", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/etc/passwd")]
    [InlineData("../../../etc/passwd")]
    [InlineData("file:///etc/passwd")]
    [InlineData("concat:/etc/passwd")]
    [InlineData("http://169.254.169.254/latest/meta-data")]
    [InlineData("link.mp4")]
    [InlineData("exports/victim/output.mp4")]
    [InlineData(".exportnative/jobs.db")]
    public async Task A_source_outside_the_sources_folder_is_refused(string path)
    {
        await using var service = await TestService.Start(footage);
        File.CreateSymbolicLink(Path.Combine(service.Media, "sources", "link.mp4"), "/etc/passwd");
        Directory.CreateDirectory(Path.Combine(service.Media, "exports", "victim"));
        File.Copy(footage.PathTo("cam1.mp4"), Path.Combine(service.Media, "exports", "victim", "output.mp4"));
        var config = Configs.Make("thief");
        config["sources"]![0]!["filePath"] = path;

        using var submit = await service.Post(config);
        using var plan = await service.Client.PostAsync("/api/export/plan", TestService.Json(config), TestContext.Current.CancellationToken);

        foreach (var answer in new[] { submit, plan })
        {
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
            Assert.DoesNotContain("root:", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }

        Assert.False(Directory.Exists(Path.Combine(service.Media, "exports", "thief")));
    }

    [Theory]
    [InlineData("list.m3u8", "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n/etc/passwd\n#EXT-X-ENDLIST\n")]
    [InlineData("list.mp4", "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n")]
    [InlineData("list.txt", "ffconcat version 1.0\nfile '/etc/passwd'\n")]
    public async Task A_playlist_that_names_another_file_is_no_source(string name, string text)
    {
        await using var service = await TestService.Start(footage);
        using var upload = await service.Client.PutAsync($"/api/sources/{name}", new StringContent(text), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Created, upload.StatusCode);
        var config = Configs.Make("playlist");
        config["sources"]![0]!["filePath"] = name;

        using var answer = await service.Post(config);
        using var look = await service.Client.GetAsync($"/api/sources/{name}", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, look.StatusCode);
    }

    [Fact]
    public async Task A_body_of_a_gigabyte_is_refused_with_413_before_it_is_read()
    {
        await using var service = await TestService.Start(footage);

        var announced = await Raw(service, "POST /api/export HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 1073741824\r\n\r\n{");
        var chunked = await Chunks(service);

        Assert.StartsWith("HTTP/1.1 413 ", announced, StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 413 ", chunked, StringComparison.Ordinal);
        await IsWell(service);
    }

    [Fact]
    public async Task A_million_segments_are_refused()
    {
        await using var service = await TestService.Start(footage);
        var text = Configs.Make("million", segments: 1).ToJsonString().Replace(
            "\"segments\":[{", $"\"segments\":[{string.Concat(Enumerable.Repeat("{\"sourceIndex\":0,\"startTime\":0,\"endTime\":1},", 1_000_000))}{{", StringComparison.Ordinal);

        HttpStatusCode status;
        try
        {
            using var answer = await service.Client.PostAsync("/api/export", new StringContent(text, Encoding.UTF8, "application/json"), TestContext.Current.CancellationToken);
            status = answer.StatusCode;
        }
        catch (HttpRequestException)
        {
            // The answer came while the client was still sending, and the connection was closed upon it.
            status = HttpStatusCode.RequestEntityTooLarge;
        }

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, status);
        await IsWell(service);
    }

    [Fact]
    public async Task More_segments_than_are_allowed_are_refused_with_400()
    {
        await using var service = await TestService.Start(footage, ("Limits:MaxSegments", "10"));

        using var answer = await service.Post(Configs.Make("eleven", segments: 11));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("$.segments", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Clients_that_send_a_byte_now_and_then_are_cut_off_and_disturb_nobody()
    {
        await using var service = await TestService.Start(footage);
        using var bodies = new Slow(service, 50, "POST /api/export HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5000\r\n\r\n{");
        using var heads = new Slow(service, 50, "GET /api/export HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ");

        await service.Submit(Configs.Make("undisturbed"));
        await service.Until("undisturbed", "completed");

        await TestService.Until(() => Task.FromResult(bodies.Open == 0 && heads.Open == 0), "all slow clients are cut off");
    }

    [Fact]
    public async Task A_key_or_address_that_asks_too_often_is_told_to_wait_with_429()
    {
        await using var service = await TestService.Start(footage, ("Limits:SubmitsPerMinute", "3"));

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => service.Post(Configs.Make($"r{i}", segments: 1))));

        Assert.Equal(3, answers.Count(answer => answer.StatusCode == HttpStatusCode.Accepted));
        Assert.Equal(3, answers.Count(answer => answer.StatusCode == HttpStatusCode.TooManyRequests && answer.Headers.RetryAfter is not null));
        Assert.Equal(HttpStatusCode.OK, (await service.Client.GetAsync("/api/export", TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public async Task An_owner_with_too_many_waiting_exports_is_told_to_wait_with_429()
    {
        await using var service = await TestService.Start(footage, ("Limits:MaxActivePerOwner", "2"), ("Jobs:MaxBytesPerSecond", "50000"));
        await service.Submit(Configs.Make("one"));
        await service.Submit(Configs.Make("two"));

        using var third = await service.Post(Configs.Make("three"));

        Assert.Equal(HttpStatusCode.TooManyRequests, third.StatusCode);
        await service.Submit(Configs.Make("one"));
    }

    [Theory]
    [InlineData("http://169.254.169.254/latest/meta-data")]
    [InlineData("http://localhost:8080/")]
    [InlineData("http://[::1]/")]
    [InlineData("http://[::ffff:10.0.0.1]/")]
    [InlineData("http://2130706433/")]
    [InlineData("http://0x7f.1/")]
    [InlineData("https://192.168.0.1/hook")]
    public async Task A_callback_to_a_private_address_is_refused(string url)
    {
        await using var service = await TestService.Start(footage);
        var config = Configs.Make("callback");
        config["callbackUrl"] = url;

        using var answer = await service.Post(config);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("$.callbackUrl", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    private static async Task IsWell(TestService service)
    {
        await service.Submit(Configs.Make("well", segments: 1));
        await service.Until("well", "completed");
    }

    private static string[] Everything(TestService service)
        => [.. Directory.EnumerateFiles(Path.GetDirectoryName(service.Media)!, "escape*").Concat(Directory.EnumerateDirectories(service.Media)).Order(StringComparer.Ordinal)];

    private static async Task<string> Raw(TestService service, string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(service.Address.Host, service.Address.Port, TestContext.Current.CancellationToken);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request), TestContext.Current.CancellationToken);
        var buffer = new byte[4096];
        var read = await client.GetStream().ReadAsync(buffer, TestContext.Current.CancellationToken).AsTask().WaitAsync(TestService.Patience);
        return Encoding.UTF8.GetString(buffer, 0, read);
    }

    // Sends chunks without a stated length until the service answers.
    private static async Task<string> Chunks(TestService service)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(service.Address.Host, service.Address.Port, TestContext.Current.CancellationToken);
        var stream = client.GetStream();
        await stream.WriteAsync("POST /api/export HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n"u8.ToArray(), TestContext.Current.CancellationToken);
        var chunk = Encoding.ASCII.GetBytes($"10000\r\n{new string(' ', 0x10000)}\r\n");
        var buffer = new byte[4096];
        var answer = stream.ReadAsync(buffer, TestContext.Current.CancellationToken).AsTask();
        for (var i = 0; i < 16_384 && !answer.IsCompleted; i++)
        {
            try
            {
                await stream.WriteAsync(chunk, TestContext.Current.CancellationToken);
            }
            catch (IOException)
            {
                break;
            }
        }

        return Encoding.UTF8.GetString(buffer, 0, await answer.WaitAsync(TestService.Patience));
    }

    /// <summary>Connections that send one byte every second, for as long as they are let.</summary>
    private sealed class Slow : IDisposable
    {
        private readonly List<TcpClient> clients = [];
        private readonly CancellationTokenSource stop = new();
        private int open;

        public Slow(TestService service, int count, string begin)
        {
            for (var i = 0; i < count; i++)
            {
                var client = new TcpClient(service.Address.Host, service.Address.Port);
                clients.Add(client);
                Interlocked.Increment(ref open);
                _ = Drip(client, begin);
            }
        }

        public int Open => Volatile.Read(ref open);

        public void Dispose()
        {
            stop.Cancel();
            clients.ForEach(client => client.Dispose());
            stop.Dispose();
        }

        private async Task Drip(TcpClient client, string begin)
        {
            try
            {
                var stream = client.GetStream();
                await stream.WriteAsync(Encoding.ASCII.GetBytes(begin), stop.Token);
                var answer = stream.ReadAsync(new byte[1024], stop.Token).AsTask();
                while (!answer.IsCompleted)
                {
                    await stream.WriteAsync("a"u8.ToArray(), stop.Token);
                    await Task.WhenAny(answer, Task.Delay(1_000, stop.Token));
                }
            }
            catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
            {
                // Cut off, which is what should happen.
            }

            Interlocked.Decrement(ref open);
        }
    }
}
