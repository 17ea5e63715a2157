using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using ExportNative.ServiceTests;
using Xunit;

namespace ExportNative.ClientTests;

/// <summary>The module's single calls, from edit to file, and what it says when something is wrong.</summary>
public sealed class CallTests(Footage footage)
{
    [Fact]
    public async Task The_whole_way_from_an_edit_to_the_file()
    {
        await using var service = await TestService.Start(footage, Key("editor-key"));
        using var editor = Editor.Open(service.Address, "editor-key");
        var edit = JsonNode.Parse("""
            { "clip": { "duration": 8, "angles": [{ "id": "a", "mediaId": "1" }, { "id": "b", "mediaId": "2", "syncOffset": 1 }],
              "switchPoints": [{ "time": 0, "angleId": "a" }, { "time": 3, "angleId": "b" }, { "time": 6, "angleId": "a" }] },
              "media": [{ "id": "1", "name": "cam1.mp4", "duration": 12 }, { "id": "2", "name": "cam2.mp4", "duration": 12 }], "project": { "name": "Sommerfest" } }
            """)!;

        var made = (await editor.Call("generateExportConfig", edit))!;
        var plan = (await editor.Call("planExport", made["config"]!))!;
        var accepted = (await editor.Call("submitExport", made["config"]!))!;
        var id = (string)made["config"]!["id"]!;
        var last = (await editor.Call("watchExport", id))!;
        var link = (string)(await editor.Call("downloadUrl", id))!;
        var same = (string)(await editor.Call("downloadUrl", last))!;
        var report = (await editor.Call("getReport", id))!;
        var list = (await editor.Call("listExports"))!;

        Assert.Equal((id, "pending"), ((string)accepted["jobId"]!, (string)accepted["status"]!));
        Assert.Equal(3, plan["segments"]!.AsArray().Count);
        Assert.Equal("completed", (string?)last["status"]);
        Assert.Equal(id, (string?)report["plan"]!["id"]);
        Assert.Equal(id, (string?)Assert.Single(list["exports"]!.AsArray())!["jobId"]);
        var path = Path.Combine(service.Media, "downloaded.mp4");
        foreach (var address in new[] { link, same })
        {
            // As a browser follows it: without a key.
            using var anybody = new HttpClient();
            await File.WriteAllBytesAsync(path, await anybody.GetByteArrayAsync(new Uri(address), TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);
            Assert.Equal(8, Footage.Seconds(path), 0.05);
        }

        Assert.Equal("cancelled", (string?)(await editor.Call("cancelExport", id))!["status"]);
        Assert.Equal(404, (int)(await editor.Fail("getStatus", id))["status"]!);
    }

    [Fact]
    public async Task Everything_that_is_wrong_with_a_config_is_told_at_once()
    {
        await using var service = await TestService.Start(footage);
        using var editor = Editor.Open(service.Address);
        var config = Configs.Make("wrong");
        config["version"] = 2;
        config["segments"]![1]!["endTime"] = 0;
        config["output"]!["format"] = "avi";

        foreach (var function in new[] { "submitExport", "planExport" })
        {
            var error = await editor.Fail(function, config);
            Assert.Equal(("ExportNativeError", 400, "configInvalid", false), ((string)error["name"]!, (int)error["status"]!, (string)error["kind"]!, (bool)error["isTemporary"]!));
            Assert.Equal(["$.output.format", "$.segments[1].endTime", "$.version"], error["problems"]!.AsArray().Select(problem => (string)problem!["path"]!).Order(StringComparer.Ordinal));
            Assert.All(error["problems"]!.AsArray(), problem => Assert.NotEmpty((string)problem!["expected"]!));
            Assert.Contains("3 problems", (string?)error["message"], StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_missing_source_and_a_taken_id_are_told_in_the_services_words()
    {
        await using var service = await TestService.Start(footage);
        using var editor = Editor.Open(service.Address);
        var missing = Configs.Make("missing");
        missing["sources"]![0]!["filePath"] = "nowhere.mp4";
        await editor.Call("submitExport", Configs.Make("taken"));

        var source = await editor.Fail("submitExport", missing);
        var taken = await editor.Fail("submitExport", Configs.Make("taken", segments: 2));

        Assert.Equal((400, "sourceMissing"), ((int)source["status"]!, (string)source["kind"]!));
        Assert.Contains("nowhere.mp4", (string?)source["message"], StringComparison.Ordinal);
        Assert.Equal((409, false), ((int)taken["status"]!, (bool)taken["isTemporary"]!));
        Assert.Contains("taken", (string?)taken["message"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_not_there_yet_has_no_address()
    {
        await using var service = await TestService.Start(footage, ("Jobs:MaxBytesPerSecond", "300000"));
        using var editor = Editor.Open(service.Address);
        await editor.Call("submitExport", Configs.Make("early", segments: 60));

        Assert.Equal(409, (int)(await editor.Fail("downloadUrl", "early"))["status"]!);
        Assert.Equal(409, (int)(await editor.Fail("getReport", "early"))["status"]!);
    }

    [Fact]
    public async Task A_key_is_needed_and_has_to_allow_it()
    {
        await using var service = await TestService.Start(footage, Key("editor-key"));
        using var stranger = Editor.Open(service.Address);
        using var editor = Editor.Open(service.Address, "editor-key");

        Assert.Equal(401, (int)(await stranger.Fail("listSources"))["status"]!);
        Assert.Equal(401, (int)(await stranger.Fail("watchExport", "x"))["status"]!);
        Assert.Equal(403, (int)(await editor.Fail("deleteSource", "cam1.mp4"))["status"]!);
        Assert.False((bool)(await stranger.Call("getSession"))!["isKnown"]!);
        Assert.Equal(["submit", "read"], (await editor.Call("openSession"))!["scopes"]!.AsArray().Select(scope => (string)scope!));
    }

    [Fact]
    public async Task The_library_is_seen_through_it()
    {
        await using var service = await TestService.Start(footage);
        using var editor = Editor.Open(service.Address);

        var list = (await editor.Call("listSources"))!.AsArray();
        var one = (await editor.Call("getSource", "cam1.mp4"))!;
        var waveform = (await editor.Call("getWaveform", "cam1.mp4"))!;
        var picture = new Uri((string)(await editor.Call("thumbnailUrl", "cam1.mp4"))!);
        var content = new Uri((string)(await editor.Call("contentUrl", "cam 1#ä.mp4"))!);
        await editor.Call("deleteSource", "cam1.mp4");

        Assert.Equal(["cam1.mp4", "cam2.mp4"], list.Select(source => (string)source!["name"]!));
        Assert.Equal(12, one["media"]!["keyframeTimes"]!.AsArray().Count);
        Assert.NotEmpty(waveform["peaks"]!.AsArray());
        Assert.Equal("/api/sources/cam1.mp4/thumbnail?at=0&width=320", picture.PathAndQuery);
        Assert.Equal("/api/sources/cam%201%23%C3%A4.mp4/content", content.AbsolutePath);
        Assert.Equal(["cam2.mp4"], (await editor.Call("listSources"))!.AsArray().Select(source => (string)source!["name"]!));
    }

    [Fact]
    public async Task Lists_are_filtered_and_paged()
    {
        await using var service = await TestService.Start(footage);
        using var editor = Editor.Open(service.Address);
        foreach (var id in new[] { "one", "two", "three" })
        {
            var config = Configs.Make(id, segments: 1);
            config["tags"] = new JsonArray(id == "two" ? "odd one" : "night");
            await editor.Call("submitExport", config);
            await service.Until(id, "completed");
        }

        editor.Begin("page", "listExports", new JsonObject { ["limit"] = 2, ["status"] = "completed" });
        var page = (await editor.Next("done"))["value"]!;
        editor.Begin("rest", "listExports", new JsonObject { ["cursor"] = (string)page["next"]! });
        var rest = (await editor.Next("done"))["value"]!;
        editor.Begin("tagged", "listExports", new JsonObject { ["tag"] = "odd one" });
        var tagged = (await editor.Next("done"))["value"]!;

        Assert.Equal(["three", "two"], page["exports"]!.AsArray().Select(export => (string)export!["jobId"]!));
        Assert.Equal(["one"], rest["exports"]!.AsArray().Select(export => (string)export!["jobId"]!));
        Assert.Equal(["two"], tagged["exports"]!.AsArray().Select(export => (string)export!["jobId"]!));
    }

    private static (string, string)[] Key(string key) =>
    [
        ("Access:Keys:0:Name", "editor"), ("Access:Keys:0:Sha256", Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(key)))),
        ("Access:Keys:0:Scopes:0", "submit"), ("Access:Keys:0:Scopes:1", "read"),
    ];
}
