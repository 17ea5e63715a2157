using System.Globalization;
using ExportNative.ServiceTests;
using Microsoft.Playwright;
using Xunit;

namespace ExportNative.BrowserTests;

/// <summary>The dashboard as an operator sees it, in a real browser.</summary>
public sealed class DashboardTests(Footage footage, Browser browser)
{
    private static readonly (string, string)[] Slow = [("Jobs:MaxBytesPerSecond", "500000"), ("Jobs:Concurrency", "1")];

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task The_bar_on_a_jobs_page_moves_without_reload(ColorScheme scheme)
    {
        await using var service = await TestService.Start(footage, Slow);
        await service.Submit(Configs.Make("moving", segments: 60));
        await service.Until("moving", "processing");
        var job = service.Part<Service.Jobs.ExportRecords>().Find("moving")!.JobId;
        var (page, errors) = await browser.Open(service.Address, $"/hangfire/jobs/details/{job}", scheme);

        var bar = page.Locator(".exn-job progress");
        await bar.WaitForAsync();
        await page.Locator(".exn-figures dt", new() { HasText = "Segment" }).WaitForAsync();
        var first = await Value(bar);
        await page.WaitForFunctionAsync("before => document.querySelector('.exn-job progress').value > before + 0.03", first);
        var second = await Value(bar);
        await Browser.Keep(page, $"job-{scheme}");

        Assert.InRange(second, first, 0.999);
        var figures = await page.Locator(".exn-figures").InnerTextAsync();
        Assert.Matches(@"Segment\s+\d+ of 60", figures);
        Assert.Matches(@"Packets\s+\d+ of \d+", figures);
        Assert.Matches(@"Speed\s+\d+\.\d MB/s", figures);
        Assert.Matches(@"Time left\s+\d+:\d\d", figures);
        Assert.Matches(@"^\d+\.\d %$", await page.Locator(".exn-percent").InnerTextAsync());
        Assert.Empty(errors);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task The_list_of_running_jobs_has_a_bar_for_each_export()
    {
        await using var service = await TestService.Start(footage, Slow);
        await service.Submit(Configs.Make("listed", segments: 60));
        await service.Until("listed", "processing");
        var (page, errors) = await browser.Open(service.Address, "/hangfire/jobs/processing");

        var bar = page.Locator(".exn-inline progress");
        await bar.WaitForAsync();
        var first = await Value(bar);
        await page.WaitForFunctionAsync("before => document.querySelector('.exn-inline progress').value > before", first);
        await Browser.Keep(page, "processing");

        Assert.Equal(1, await bar.CountAsync());
        Assert.Empty(errors);
        await page.Context.CloseAsync();
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task The_exports_page_shows_all_exports_and_cancels_one(ColorScheme scheme)
    {
        await using var service = await TestService.Start(footage, [.. Slow]);
        await service.Submit(Configs.Make("finished", segments: 1));
        await service.Until("finished", "completed");
        await service.Submit(Configs.Make("endless", segments: 60));
        await service.Submit(Configs.Make("behind"));
        await service.Until("endless", "processing");
        var (page, errors) = await browser.Open(service.Address, "/hangfire/exports", scheme);

        await page.Locator("[data-exn-export=endless] progress").WaitForAsync();
        Assert.Equal(["behind", "endless", "finished"], await page.Locator("[data-exn-export]").EvaluateAllAsync<string[]>("rows => rows.map(row => row.getAttribute('data-exn-export'))"));
        await Browser.Keep(page, $"exports-{scheme}");
        Assert.Equal("100.0 %", await page.Locator("[data-exn-export=finished] .exn-percent").InnerTextAsync());

        await page.Locator("[data-exn-export=endless] button", new() { HasText = "Cancel" }).ClickAsync();
        await page.Locator("[data-exn-export=endless] .exn-state", new() { HasText = "cancelled" }).WaitForAsync();

        Assert.Equal("cancelled", (string?)(await service.Status("endless"))["status"]);
        await service.Until("behind", "completed");
        Assert.Empty(errors);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_failed_export_is_tried_again_from_the_exports_page()
    {
        await using var service = await TestService.Start(footage, ("Jobs:Retries", "0"), ("Jobs:Concurrency", "1"), ("Jobs:MaxBytesPerSecond", "400000"));
        await service.Submit(Configs.Make("before", segments: 4));
        await service.Submit(Configs.Make("unlucky", segments: 1));
        var camera = Path.Combine(service.Media, "sources", "cam1.mp4");
        File.Move(camera, camera + ".away");
        await service.Until("unlucky", "failed");
        File.Move(camera + ".away", camera);
        var (page, _) = await browser.Open(service.Address, "/hangfire/exports?status=Failed");

        await page.Locator("[data-exn-export=unlucky] button", new() { HasText = "Retry" }).ClickAsync();

        await service.Until("unlucky", "completed");
        await page.Context.CloseAsync();
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task The_home_page_has_the_figures(ColorScheme scheme)
    {
        await using var service = await TestService.Start(footage, Slow);
        await service.Submit(Configs.Make("one", segments: 60));
        await service.Submit(Configs.Make("two"));
        await service.Until("one", "processing");
        var (page, errors) = await browser.Open(service.Address, "/hangfire", scheme);
        await Browser.Keep(page, $"home-{scheme}");

        var text = await page.Locator("body").InnerTextAsync();
        foreach (var title in new[] { "Exports running", "Exports queued", "MB/s", "Failed today", "GB free" })
        {
            Assert.Contains(title, text, StringComparison.Ordinal);
        }

        Assert.Empty(errors);
        await page.Context.CloseAsync();
    }

    private static async Task<double> Value(ILocator bar)
        => double.Parse(await bar.EvaluateAsync<string>("bar => String(bar.value)"), CultureInfo.InvariantCulture);
}
