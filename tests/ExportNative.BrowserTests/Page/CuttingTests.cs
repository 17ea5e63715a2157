using System.Text.RegularExpressions;
using ExportNative.ServiceTests;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ExportNative.BrowserTests.Page;

/// <summary>Working on a cut: with the pointer, with keys, in the table, and back again.</summary>
public sealed partial class CuttingTests(Footage footage, Cameras cameras, Chromium chromium)
{
    [Fact]
    public async Task Switches_are_dragged_changed_deleted_and_all_of_it_is_undone_and_done_again()
    {
        await using var service = await TestService.Start(footage);
        cameras.CopyTo(Path.Combine(service.Media, "sources"));
        await using var window = await chromium.Open(service.Address);
        var page = window.Page;
        (double, int)[] before = [(0, 0), (6, 1), (12, 2)];
        await window.Bring(Cut.Of(before, Cameras.Seconds));
        await window.Visit("multicam");
        await window.CamerasAreReady(3);
        await page.WaitForTimeoutAsync(300);

        // Dragged by three seconds of the timeline: to a frame, and never past the neighbours.
        var box = (await page.Locator(".timeline-slider").BoundingBoxAsync())!;
        var second = (box.Width - 12) / Cameras.Seconds;
        await Drag(page, box.X + 6 * second, box.X + 9 * second, box.Y + 40);
        var dragged = Cut.SwitchesOf(await window.Edit());
        Assert.InRange(dragged[1].Time, 8.9, 9.1);
        Assert.Equal(Math.Round(dragged[1].Time * 30), dragged[1].Time * 30, 3);
        await Drag(page, (float)(box.X + dragged[1].Time * second), box.X + 20 * second, box.Y + 40);
        Assert.Equal(12 - 1 / 30.0, Cut.SwitchesOf(await window.Edit())[1].Time, 3);
        await page.Keyboard.PressAsync("Alt+ArrowLeft");
        Assert.Equal(12 - 2 / 30.0, Cut.SwitchesOf(await window.Edit())[1].Time, 3);

        // In the table: a time, a camera, away with it.
        await page.GetByLabel("Piece 2 from").FillAsync("0:05.500");
        await page.GetByLabel("Piece 2 from").PressAsync("Enter");
        await page.GetByLabel("Camera of piece 2").SelectOptionAsync("angle-2");
        Assert.Equal([(0, 0), (5.5, 2), (12, 2)], Cut.SwitchesOf(await window.Edit()));
        await page.GetByLabel("Delete the switch to piece 3").ClickAsync();
        Assert.Equal([(0, 0), (5.5, 2)], Cut.SwitchesOf(await window.Edit()));

        // At the playhead: by key while it stands.
        await page.Keyboard.PressAsync("Home");
        await page.Keyboard.PressAsync("Shift+ArrowRight");
        await page.Keyboard.PressAsync("2");
        Assert.Equal([(0, 0), (1, 1), (5.5, 2)], Cut.SwitchesOf(await window.Edit()));
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("Delete");
        Assert.Equal([(0, 0), (1, 1)], Cut.SwitchesOf(await window.Edit()));
        var last = (await window.Edit()).ToJsonString();

        while (await page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).IsEnabledAsync())
        {
            await page.Keyboard.PressAsync("Control+z");
        }

        Assert.Equal(before, Cut.SwitchesOf(await window.Edit()));
        await Expect(page.Locator("#says")).ToContainTextAsync("Undone");
        while (await page.GetByRole(AriaRole.Button, new() { Name = "Redo" }).IsEnabledAsync())
        {
            await page.Keyboard.PressAsync("Control+Shift+z");
        }

