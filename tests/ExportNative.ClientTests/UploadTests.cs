using System.Text.Json.Nodes;
using ExportNative.ServiceTests;
using Xunit;

namespace ExportNative.ClientTests;

/// <summary>Files come whole into the library, whatever happens on their way.</summary>
public sealed class UploadTests : IDisposable
{
    private const int Part = 256 * 1024;
    private readonly Footage footage;
    private readonly string folder = Directory.CreateTempSubdirectory("exportnative-upload-").FullName;

    public UploadTests(Footage footage) => this.footage = footage;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task A_file_is_sent_in_parts_with_progress()
    {
        await using var service = await TestService.Start(footage);
        using var editor = Editor.Open(service.Address);
        var file = Make("whole.bin", 3_000_000, seed: 1);
        editor.Begin("upload", "uploadSource", null, file, "Kamera Ä 3.mp4");

        List<long> sent = [];
        do
        {
            sent.Add((long)(await editor.Next("progress"))["sent"]!);
        }
        while (sent[^1] < 3_000_000);

        var done = (await editor.Next("done"))["value"]!;
        Assert.True((bool)done["complete"]!);
        Assert.Equal(sent.Distinct().Order(), sent);
        Assert.True(sent.Count >= 10 && sent[0] == 0, string.Join(" ", sent));
        Same(service, "Kamera Ä 3.mp4", file);
        Assert.Contains("Kamera Ä 3.mp4", (await editor.Call("listSources"))!.AsArray().Select(source => (string?)source!["name"]));
    }

    [Fact]
    public async Task The_parts_of_one_upload_count_as_one_submit()
    {
        await using var service = await TestService.Start(footage, ("Limits:SubmitsPerMinute", "2"));
        using var editor = Editor.Open(service.Address);
        var file = Make("parts.bin", 2_000_000, seed: 9);
        foreach (var name in new[] { "one.mp4", "two.mp4" })
        {
            editor.Begin(name, "uploadSource", new JsonObject { ["giveUpAfter"] = 0 }, file, name);
            await editor.Next("done");
        }

        editor.Begin("three", "uploadSource", new JsonObject { ["giveUpAfter"] = 0 }, file, "three.mp4");
        var error = await editor.Next("failed");

        Assert.Equal((429, true), ((int)error["status"]!, (int)error["retryAfter"]! > 0));
        Same(service, "two.mp4", file);
    }

    [Fact]
    public async Task Cut_connections_cost_only_the_part_that_was_on_its_way()
    {
        await using var service = await TestService.Start(footage);
        await using var wire = new FaultyWire(service.Address);
        using var editor = Editor.Open(wire.Address);
        var file = Make("cut.bin", 6_000_000, seed: 2);
        wire.CutAfter(1_400_000);

        editor.Begin("upload", "uploadSource", null, file, "cut.mp4");
        await editor.Next("done");

        Same(service, "cut.mp4", file);
        Assert.True(wire.Cuts >= 3, $"{wire.Cuts} cuts");
        Assert.True(wire.Sent < 6_000_000 + ((wire.Cuts + 1) * (long)Part) + 100_000, $"{wire.Sent} bytes sent, {wire.Cuts} cuts");
    }

    [Fact]
    public async Task An_upload_that_was_left_goes_on_where_it_was()
    {
        await using var service = await TestService.Start(footage);
        var file = Make("left.bin", 5_000_000, seed: 3);
        long before;
        using (var first = Editor.Open(service.Address))
        {
            first.Begin("upload", "uploadSource", null, file, "left.mp4");
            before = (long)(await first.Next("progress", progress => (long)progress["sent"]! > 1_000_000))["sent"]!;
            first.Abort("upload");
            Assert.Equal("AbortError", (string?)(await first.Next("failed"))["name"]);
        }

        using var second = Editor.Open(service.Address);
        second.Begin("upload", "uploadSource", null, file, "left.mp4");
        Assert.True((long)(await second.Next("progress"))["sent"]! >= before);
        await second.Next("done");
        Same(service, "left.mp4", file);
    }

    [Fact]
    public async Task Another_file_of_the_same_name_begins_anew()
    {
        await using var service = await TestService.Start(footage);
        using var editor = Editor.Open(service.Address);
        editor.Begin("first", "uploadSource", null, Make("a.bin", 5_000_000, seed: 4), "same.mp4");
        await editor.Next("progress", progress => (long)progress["sent"]! > 1_000_000);
        editor.Abort("first");
        await editor.Next("failed");
        var other = Make("b.bin", 5_000_000, seed: 5);

        editor.Begin("second", "uploadSource", null, other, "same.mp4");
        Assert.Equal(0, (long)(await editor.Next("progress", progress => (string?)progress["id"] == "second"))["sent"]!);
        await editor.Next("done");

        Same(service, "same.mp4", other);
    }

    [Fact]
    public async Task A_restart_of_the_service_in_the_middle_is_waited_for()
    {
        var media = footage.NewMediaFolder();
        var file = Make("restart.bin", 30_000_000, seed: 6);
        try
        {
            var service = await ServedProduct.Start(media);
            using var editor = Editor.Open(service.Address);
            editor.Begin("upload", "uploadSource", new JsonObject { ["partBytes"] = 100_000 }, file, "restart.mp4");
            await editor.Next("progress", progress => (long)progress["sent"]! > 2_000_000);
            var address = service.Address.ToString().TrimEnd('/');
            service.Kill();
            service.Dispose();
            Assert.False(File.Exists(Path.Combine(media, "sources", "restart.mp4")));

            using var again = await ServedProduct.Start(media, address);
            await editor.Next("done");

            Assert.Equal(await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken), await File.ReadAllBytesAsync(Path.Combine(media, "sources", "restart.mp4"), TestContext.Current.CancellationToken));
        }
        finally
        {
            Directory.Delete(media, recursive: true);
        }
    }

    [Fact]
    public async Task A_file_is_replaced_only_by_who_says_so()
    {
        await using var service = await TestService.Start(footage);
        using var editor = Editor.Open(service.Address);
        var file = Make("new.bin", 700_000, seed: 7);

        editor.Begin("refused", "uploadSource", null, file, "cam1.mp4");
        var error = await editor.Next("failed");
        editor.Begin("replaced", "uploadSource", new JsonObject { ["replace"] = true }, file, "cam1.mp4");
        await editor.Next("done");

        Assert.Equal(409, (int)error["status"]!);
        Same(service, "cam1.mp4", file);
    }

    [Theory]
    [InlineData("../escaped.mp4")]
    [InlineData(".hidden")]
    [InlineData("a\nb")]
    public async Task A_name_that_is_no_plain_file_name_is_refused_at_once(string name)
    {
        await using var service = await TestService.Start(footage);
        using var editor = Editor.Open(service.Address);
        editor.Begin("upload", "uploadSource", null, Make("bad.bin", 1_000, seed: 8), name);

        var error = await editor.Next("failed");

        Assert.Equal("ExportNativeError", (string?)error["name"]);
        Assert.Contains((int)error["status"]!, new[] { 400, 404, 405 });
    }

    private static void Same(TestService service, string name, string file)
        => Assert.Equal(File.ReadAllBytes(file), File.ReadAllBytes(Path.Combine(service.Media, "sources", name)));

    private string Make(string name, int bytes, int seed)
    {
        var content = new byte[bytes];
        new Random(seed).NextBytes(content);
        var path = Path.Combine(folder, name);
        File.WriteAllBytes(path, content);
        return path;
    }
}
