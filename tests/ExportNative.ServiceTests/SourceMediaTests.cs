using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using ExportNative.Service.Library;
using Xunit;

namespace ExportNative.ServiceTests;

/// <summary>What a page needs to show a source: the picture of its sound, small pictures, the file itself.</summary>
public sealed class SourceMediaTests(Footage footage)
{
    [Fact]
    public async Task A_waveform_shows_where_it_is_loud_and_is_kept()
    {
        await using var service = await TestService.Start(footage);
        var path = Path.Combine(service.Media, "sources", "loud.mp4");
        Make(path, "-f", "lavfi", "-i", "aevalsrc='if(between(t,2,3),0.5*sin(2*PI*440*t),0)':s=48000:d=4", "-c:a", "aac");

        var first = await Get(service, "/api/sources/loud.mp4/waveform?points=250");
        var kept = Assert.Single(Directory.GetFiles(Path.Combine(service.Media, ".previews"), "*", SearchOption.AllDirectories));
        var written = File.GetLastWriteTimeUtc(kept);
        var again = await Get(service, "/api/sources/loud.mp4/waveform?points=250");

        var interval = (double)first["interval"]!;
        var peaks = first["peaks"]!.AsArray().Select(peak => (int)peak!).ToArray();
        Assert.Equal(0.02, interval);
        Assert.InRange(peaks.Length, 197, 203);
        Assert.All(peaks.Select((peak, i) => (peak, Time: i * interval)), one =>
            Assert.True(one.Time is > 2.05 and < 2.93 ? one.peak is > 115 and < 140 : one.Time is > 1.9 and < 3.1 || one.peak < 3, $"{one.peak} at {one.Time}"));
        Assert.Equal(first.ToJsonString(), again.ToJsonString());
        Assert.Equal(written, File.GetLastWriteTimeUtc(kept));
    }

    [Fact]
    public async Task Fewer_points_keep_the_loudest_sample()
    {
        await using var service = await TestService.Start(footage);

        var fine = (await Get(service, "/api/sources/cam1.mp4/waveform?points=20000"))["peaks"]!.AsArray().Select(peak => (int)peak!).ToArray();
        var coarse = await Get(service, "/api/sources/cam1.mp4/waveform?points=16");

        var together = (int)Math.Round((double)coarse["interval"]! / 0.02);
        Assert.True(coarse["peaks"]!.AsArray().Count <= 16);
        Assert.Equal(fine.Chunk(together).Select(chunk => chunk.Max()), coarse["peaks"]!.AsArray().Select(peak => (int)peak!));
    }

    [Fact]
    public async Task A_source_without_sound_has_no_peaks_and_says_so()
    {
        await using var service = await TestService.Start(footage);
        Footage.Run("ffmpeg", "-v", "error", "-nostdin", "-i", footage.PathTo("cam1.mp4"), "-c", "copy", "-an", Path.Combine(service.Media, "sources", "mute.mp4"));

        var waveform = await Get(service, "/api/sources/mute.mp4/waveform");

        Assert.Empty(waveform["peaks"]!.AsArray());
        Assert.Equal("mute.mp4 has no sound.", (string?)waveform["reason"]);
    }

