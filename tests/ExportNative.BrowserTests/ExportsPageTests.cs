using System.Net;
using ExportNative.ServiceTests;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ExportNative.BrowserTests;

/// <summary>The page of all exports, and the figures on the home page.</summary>
public sealed class ExportsPageTests(Footage footage, Chromium chromium)
{
    [Fact]
    public async Task An_operator_watches_cancels_and_has_a_failed_export_tried_again()
    {
        await using var service = await TestService.Start(footage, ("Jobs:Concurrency", "1"), ("Jobs:MaxBytesPerSecond", "150000"));
        await using var window = await chromium.Open(service.Address);
        var source = Path.Combine(service.Media, "sources", "cam2.mp4");
        var running = Configs.Make("running", segments: 20);
        running["projectName"] = "<img src=x onerror=alert(1)> Sommerfest";
        await service.Submit(running);
        await service.Submit(Configs.Make("doomed"));
        await service.Submit(Configs.Make("waiting"));
        await service.Until("running", "processing");
        await window.Go("/exports");
        var page = window.Page;

        // Names are text, whatever is in them.
        await Expect(Row(page, "running").Locator(".en-project")).ToHaveTextAsync("<img src=x onerror=alert(1)> Sommerfest");
        await Expect(Row(page, "running").Locator(".label")).ToHaveTextAsync("Running");
        await Expect(Row(page, "waiting").Locator(".label")).ToHaveTextAsync("Waiting");
        await Expect(page.Locator("[data-en-count=all]")).ToHaveTextAsync("3");

        // The home page, while one runs and two wait.
        await window.Go("");
        await Expect(page.Locator("[data-metric='exports:running']")).ToHaveTextAsync("1");
        await Expect(page.Locator("[data-metric='exports:queued']")).ToHaveTextAsync("2");
        await Expect(page.Locator("[data-metric='exports:rate']")).ToHaveTextAsync(new System.Text.RegularExpressions.Regex(@"^0\.[1-9]$"));
        await Expect(page.Locator("[data-metric='exports:failed-today']")).ToHaveTextAsync("0");
        await Expect(page.Locator("[data-metric='exports:disk-free']")).ToHaveTextAsync(new System.Text.RegularExpressions.Regex(@"^[\d.]+ (GB|TB)$"));

        // Cancelled while it runs: the next one gets its place, and fails because its source has gone.
        await window.Go("/exports");
        File.Move(source, source + ".away");
        await Row(page, "running").Locator(".en-cancel").ClickAsync();
        await Expect(Row(page, "running").Locator(".label")).ToHaveTextAsync("Cancelled");
        Assert.Equal("cancelled", (string?)(await service.Status("running"))["status"]);
        Assert.False(Directory.Exists(Path.Combine(service.Media, "exports", "running")));
        await Expect(Row(page, "doomed").Locator(".label")).ToHaveTextAsync("Failed");
        await Expect(Row(page, "waiting").Locator(".label")).ToHaveTextAsync("Failed");
        await Expect(Row(page, "doomed").Locator(".en-row-text")).ToContainTextAsync("cam2.mp4");
        await window.Keep("exports");
        await window.Go("");
        await Expect(page.Locator("[data-metric='exports:failed-today']")).ToHaveTextAsync("2");
        await window.Keep("home");

        // Tried again when the source is back.
        File.Move(source + ".away", source);
        await window.Go("/exports?state=failed");
        await Expect(page.Locator(".en-row")).ToHaveCountAsync(2);
        await Row(page, "doomed").Locator(".en-retry").ClickAsync();
        await Expect(page.Locator(".en-row")).ToHaveCountAsync(1);
        await window.Go("/exports");
        await Expect(Row(page, "doomed").Locator(".label")).ToHaveTextAsync("Completed");
        await Expect(Row(page, "doomed").Locator(".en-file")).ToBeVisibleAsync();
        using var file = await service.Client.GetAsync(await Row(page, "doomed").Locator(".en-file").GetAttributeAsync("href"), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, file.StatusCode);
        await window.Keep("exports-retried");
        window.HasNoComplaints();
    }

    [Fact]
    public async Task Exports_are_shown_in_pages_newest_first()
    {
        await using var service = await TestService.Start(footage, ("Jobs:Concurrency", "1"), ("Jobs:MaxBytesPerSecond", "20000"));
        for (var i = 0; i < 30; i++)
        {
            await service.Submit(Configs.Make($"export-{i:D2}"));
        }

        await using var window = await chromium.Open(service.Address);
        var page = window.Page;
        await window.Go("/exports");
        await Expect(page.Locator(".en-row")).ToHaveCountAsync(25);
        await Expect(page.Locator(".en-row").First.Locator(".en-id")).ToHaveTextAsync("export-29");
        await window.Keep("exports-paged");

        await page.Locator(".en-older").ClickAsync();
        await Expect(page.Locator(".en-row")).ToHaveCountAsync(5);
        await Expect(page.Locator(".en-row").Last.Locator(".en-id")).ToHaveTextAsync("export-00");
        await Expect(page.Locator(".en-older")).ToBeHiddenAsync();

        await page.Locator(".en-newest").ClickAsync();
        await Expect(page.Locator(".en-row")).ToHaveCountAsync(25);
        await page.Locator(".en-filters a", new() { HasText = "Completed" }).ClickAsync();
        await Expect(page.Locator(".en-empty")).ToBeVisibleAsync();
        await page.Locator(".en-filters a", new() { HasText = "Waiting" }).ClickAsync();
        await Expect(page.Locator(".en-row")).ToHaveCountAsync(25);
        Assert.NotEqual(await window.Ground(ColorScheme.Dark), await window.Ground(ColorScheme.Light));
        window.HasNoComplaints();
    }

    private static ILocator Row(IPage page, string id) => page.Locator($"tr[data-en-export='{id}']");
}
