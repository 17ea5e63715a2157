using System.Globalization;
using ExportNative.Service.Jobs;
using ExportNative.ServiceTests;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ExportNative.BrowserTests;

/// <summary>An export on its job's page and in the Processing list.</summary>
public sealed class JobPageTests(Footage footage, Chromium chromium)
{
    [Fact]
    public async Task The_bar_moves_to_its_end_without_a_reload_and_tells_the_engines_figures()
    {
        // Some twelve writes of a megabyte, each a place for the bar to be seen at, about one a second.
        await using var service = await TestService.Start(footage, ("Jobs:MaxBytesPerSecond", "1000000"));
        await service.Submit(Configs.Make("moving", segments: 60));
        await using var window = await chromium.Open(service.Address);
        var page = window.Page;
        var job = service.Part<ExportRecords>().Find("moving")!.JobId;
        await window.Go($"/jobs/details/{job}");
        await page.EvaluateAsync("window.sameDocument = true");
        var bar = page.Locator(".en-live [role=progressbar]");

        List<double> seen = [];
        while (!(await page.Locator(".en-live .label").InnerTextAsync()).Equals("Completed", StringComparison.OrdinalIgnoreCase))
        {
            var value = double.Parse((await bar.GetAttributeAsync("aria-valuenow"))!, CultureInfo.InvariantCulture);
            if (seen.Count == 0 || value != seen[^1])
            {
                seen.Add(value);
            }

            if (seen.Count == 2)
            {
                await Figures(page, service);
                await window.Keep("job-running");
            }

            Assert.True(seen.Count < 500);
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }

        Assert.True(seen.Count(value => value is > 0 and < 100) >= 4, string.Join(" ", seen));
        Assert.Equal(seen.Order(), seen);
        await Expect(bar).ToHaveAttributeAsync("aria-valuetext", "100.0 %");
        await Expect(page.Locator(".en-segment")).ToHaveTextAsync("60 of 60");

        // Hangfire's part of the page has followed.
        await Expect(page.Locator(".state-card").First).ToContainTextAsync("Succeeded");
        Assert.True(await page.EvaluateAsync<bool>("window.sameDocument"));
        using var file = await service.Client.GetAsync(await page.Locator(".en-live .en-file").GetAttributeAsync("href"), TestContext.Current.CancellationToken);
        Assert.True(file.IsSuccessStatusCode);
        using var report = await service.Client.GetAsync(await page.Locator(".en-live .en-report").GetAttributeAsync("href"), TestContext.Current.CancellationToken);
        Assert.Contains("\"segments\"", await report.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        await window.Keep("job-completed");
        window.HasNoComplaints();
    }

    [Fact]
    public async Task The_processing_list_has_a_bar_for_each_export_and_tells_when_it_has_ended()
    {
        await using var service = await TestService.Start(footage, ("Jobs:MaxBytesPerSecond", "300000"));
        await service.Submit(Configs.Make("one", segments: 20));
        await service.Submit(Configs.Make("two", segments: 20));
        await service.Until("one", "processing");
        await service.Until("two", "processing");
        await using var window = await chromium.Open(service.Address);
        await window.Go("/jobs/processing");

        var bars = window.Page.Locator("tr [role=progressbar]");
        await Expect(bars).ToHaveCountAsync(2);
        await Expect(window.Page.Locator(".en-row-text").First).ToContainTextAsync("segment");
        await window.Keep("processing-list");
        using var removed = await service.Client.DeleteAsync("/api/export/one", TestContext.Current.CancellationToken);

        await Expect(window.Page.Locator("tr", new() { HasText = "one" }).Locator(".en-row-text")).ToContainTextAsync("Cancelled");
        window.HasNoComplaints();
    }

    [Fact]
    public async Task Hangfires_own_delete_button_cancels_the_export_as_well()
    {
        await using var service = await TestService.Start(footage, ("Jobs:MaxBytesPerSecond", "100000"));
        await service.Submit(Configs.Make("deleted", segments: 20));
        await service.Until("deleted", "processing");
        await using var window = await chromium.Open(service.Address);
        await window.Go($"/jobs/details/{service.Part<ExportRecords>().Find("deleted")!.JobId}");

        await window.Page.Locator("[data-ajax*='/jobs/actions/delete/']").ClickAsync();

        await Expect(window.Page.Locator(".en-live .label")).ToHaveTextAsync("Cancelled");
        Assert.Equal("cancelled", (string?)(await service.Status("deleted"))["status"]);
        window.HasNoComplaints();
    }

    [Fact]
    public async Task A_clean_up_that_an_operator_triggers_is_run()
    {
        await using var service = await TestService.Start(footage);
        await using var window = await chromium.Open(service.Address);
        await window.Go("/recurring");

        await window.Page.Locator(".js-jobs-list-checkbox").First.CheckAsync();
        await window.Page.Locator("[data-url*='/recurring/trigger']").ClickAsync();

        await TestService.Until(
            () => Task.FromResult(service.Part<Hangfire.JobStorage>().GetMonitoringApi().SucceededListCount() == 1), "The clean-up did not run.");
        window.HasNoComplaints();
    }

    private static async Task Figures(IPage page, TestService service)
    {
        await Expect(page.Locator(".en-segment")).ToHaveTextAsync(new System.Text.RegularExpressions.Regex(@"^\d+ of 60$"));
        await Expect(page.Locator(".en-packets")).ToHaveTextAsync(new System.Text.RegularExpressions.Regex(@"^[\d,]+ of [\d,]+$"));
        await Expect(page.Locator(".en-bytes")).ToHaveTextAsync(new System.Text.RegularExpressions.Regex(@"^[\d.]+ (B|kB|MB) of [\d.]+ MB$"));
        await Expect(page.Locator(".en-speed")).ToHaveTextAsync(new System.Text.RegularExpressions.Regex(@"^[\d.]+ (kB|MB)/s$"));
        await Expect(page.Locator(".en-timeLeft")).ToHaveTextAsync(new System.Text.RegularExpressions.Regex(@"^\d+:\d\d$"));

        // Not any figures: the number of packets shown is one that the engine reported, never more than it has now.
        var shown = long.Parse((await page.Locator(".en-packets").InnerTextAsync()).Split(' ')[0], NumberStyles.AllowThousands, CultureInfo.InvariantCulture);
        var progress = service.Part<RunningExports>().All.Single().Latest!.Value;
        Assert.InRange(shown, 1, progress.PacketsWritten);
    }
}