    [Theory]
    [InlineData("none.mp4/waveform", HttpStatusCode.NotFound)]
    [InlineData("cam1.mp4/waveform?points=15", HttpStatusCode.BadRequest)]
    [InlineData("cam1.mp4/waveform?points=20001", HttpStatusCode.BadRequest)]
    [InlineData("broken.mp4/waveform", HttpStatusCode.BadRequest)]
    [InlineData("broken.mp4/thumbnail", HttpStatusCode.BadRequest)]
    [InlineData("none.mp4/content", HttpStatusCode.NotFound)]
    [InlineData("..%2Fexports/content", HttpStatusCode.NotFound)]
    public async Task What_makes_no_sense_is_refused_without_a_word_of_where_the_media_lie(string path, HttpStatusCode expected)
    {
        await using var service = await TestService.Start(footage);
        await File.WriteAllTextAsync(Path.Combine(service.Media, "sources", "broken.mp4"), "this is no footage", TestContext.Current.CancellationToken);

        using var answer = await service.Client.GetAsync($"/api/sources/{path}", TestContext.Current.CancellationToken);

        Assert.Equal(expected, answer.StatusCode);
        Assert.DoesNotContain(service.Media, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Thumbnails_between_two_keyframes_are_one_picture_that_is_kept()
    {
        await using var service = await TestService.Start(footage);
        var pictures = new List<byte[]>();
        foreach (var at in new[] { "5.1", "5", "5.9", "6" })
        {
            pictures.Add(await service.Client.GetByteArrayAsync($"/api/sources/cam1.mp4/thumbnail?at={at}&width=64", TestContext.Current.CancellationToken));
        }

        Assert.Equal(pictures[0], pictures[1]);
        Assert.Equal(pictures[0], pictures[2]);
        Assert.NotEqual(pictures[0], pictures[3]);
        Assert.Equal(2, Directory.GetFiles(Path.Combine(service.Media, ".previews"), "*.png", SearchOption.AllDirectories).Length);
    }

    [Fact]
    public async Task A_source_that_was_replaced_or_removed_takes_its_previews_along()
    {
        await using var service = await TestService.Start(footage);
        var previews = Path.Combine(service.Media, ".previews");
        var before = await service.Client.GetByteArrayAsync("/api/sources/cam1.mp4/thumbnail?at=5", TestContext.Current.CancellationToken);
        using var replaced = await service.Client.PutAsync(
            "/api/sources/cam1.mp4?replace", new ByteArrayContent(await File.ReadAllBytesAsync(footage.PathTo("cam2.mp4"), TestContext.Current.CancellationToken)), TestContext.Current.CancellationToken);

        var after = await service.Client.GetByteArrayAsync("/api/sources/cam1.mp4/thumbnail?at=5", TestContext.Current.CancellationToken);
        var kept = Directory.GetFiles(previews, "*", SearchOption.AllDirectories).Length;
        using var removed = await service.Client.DeleteAsync("/api/sources/cam1.mp4", TestContext.Current.CancellationToken);

        Assert.NotEqual(before, after);
        Assert.Equal(1, kept);
        Assert.Empty(Directory.GetFiles(previews, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Previews_take_no_more_room_than_they_may_and_the_oldest_go_first()
    {
        await using var service = await TestService.Start(footage, ("Limits:MaxPreviewBytes", "1048576"));
        var files = service.Part<PreviewFiles>();
        var source = new LibrarySource("a.mp4", 1, DateTimeOffset.UnixEpoch);
        for (var i = 0; i < 30; i++)
        {
            files.Write(source, $"{i}.png", new byte[100_000]);
        }

        var kept = Directory.GetFiles(Path.Combine(service.Media, ".previews"), "*", SearchOption.AllDirectories);
        Assert.True(kept.Sum(file => new FileInfo(file).Length) <= 1_048_576);
        Assert.NotNull(files.Read(source, "29.png"));
        Assert.Null(files.Read(source, "0.png"));
        Assert.Null(files.Read(source with { Bytes = 2 }, "29.png"));
    }

    [Fact]
    public async Task A_config_cannot_name_a_preview()
    {
        await using var service = await TestService.Start(footage);
        await service.Client.GetByteArrayAsync("/api/sources/cam1.mp4/thumbnail", TestContext.Current.CancellationToken);
        var preview = Directory.GetFiles(Path.Combine(service.Media, ".previews"), "*", SearchOption.AllDirectories).Single();
        var config = Configs.Make("peek");
        config["sources"]![0]!["filePath"] = Path.GetRelativePath(service.Media, preview);

        using var answer = await service.Post(config);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("not in the sources folder", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_picture_that_was_filmed_upright_is_shown_upright()
    {
        await using var service = await TestService.Start(footage);
        Footage.Run("ffmpeg", "-v", "error", "-nostdin", "-i", footage.PathTo("cam1.mp4"), "-map", "0:v", "-c", "copy", Path.Combine(service.Media, "sources", "phone.mp4"));
        TurnAQuarter(Path.Combine(service.Media, "sources", "phone.mp4"));
        var turned = Path.Combine(service.Media, "turned.png");
        await File.WriteAllBytesAsync(turned, await service.Client.GetByteArrayAsync("/api/sources/phone.mp4/thumbnail?width=160", TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);

        // What FFmpeg's own player would show.
        var shown = Path.Combine(service.Media, "shown.png");
        Footage.Run("ffmpeg", "-v", "error", "-nostdin", "-i", Path.Combine(service.Media, "sources", "phone.mp4"), "-frames:v", "1", "-vf", "scale=90:160:flags=area", shown);
        var likeness = Footage.RunForError("ffmpeg", "-nostdin", "-i", turned, "-i", shown, "-filter_complex", "[0]format=gbrp[a];[1]format=gbrp[b];[a][b]ssim", "-f", "null", "-");

        Assert.Equal("90,160", Footage.Run("ffprobe", "-v", "error", "-show_entries", "stream=width,height", "-of", "csv=p=0", turned).Trim());
        Assert.True(double.Parse(System.Text.RegularExpressions.Regex.Match(likeness, "All:([0-9.]+)").Groups[1].ValueSpan, System.Globalization.CultureInfo.InvariantCulture) > 0.85, likeness);
    }

    [Fact]
    public async Task A_player_gets_the_file_in_ranges_and_asks_again_cheaply()
    {
        await using var service = await TestService.Start(footage);
        var bytes = await File.ReadAllBytesAsync(footage.PathTo("cam1.mp4"), TestContext.Current.CancellationToken);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/sources/cam1.mp4/content") { Headers = { Range = new RangeHeaderValue(1_000, 4_999) } };
        using var answer = await service.Client.SendAsync(request, TestContext.Current.CancellationToken);
        using var known = new HttpRequestMessage(HttpMethod.Get, "/api/sources/cam1.mp4/content") { Headers = { IfNoneMatch = { answer.Headers.ETag! } } };
        using var unchanged = await service.Client.SendAsync(known, TestContext.Current.CancellationToken);
        using var head = await service.Client.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/api/sources/cam1.mp4/content"), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.PartialContent, answer.StatusCode);
        Assert.Equal(bytes[1_000..5_000], await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.Equal("video/mp4", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal(HttpStatusCode.NotModified, unchanged.StatusCode);
        Assert.Equal(bytes.Length, head.Content.Headers.ContentLength);
    }

    [Theory]
    [InlineData("page.html")]
    [InlineData("page.svg")]
    [InlineData("page.HTM")]
    public async Task An_uploaded_page_is_never_one_for_the_browser(string name)
    {
        await using var service = await TestService.Start(footage);
        await File.WriteAllTextAsync(Path.Combine(service.Media, "sources", name), "<script>alert(1)</script>", TestContext.Current.CancellationToken);

        using var answer = await service.Client.GetAsync($"/api/sources/{name}/content", TestContext.Current.CancellationToken);

        Assert.Equal("application/octet-stream", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Contains("sandbox", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Parts_of_two_files_are_not_put_together()
    {
        await using var service = await TestService.Start(footage);
        using var first = await Put(service, "first-file", 0);
        var state = await Get(service, "/api/sources/mixed.mp4/upload");
        using var other = await Put(service, "other-file", 10);
        using var same = await Put(service, "first-file", 10);
        using var wrong = await Put(service, "a/b", 0);

        Assert.Equal("first-file", (string?)state["fingerprint"]);
        Assert.Equal(HttpStatusCode.Conflict, other.StatusCode);
        Assert.Equal(HttpStatusCode.Accepted, same.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
    }

    private static async Task<HttpResponseMessage> Put(TestService service, string fingerprint, int offset)
    {
        using var body = new ByteArrayContent(new byte[10]) { Headers = { ContentRange = new ContentRangeHeaderValue(offset, offset + 9, 100) } };
        using var request = new HttpRequestMessage(HttpMethod.Put, "/api/sources/mixed.mp4") { Content = body };
        request.Headers.Add("Upload-Fingerprint", fingerprint);
        return await service.Client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private static void Make(string path, params string[] sound)
        => Footage.Run("ffmpeg", ["-v", "error", "-nostdin", "-f", "lavfi", "-i", "color=size=64x64:rate=25:duration=4", .. sound, "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", path]);

    private static async Task<JsonNode> Get(TestService service, string path)
        => JsonNode.Parse(await service.Client.GetStringAsync(path, TestContext.Current.CancellationToken))!;

    // As a phone writes it into the header of the only track. No option of the ffmpeg program does this in all of its versions.
    private static void TurnAQuarter(string mp4)
    {
        const int matrix = 44, height = 180 << 16;
        var bytes = File.ReadAllBytes(mp4);
        var header = bytes.AsSpan(bytes.AsSpan().LastIndexOf("tkhd"u8));
        int[] turned = [0, 1 << 16, 0, -1 << 16, 0, 0, height, 0, 1 << 30];
        for (var i = 0; i < turned.Length; i++)
        {
            System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(header[(matrix + (4 * i))..], turned[i]);
        }

        File.WriteAllBytes(mp4, bytes);
    }
}
