using System.Globalization;
using ExportNative.ServiceTests;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ExportNative.BrowserTests.Page;

/// <summary>What comes between an export and its end.</summary>
public sealed class InterruptionTests(Footage footage, Cameras cameras, Chromium chromium)
{
    [Fact]
    public async Task An_export_that_is_cancelled_in_the_middle_leaves_nothing()
    {
        await using var service = await TestService.Start(footage, ("Jobs:MaxBytesPerSecond", "1000000"));
        cameras.CopyTo(Path.Combine(service.Media, "sources"));
        await using var window = await chromium.Open(service.Address);
        var job = await Begin(window);
        await Past(job, 20);
        var folder = Path.Combine(service.Media, "exports", (await job.GetAttributeAsync("data-export"))!);
        Assert.True(Directory.Exists(folder));

        await job.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();

        await Expect(job.Locator(".job-state")).ToHaveTextAsync("Cancelled");
        Assert.False(Directory.Exists(folder));
        await window.Page.GetByRole(AriaRole.Link, new() { Name = "Exports" }).ClickAsync();
        await Expect(window.Page.Locator(".export .state")).ToHaveTextAsync("Cancelled");

        // The same once more, and to its end.
        await window.Page.GoBackAsync();
        await job.GetByRole(AriaRole.Button, new() { Name = "Export again" }).ClickAsync();
        await Past(job, 20);
        window.HasNoComplaints();
    }

    [Fact]
    public async Task After_a_reload_in_the_middle_the_bar_is_where_the_export_is()
    {
        await using var service = await TestService.Start(footage, ("Jobs:MaxBytesPerSecond", "1000000"));
        cameras.CopyTo(Path.Combine(service.Media, "sources"));
        await using var window = await chromium.Open(service.Address);
        var job = await Begin(window);
        var before = await Past(job, 20);
        var id = await job.GetAttributeAsync("data-export");

        await window.Page.ReloadAsync();

        await Expect(job).ToHaveAttributeAsync("data-export", id!);
        Assert.InRange(await Past(job, 1), before, 99.9);
        Assert.Equal("processing", await job.GetAttributeAsync("data-status"));
        await Expect(job.Locator(".job-state")).ToHaveTextAsync("Finished");
        await Expect(job.GetByRole(AriaRole.Link, new() { Name = "Download" })).ToHaveAttributeAsync("href", new System.Text.RegularExpressions.Regex($"/api/export/{id}/download"));
        window.HasNoComplaints();
    }

    [Fact]
    public async Task An_export_completes_although_the_service_is_killed_and_started_again_in_the_middle()
    {
        var media = footage.NewMediaFolder();
        try
        {
            cameras.CopyTo(Path.Combine(media, "sources"));
            var first = await ServedProduct.Start(media, settings: ("Jobs:MaxBytesPerSecond", "1000000"));
            await using var window = await chromium.Open(first.Address);
            ILocator job;
            string address;
            using (first)
            {
                address = first.Address.ToString().TrimEnd('/');
                job = await Begin(window);
                await window.Page.EvaluateAsync("window.sameDocument = true");
                await Past(job, 20);
                first.Kill();
            }

            await Expect(job.Locator(".job-note")).ToContainTextAsync("The service does not answer");
            await window.Keep("export-service-away");
            using var second = await ServedProduct.Start(media, address, ("Jobs:MaxBytesPerSecond", "20000000"));

            await Expect(job.Locator(".job-state")).ToHaveTextAsync("Finished");
            await Expect(job.Locator(".job-note")).ToHaveTextAsync("");
            Assert.True(await window.Page.EvaluateAsync<bool>("window.sameDocument"));
            Assert.Equal(Cameras.Seconds, Footage.Seconds(Path.Combine(media, "exports", (await job.GetAttributeAsync("data-export"))!, "output.mp4")), 1);

            // The browser itself notes each request that found nobody.
            window.Forgive("ERR_CONNECTION");
            window.Forgive("ERR_INCOMPLETE_CHUNKED_ENCODING");
            window.Forgive("ERR_EMPTY_RESPONSE");
            window.HasNoComplaints();
        }
        finally
        {
            Directory.Delete(media, recursive: true);
        }
    }

    private static async Task<ILocator> Begin(Window window)
    {
        await window.Bring(Cut.InTurn());
        await window.Visit("export");
        await Expect(window.Page.Locator(".plan-sentence")).ToContainTextAsync("16 segments, 0:24");
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Export", Exact = true }).ClickAsync();
        return window.Page.Locator("en-job");
    }

    // Waits until the bar has passed so many percent; where it is then.
    private static async Task<double> Past(ILocator job, double percent)
    {
        double value = 0;
        await TestService.Until(
            async () =>
            {
                value = double.Parse((await job.Locator("[role=progressbar]").GetAttributeAsync("aria-valuenow"))!, CultureInfo.InvariantCulture);
                return value > percent;
            },
            "The bar does not move.");
        return value;
    }
}
