using System.Text.Json.Nodes;
using ExportNative.ServiceTests;
using Xunit;

namespace ExportNative.ClientTests;

/// <summary>An export is followed to its end, whatever happens to the connection in between.</summary>
public sealed class WatchTests(Footage footage)
{
    // Some twelve seconds for sixty segments.
    private static readonly (string, string) Slow = ("Jobs:MaxBytesPerSecond", "1200000");

    [Fact]
    public async Task Every_status_is_told_once_and_the_last_one_is_the_answer()
    {
        await using var service = await TestService.Start(footage, Slow);
        using var editor = Editor.Open(service.Address);
        await editor.Call("submitExport", Configs.Make("seen", segments: 20));
        editor.Begin("watch", "watchExport", null, null, "seen");

        List<JsonObject> seen = [];
        do
        {
            seen.Add(await editor.Next("status"));
        }
        while ((string?)seen[^1]["status"] != "completed");

        var done = await editor.Next("done");
        Assert.Equal("completed", (string?)done["value"]!["status"]);
        var progress = seen.Select(status => (double)status["progress"]!).ToList();
        Assert.Equal(progress.Order(), progress);
        Assert.True(progress.Count(value => value is > 0 and < 1) >= 3, $"{string.Join(" ", progress)}");
        Assert.Equal(seen.Select(status => status.ToJsonString()).Distinct(), seen.Select(status => status.ToJsonString()));
    }

    [Fact]
    public async Task Dropped_connections_are_made_anew_and_told()
    {
        await using var service = await TestService.Start(footage, Slow);
        await using var wire = new FaultyWire(service.Address);
        using var editor = Editor.Open(wire.Address);
        await editor.Call("submitExport", Configs.Make("dropped", segments: 60));
        editor.Begin("watch", "watchExport", null, null, "dropped");

        for (var drop = 0; drop < 3; drop++)
        {
            await editor.Next("status", status => (double)status["progress"]! > drop * 0.1);
            wire.Cut();
            Assert.False((bool)(await editor.Next("connection"))["connected"]!);
            Assert.True((bool)(await editor.Next("connection"))["connected"]!);
        }

        Assert.Equal("completed", (string?)(await editor.Next("done"))["value"]!["status"]);
    }

    [Theory]
    [InlineData("KILL")]
    [InlineData("TERM")]
    public async Task A_restart_of_the_service_in_the_middle_is_waited_for(string signal)
    {
        var media = footage.NewMediaFolder();
        try
        {
            Uri address;
            Editor editor;
            using (var service = await ServedProduct.Start(media, settings: Slow))
            {
                address = service.Address;
                editor = Editor.Open(address);
                await editor.Call("submitExport", Configs.Make("restarted", segments: 60));
                editor.Begin("watch", "watchExport", null, null, "restarted");
                await editor.Next("status", status => (double)status["progress"]! > 0.1);
                if (signal == "KILL")
                {
                    service.Kill();
                }
                else
                {
                    Assert.Equal(0, service.Stop());
                }
            }

            using (editor)
            {
                Assert.False((bool)(await editor.Next("connection"))["connected"]!);
                using var again = await ServedProduct.Start(media, address.ToString().TrimEnd('/'));
                Assert.True((bool)(await editor.Next("connection"))["connected"]!);
                Assert.Equal("completed", (string?)(await editor.Next("done"))["value"]!["status"]);
            }
        }
        finally
        {
            Directory.Delete(media, recursive: true);
        }
    }

    [Fact]
    public async Task Where_events_are_held_back_it_asks_instead()
    {
        await using var service = await TestService.Start(footage, Slow);
        await using var wire = new FaultyWire(service.Address) { HoldsEvents = true };
        using var editor = Editor.Open(wire.Address);
        await editor.Call("submitExport", Configs.Make("held", segments: 40));
        editor.Begin("watch", "watchExport", new JsonObject { ["pollInterval"] = 100 }, null, "held");

        await editor.Next("status", status => (double)status["progress"]! is > 0 and < 1);
        Assert.Equal("completed", (string?)(await editor.Next("done"))["value"]!["status"]);
    }

