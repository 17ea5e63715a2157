using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Xunit;

namespace ExportNative.ServiceTests;

/// <summary>The library: upload, resume, look, replace, remove.</summary>
public sealed class LibraryTests(Footage footage)
{
    [Fact]
    public async Task An_upload_is_in_the_library_and_can_be_exported()
    {
        await using var service = await TestService.Start(footage);
        var bytes = await File.ReadAllBytesAsync(footage.PathTo("cam1.mp4"), TestContext.Current.CancellationToken);

        using var answer = await service.Client.PutAsync("/api/sources/Kamera%203.mp4", new ByteArrayContent(bytes), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        var source = await Get(service, "/api/sources/Kamera%203.mp4");
        Assert.Equal(bytes.Length, (long)source["bytes"]!);
        Assert.Equal(12.0, (double)source["media"]!["duration"]!, 1);
        Assert.Equal(12, (int)source["media"]!["keyframes"]!);
        Assert.Contains("Kamera 3.mp4", (await Get(service, "/api/sources"))["sources"]!.AsArray().Select(one => (string?)one!["name"]));
        var config = Configs.Make("uploaded");
        config["sources"]![0]!["filePath"] = "Kamera 3.mp4";
        await service.Submit(config);
        await service.Until("uploaded", "completed");
    }

    [Fact]
    public async Task An_upload_goes_on_after_a_cut_connection_and_appears_only_when_whole()
    {
        await using var service = await TestService.Start(footage);
        var bytes = await File.ReadAllBytesAsync(footage.PathTo("cam1.mp4"), TestContext.Current.CancellationToken);
        var half = bytes.Length / 2;
        await SendAndCut(service, "cut.mp4", bytes, half);

        // Nothing to see yet, neither in the library nor for a config.
        Assert.DoesNotContain("cut.mp4", (await Get(service, "/api/sources"))["sources"]!.AsArray().Select(one => (string?)one!["name"]));
        await TestService.Until(async () => (long)(await Get(service, "/api/sources/cut.mp4/upload"))["received"]! == half, "the first half arrives");
        foreach (var name in new[] { "cut.mp4", ".uploads/cut.mp4.part" })
        {
            var config = Configs.Make("partial");
            config["sources"]![0]!["filePath"] = name;
            using var refused = await service.Post(config);
            Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        }

        using var rest = new ByteArrayContent(bytes[half..]) { Headers = { ContentRange = new ContentRangeHeaderValue(half, bytes.Length - 1, bytes.Length) } };
        using var answer = await service.Client.PutAsync("/api/sources/cut.mp4", rest, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.Equal(bytes, await File.ReadAllBytesAsync(Path.Combine(service.Media, "sources", "cut.mp4"), TestContext.Current.CancellationToken));
        Assert.Empty(Directory.GetFiles(Path.Combine(service.Media, ".uploads")));
    }

    [Fact]
    public async Task A_part_at_another_offset_is_refused_with_the_right_one()
    {
        await using var service = await TestService.Start(footage);
        using var first = new ByteArrayContent(new byte[10]) { Headers = { ContentRange = new ContentRangeHeaderValue(0, 9, 100) } };
        using var begun = await service.Client.PutAsync("/api/sources/offset.mp4", first, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Accepted, begun.StatusCode);

        using var wrong = new ByteArrayContent(new byte[10]) { Headers = { ContentRange = new ContentRangeHeaderValue(50, 59, 100) } };
        using var refused = await service.Client.PutAsync("/api/sources/offset.mp4", wrong, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        Assert.Equal("10", refused.Headers.GetValues("Upload-Offset").Single());
    }

    [Fact]
    public async Task A_source_is_replaced_only_by_who_says_so()
    {
        await using var service = await TestService.Start(footage);
        var bytes = await File.ReadAllBytesAsync(footage.PathTo("cam2.mp4"), TestContext.Current.CancellationToken);

        using var refused = await service.Client.PutAsync("/api/sources/cam1.mp4", new ByteArrayContent(bytes), TestContext.Current.CancellationToken);
        using var replaced = await service.Client.PutAsync("/api/sources/cam1.mp4?replace", new ByteArrayContent(bytes), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        Assert.Equal(HttpStatusCode.Created, replaced.StatusCode);
        Assert.Equal(bytes, await File.ReadAllBytesAsync(Path.Combine(service.Media, "sources", "cam1.mp4"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task An_export_that_runs_keeps_a_source_that_is_removed_and_one_that_waits_says_that_it_vanished()
    {
        await using var service = await TestService.Start(footage, ("Jobs:Concurrency", "1"), ("Jobs:MaxBytesPerSecond", "1000000"));
        await service.Submit(Configs.Make("running", segments: 12));
        await service.Submit(Configs.Make("waiting", segments: 2));
        var running = await service.Until("running", "processing");
        await TestService.Until(async () => (double)(running = await service.Status("running"))["progress"]! > 0, "the first bytes are written");

        using var removed = await service.Client.DeleteAsync("/api/sources/cam1.mp4", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.NoContent, removed.StatusCode);
        await service.Until("running", "completed");
        var waiting = await service.Until("waiting", "failed");
        Assert.Contains("cam1.mp4", (string?)waiting["error"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_thumbnail_is_the_picture_that_ffmpeg_sees_there()
    {
        await using var service = await TestService.Start(footage);

        using var answer = await service.Client.GetAsync("/api/sources/cam1.mp4/thumbnail?at=5.4&width=160", TestContext.Current.CancellationToken);
        Assert.Equal("image/png", answer.Content.Headers.ContentType?.MediaType);
        var png = Path.Combine(service.Media, "thumbnail.png");
        await File.WriteAllBytesAsync(png, await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);

        // The keyframe is at 5 s. A picture of another second is far less alike, and one of another camera or size not at all.
        Assert.True(Likeness(png, footage.PathTo("cam1.mp4"), 5) > 0.9, $"{Likeness(png, footage.PathTo("cam1.mp4"), 5)}");
        Assert.True(Likeness(png, footage.PathTo("cam2.mp4"), 5) < 0.9, $"{Likeness(png, footage.PathTo("cam2.mp4"), 5)}");
        using var beyond = await service.Client.GetAsync("/api/sources/cam1.mp4/thumbnail?at=-1", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, beyond.StatusCode);
    }

    [Theory]
    [InlineData("..%2Fescaped.mp4")]
    [InlineData("..%5Cescaped.mp4")]
    [InlineData(".hidden")]
    [InlineData("%2Fetc%2Fpasswd")]
    [InlineData("a%0Ab.mp4")]
    [InlineData("http:x.mp4")]
    public async Task A_name_that_is_no_plain_file_name_is_refused(string name)
    {
        await using var service = await TestService.Start(footage);

        using var answer = await service.Client.PutAsync($"/api/sources/{name}", new ByteArrayContent([1]), TestContext.Current.CancellationToken);

        Assert.Contains(answer.StatusCode, new[] { HttpStatusCode.BadRequest, HttpStatusCode.NotFound });
        Assert.Equal(2, Directory.GetFiles(Path.Combine(service.Media, "sources")).Length);
        Assert.False(File.Exists(Path.Combine(service.Media, "escaped.mp4")));
    }

    // FFmpeg's structural similarity of a picture and a frame of a video, 0 to 1, in colour.
    private static double Likeness(string picture, string video, int seconds)
    {
        var error = Footage.RunForError("ffmpeg", "-nostdin", "-i", picture, "-ss", $"{seconds}", "-i", video, "-frames:v", "1", "-filter_complex",
            "[0]format=gbrp[a];[1]trim=end_frame=1,scale=160:90:flags=area,format=gbrp[b];[a][b]ssim", "-f", "null", "-");
        return double.Parse(System.Text.RegularExpressions.Regex.Match(error, "All:([0-9.]+)").Groups[1].ValueSpan, System.Globalization.CultureInfo.InvariantCulture);
    }

    // A PUT that announces everything and sends a part.
    private static async Task SendAndCut(TestService service, string name, byte[] bytes, int count)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(service.Address.Host, service.Address.Port, TestContext.Current.CancellationToken);
        var stream = client.GetStream();
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes($"PUT /api/sources/{name} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {bytes.Length}\r\n\r\n"), TestContext.Current.CancellationToken);
        await stream.WriteAsync(bytes.AsMemory(0, count), TestContext.Current.CancellationToken);
        await stream.FlushAsync(TestContext.Current.CancellationToken);
        await TestService.Until(
            () => Task.FromResult(new FileInfo(Path.Combine(service.Media, ".uploads", name + ".part")) is { Exists: true } part && part.Length == count), "the part arrives");
    }

    private static async Task<JsonNode> Get(TestService service, string path)
        => JsonNode.Parse(await service.Client.GetStringAsync(path, TestContext.Current.CancellationToken))!;
}