        Assert.Equal(last, (await window.Edit()).ToJsonString());
        window.HasNoComplaints();
    }

    [Fact]
    public async Task Keys_play_both_ways_at_several_speeds_and_step_by_frame_second_and_switch()
    {
        await using var service = await TestService.Start(footage);
        cameras.CopyTo(Path.Combine(service.Media, "sources"));
        await using var window = await chromium.Open(service.Address);
        var page = window.Page;
        await window.Bring(Cut.Of([(0, 0), (6, 1), (12, 2)], Cameras.Seconds));
        await window.Visit("multicam");
        await window.CamerasAreReady(3);

        foreach (var (key, time) in new[] { ("ArrowRight", "0:00.033"), ("ArrowRight", "0:00.067"), ("ArrowLeft", "0:00.033"), ("Home", "0:00.000"), ("Shift+ArrowRight", "0:01.000"),
            ("ArrowDown", "0:06.000"), ("ArrowDown", "0:12.000"), ("ArrowUp", "0:06.000"), ("End", "0:24.000"), ("ArrowUp", "0:12.000") })
        {
            await page.Keyboard.PressAsync(key);
            await Expect(page.Locator(".clock")).ToHaveTextAsync(time);
        }

        // The pictures are there too, and all of the same moment.
        await window.CamerasAreReady(3);
        Assert.All(await page.EvaluateAsync<double[]>("[...document.querySelectorAll('.tile video')].map(one => one.currentTime)"), at => Assert.InRange(at, 11.999, 12.03));
        await page.Keyboard.PressAsync("l");
        await Expect(page.Locator(".clock")).ToHaveTextAsync(After12());
        await page.Keyboard.PressAsync("l");
        await Expect(page.Locator(".transport [role=status]")).ToHaveTextAsync("2 ×");
        await page.Keyboard.PressAsync("j");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Pause" })).ToBeVisibleAsync();
        await Expect(page.Locator(".transport [role=status]")).ToHaveTextAsync("1 × backwards");
        await page.Keyboard.PressAsync("j");
        await Expect(page.Locator(".transport [role=status]")).ToHaveTextAsync("2 × backwards");
        await page.WaitForFunctionAsync("() => parseFloat(document.querySelector('.clock').textContent.slice(2)) < 11");
        await page.Keyboard.PressAsync("k");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Play", Exact = true })).ToBeVisibleAsync();
        await window.CamerasAreReady(3);
        Assert.All(await page.EvaluateAsync<double[]>("[...document.querySelectorAll('.tile video')].map(one => one.currentTime)"), at => Assert.InRange(at, 1, 11.1));
        window.HasNoComplaints();
    }

    [Fact]
    public async Task The_edit_is_kept_in_the_browser_and_goes_out_and_in_as_a_file()
    {
        await using var service = await TestService.Start(footage);
        cameras.CopyTo(Path.Combine(service.Media, "sources"));
        await using var window = await chromium.Open(service.Address);
        var page = window.Page;
        await window.Bring(Cut.Of([(0, 0), (6, 1)], Cameras.Seconds));
        await window.Visit("multicam");
        await page.GetByLabel("Name of the edit").FillAsync("Hof: <b>Fest</b>");
        await page.GetByLabel("Name of camera 1").FillAsync("Totale");
        await page.GetByLabel("Name of camera 1").PressAsync("Enter");
        await page.GetByLabel("Sync offset of camera 2").FillAsync("-0.25");
        await page.GetByLabel("Sync offset of camera 2").PressAsync("Enter");

        await page.ReloadAsync();
        await Expect(page.GetByLabel("Name of the edit")).ToHaveValueAsync("Hof: <b>Fest</b>");
        await Expect(page.GetByLabel("Name of camera 1")).ToHaveValueAsync("Totale");
        await Expect(page.GetByLabel("Sync offset of camera 2")).ToHaveValueAsync("-0.25");
        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync());
        Assert.Equal("Hof_ _b_Fest_b_.json", download.SuggestedFilename);
        var saved = await File.ReadAllTextAsync(await download.PathAsync(), TestContext.Current.CancellationToken);
        await page.GetByRole(AriaRole.Button, new() { Name = "New" }).ClickAsync();
        await Expect(page.Locator(".tile")).ToHaveCountAsync(0);
        await page.Locator("#load-edit").SetInputFilesAsync(new FilePayload { Name = "hof.json", MimeType = "application/json", Buffer = System.Text.Encoding.UTF8.GetBytes(saved) });
        await Expect(page.Locator(".tile")).ToHaveCountAsync(3);
        await Expect(page.GetByLabel("Name of the edit")).ToHaveValueAsync("Hof: <b>Fest</b>");

        // One that is none says what is wrong, and the open one stays.
        await page.Locator("#load-edit").SetInputFilesAsync(new FilePayload
        {
            Name = "other.json",
            MimeType = "application/json",
            Buffer = System.Text.Encoding.UTF8.GetBytes("""{"version":2,"angles":[{"id":"a"}],"switches":[{"time":-1,"angleId":"b"}],"duration":"x"}"""),
        });
        await Expect(page.Locator(".problem")).ToContainTextAsync("other.json cannot be loaded");
        await Expect(page.Locator(".problem")).ToContainTextAsync("angles[0] names no source. switches[0].time is not a number of seconds. switches[0].angleId is none of the angles. Its duration");
        await Expect(page.Locator(".tile")).ToHaveCountAsync(3);
        window.HasNoComplaints();
    }

    [Fact]
    public async Task What_the_browser_cannot_play_is_shown_by_its_thumbnails_and_cut_all_the_same()
    {
        await using var service = await TestService.Start(footage);
        File.Copy(cameras.Hevc(), Path.Combine(service.Media, "sources", "a.mov"));
        File.Copy(cameras.Hevc(), Path.Combine(service.Media, "sources", "b.mov"));
        await using var window = await chromium.Open(service.Address);
        var page = window.Page;
        await window.Bring(Cut.Of([(0, 0)], 8, ["a.mov", "b.mov"]));
        await window.Visit("multicam");
        await Expect(page.Locator(".tile-note.small")).ToHaveCountAsync(2);
        await page.Keyboard.PressAsync("Home");
        for (var i = 0; i < 3; i++)
        {
            await page.Keyboard.PressAsync("Shift+ArrowRight");
        }

        // The keyframe at or before three seconds.
        await Expect(page.Locator(".tile img").First).ToHaveAttributeAsync("src", new Regex(@"/api/sources/a\.mov/thumbnail\?at=3(\.0\d*)?&width=320"));
        await page.WaitForFunctionAsync("() => [...document.querySelectorAll('.tile img')].every(one => one.complete && one.naturalWidth > 0)");
        await page.Keyboard.PressAsync("2");
        Assert.Equal([(0, 0), (3, 1)], Cut.SwitchesOf(await window.Edit()));

        await page.GetByRole(AriaRole.Link, new() { Name = "Export", Exact = true }).First.ClickAsync();
        await Expect(page.Locator(".plan-sentence")).ToContainTextAsync("2 segments, 0:08");
        await page.GetByRole(AriaRole.Button, new() { Name = "Export", Exact = true }).ClickAsync();
        await Expect(page.Locator("en-job .job-state")).ToHaveTextAsync("Finished");
        window.HasNoComplaints();
    }

    [Fact]
    public async Task Cuts_at_the_exact_frame_are_planned_and_made()
    {
        await using var service = await TestService.Start(footage);
        cameras.CopyTo(Path.Combine(service.Media, "sources"));
        await using var window = await chromium.Open(service.Address);
        var page = window.Page;
        await window.Bring(Cut.Of([(0, 0), (3.2, 1), (6.7, 2)], 9));
        await window.Visit("export");
        await Expect(page.Locator(".plan-sentence")).ToContainTextAsync("2 cuts roll by up to 0.");
        await page.GetByLabel("Cuts", new() { Exact = true }).SelectOptionAsync("frame");
        await Expect(page.Locator(".plan-sentence")).ToHaveTextAsync(new Regex(@"^3 segments, 0:09, about [\d.]+ MB, all cuts exact, \d+ pictures of 27\d encoded anew$"));
        await Expect(page.Locator(".plan tbody tr").Nth(1)).ToContainTextAsync("encoded anew");
        await page.GetByRole(AriaRole.Button, new() { Name = "Export", Exact = true }).ClickAsync();
        await Expect(page.Locator("en-job .job-state")).ToHaveTextAsync("Finished");
        await page.Locator("en-job").GetByRole(AriaRole.Button, new() { Name = "Report" }).ClickAsync();
        await Expect(page.Locator(".report")).ToContainTextAsync("all exact");
        await Expect(page.GetByLabel("Cuts", new() { Exact = true })).ToHaveValueAsync("frame");
        window.HasNoComplaints();
    }

    [Fact]
    public async Task What_cannot_be_exported_says_what_to_do_and_can_be_tried_again()
    {
        await using var service = await TestService.Start(footage);
        var sources = Path.Combine(service.Media, "sources");
        cameras.CopyTo(sources);
        File.Move(Path.Combine(sources, "left.mp4"), Path.Combine(sources, "away.mp4"));
        await using var window = await chromium.Open(service.Address);
        var page = window.Page;
        await window.Bring(Cut.Of([(0, 0), (6, 1)], Cameras.Seconds));
        await window.Visit("export");
        var problem = page.Locator(".problem");
        await Expect(problem).ToContainTextAsync("left.mp4");
        await Expect(problem).ToContainTextAsync("upload it again, or remove the camera from the edit");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Export", Exact = true })).ToBeDisabledAsync();
        await page.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        await problem.GetByRole(AriaRole.Button, new() { Name = "Copy" }).ClickAsync();
        await Expect(problem.GetByRole(AriaRole.Button, new() { Name = "Copied" })).ToBeVisibleAsync();
        Assert.Contains("kind sourceMissing, HTTP 400", await page.EvaluateAsync<string>("navigator.clipboard.readText()"), StringComparison.Ordinal);

        File.Move(Path.Combine(sources, "away.mp4"), Path.Combine(sources, "left.mp4"));
        await problem.GetByRole(AriaRole.Button, new() { Name = "Try again" }).ClickAsync();
        await Expect(page.Locator(".plan-sentence")).ToContainTextAsync("2 segments");
        await Expect(problem).ToHaveCountAsync(0);

        // The browser notes each answer that is an error.
        window.Forgive("status of 400");
        window.Forgive("status of 404");
        window.HasNoComplaints();
    }

    private static async Task Drag(IPage page, float from, float to, float y)
    {
        await page.Mouse.MoveAsync(from, y);
        await page.Mouse.DownAsync();
        for (var step = 1; step <= 10; step++)
        {
            await page.Mouse.MoveAsync(from + ((to - from) * step / 10), y);
        }

        await page.Mouse.UpAsync();
    }

    [GeneratedRegex(@"^0:12\.[1-9]|^0:1[3-9]")]
    private static partial Regex After12();
}