    [Fact]
    public async Task Who_wants_to_poll_polls_over_dropped_connections_too()
    {
        await using var service = await TestService.Start(footage, Slow);
        await using var wire = new FaultyWire(service.Address) { HoldsEvents = true };
        using var editor = Editor.Open(wire.Address);
        await editor.Call("submitExport", Configs.Make("polled", segments: 10));
        editor.Begin("watch", "watchExport", new JsonObject { ["pollInterval"] = 50, ["transport"] = "poll" }, null, "polled");

        await editor.Next("status", status => (double)status["progress"]! is > 0 and < 1);
        wire.Refuses = true;
        wire.Cut();
        await editor.Next("connection", state => !(bool)state["connected"]!);
        wire.Refuses = false;
        await editor.Next("connection", state => (bool)state["connected"]!);
        Assert.Equal("completed", (string?)(await editor.Next("done"))["value"]!["status"]);
    }

    [Fact]
    public async Task A_cancelled_export_ends_as_cancelled()
    {
        await using var service = await TestService.Start(footage, ("Jobs:MaxBytesPerSecond", "300000"));
        using var editor = Editor.Open(service.Address);
        await editor.Call("submitExport", Configs.Make("stopped", segments: 60));
        editor.Begin("watch", "watchExport", null, null, "stopped");
        await editor.Next("status", status => (string?)status["status"] == "processing");

        editor.Begin("cancel", "cancelExport", null, null, "stopped");

        Assert.Equal("cancelled", (string?)(await editor.Next("status", status => (string?)status["status"] != "processing"))["status"]);
        await TestService.Until(() => Task.FromResult(!Directory.Exists(Path.Combine(service.Media, "exports", "stopped"))), "its files are gone");
    }

    [Fact]
    public async Task A_failed_export_is_an_answer_that_says_why()
    {
        await using var service = await TestService.Start(footage, ("Jobs:Concurrency", "1"), ("Jobs:MaxBytesPerSecond", "1000000"));
        using var editor = Editor.Open(service.Address);
        await editor.Call("submitExport", Configs.Make("first", segments: 6));
        await editor.Call("submitExport", Configs.Make("doomed"));
        await editor.Call("deleteSource", "cam1.mp4");

        var status = (await editor.Call("watchExport", "doomed"))!;

        Assert.Equal("failed", (string?)status["status"]);
        Assert.Contains("cam1.mp4", (string?)status["error"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_callers_signal_ends_it_at_once()
    {
        await using var service = await TestService.Start(footage, ("Jobs:MaxBytesPerSecond", "300000"));
        using var editor = Editor.Open(service.Address);
        await editor.Call("submitExport", Configs.Make("left", segments: 60));
        foreach (var transport in new[] { "auto", "poll" })
        {
            editor.Begin(transport, "watchExport", new JsonObject { ["transport"] = transport, ["pollInterval"] = 60_000 }, null, "left");
            await editor.Next("status");
            editor.Abort(transport);
            Assert.Equal("AbortError", (string?)(await editor.Next("failed"))["name"]);
        }

        Assert.Equal("processing", (string?)(await editor.Call("getStatus", "left"))!["status"]);
    }

    [Fact]
    public async Task An_export_that_is_not_there_is_an_error()
    {
        await using var service = await TestService.Start(footage);
        using var editor = Editor.Open(service.Address);

        var error = await editor.Fail("watchExport", "none");

        Assert.Equal(("ExportNativeError", 404, "There is no export none."), ((string)error["name"]!, (int)error["status"]!, (string)error["message"]!));
    }

    [Fact]
    public async Task A_service_that_does_not_come_back_is_given_up()
    {
        await using var service = await TestService.Start(footage, ("Jobs:MaxBytesPerSecond", "300000"));
        await using var wire = new FaultyWire(service.Address);
        using var editor = Editor.Open(wire.Address);
        await editor.Call("submitExport", Configs.Make("gone", segments: 60));
        editor.Begin("watch", "watchExport", new JsonObject { ["giveUpAfter"] = 1_000 }, null, "gone");
        await editor.Next("status");
        wire.Refuses = true;
        wire.Cut();

        var error = await editor.Next("failed");

        Assert.Equal((0, true), ((int)error["status"]!, (bool)error["isTemporary"]!));
        Assert.Contains("does not answer", (string?)error["message"], StringComparison.Ordinal);
    }
}
