using ExportNative.ServiceTests;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ExportNative.BrowserTests.Page;

/// <summary>Each view, in light and dark: axe finds nothing, and it is kept as a picture, of a phone's width too.</summary>
public sealed class ViewTests(Footage footage, Cameras cameras, Chromium chromium)
{
    [Fact]
    public async Task Every_view_can_be_used_without_seeing_and_without_pointing()
    {
        await using var service = await TestService.Start(footage, ("Jobs:Concurrency", "1"), ("Jobs:MaxBytesPerSecond", "150000"));
        cameras.CopyTo(Path.Combine(service.Media, "sources"));
        File.Copy(cameras.Hevc(), Path.Combine(service.Media, "sources", "behind.mov"));
        await File.WriteAllTextAsync(Path.Combine(service.Media, "sources", "notes.mp4"), "no footage", TestContext.Current.CancellationToken);
        await using var window = await chromium.Open(service.Address);
        var page = window.Page;
        await window.Bring(Cut.InTurn());

        await window.Visit("library");
        await Expect(page.Locator(".card")).ToHaveCountAsync(7);
        await Expect(page.Locator(".card[data-source='notes.mp4'] .problem")).ToBeVisibleAsync();
        await Expect(page.Locator(".card[data-source='right.mp4']")).ToContainTextAsync("every 0.50 s at most");
        await page.WaitForFunctionAsync("() => [...document.querySelectorAll('.card img')].every(one => one.complete)");
        await Judge(window, "library");

        await page.GetByRole(AriaRole.Link, new() { Name = "Multicam" }).ClickAsync();
        await page.GetByLabel("Add a camera from the library").SelectOptionAsync("behind.mov");
        await Expect(page.Locator(".tile-note.small")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("ArrowDown");
        await page.WaitForTimeoutAsync(1500);
        await Judge(window, "multicam");
        await page.GetByRole(AriaRole.Button, new() { Name = "By ear" }).Nth(1).ClickAsync();
        await Judge(window, "by-ear", phone: false);
        await page.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Keys" }).ClickAsync();
        await Judge(window, "keys", phone: false);
        await page.GetByRole(AriaRole.Button, new() { Name = "Close" }).ClickAsync();

        await service.Submit(Configs.Make("short", segments: 1));
        await page.GetByRole(AriaRole.Link, new() { Name = "Export", Exact = true }).First.ClickAsync();
        await Expect(page.Locator(".plan-sentence")).ToBeVisibleAsync();
        await service.Until("short", "completed");
        await page.GetByRole(AriaRole.Button, new() { Name = "Export", Exact = true }).ClickAsync();
        await Expect(page.Locator("en-job")).ToHaveAttributeAsync("data-status", "processing");
        await Judge(window, "export");

        var gone = Configs.Make("gone");
        await service.Submit(gone);
        File.Delete(Path.Combine(service.Media, "sources", "cam2.mp4"));
        await page.GetByRole(AriaRole.Link, new() { Name = "Exports" }).ClickAsync();
        await Expect(page.Locator(".export")).ToHaveCountAsync(3);
        await page.Locator(".export").Nth(1).GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        await Expect(page.Locator(".export[data-export=gone] .state")).ToHaveTextAsync("Failed");
        await page.Locator(".export[data-export=short]").GetByRole(AriaRole.Button, new() { Name = "Report" }).ClickAsync();
        await Expect(page.Locator(".report")).ToBeVisibleAsync();
        await Judge(window, "exports");

        // What an unreadable file has no picture of.
        window.Forgive("notes.mp4");
        window.HasNoComplaints();
    }

    [Fact]
    public async Task Somebody_without_a_pointer_finds_everything_by_tab_and_sees_where_the_focus_is()
    {
        await using var service = await TestService.Start(footage);
        await using var window = await chromium.Open(service.Address);
        var page = window.Page;
        await window.Visit("library");
        await Expect(page.Locator(".card")).ToHaveCountAsync(2);
        HashSet<string> reached = [];
        for (var i = 0; i < 30; i++)
        {
            await page.Keyboard.PressAsync("Tab");
            reached.Add(await page.EvaluateAsync<string>("document.activeElement.getAttribute('aria-label') ?? document.activeElement.innerText.trim()"));

            // The file chooser lies under its label, which shows its focus.
            var outline = await page.EvaluateAsync<bool>("""
                [document.activeElement, ...(document.activeElement.labels ?? [])].some(one => parseFloat(getComputedStyle(one).outlineWidth) > 1)
                """);
            Assert.True(outline || await page.EvaluateAsync<bool>("document.activeElement === document.body"), $"No focus is seen on: {reached.Last()}");
        }

        Assert.Superset(
            new HashSet<string> { "Skip to the content", "Library", "Multicam", "Export", "Exports", "API", "Colours: system. Change.", "Use as camera: cam1.mp4", "Delete: cam2.mp4" }, reached);
        window.HasNoComplaints();
    }

    [Fact]
    public async Task The_colours_can_be_chosen_and_stay_chosen()
    {
        await using var service = await TestService.Start(footage);
        await using var window = await chromium.Open(service.Address);
        await window.Visit("library");
        var light = await window.Ground(ColorScheme.Light);
        Assert.NotEqual(light, await window.Ground(ColorScheme.Dark));

        await window.Page.Locator("#theme").ClickAsync();
        Assert.Equal(light, await window.Ground(ColorScheme.Dark));
        await window.Page.ReloadAsync();
        Assert.Equal(light, await window.Ground(ColorScheme.Dark));
        await window.Page.Locator("#theme").ClickAsync();
        Assert.NotEqual(light, await window.Ground(ColorScheme.Light));
        window.HasNoComplaints();
    }

    private static async Task Judge(Window window, string view, bool phone = true)
    {
        foreach (var scheme in new[] { ColorScheme.Dark, ColorScheme.Light })
        {
            await window.Page.EmulateMediaAsync(new() { ColorScheme = scheme });
            Assert.Empty(await window.Violations());
        }

        await window.Keep($"page-{view}");
        if (phone)
        {
            await window.KeepPhone($"page-{view}");
        }
    }
}
