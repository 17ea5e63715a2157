using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using ExportNative.ServiceTests;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ExportNative.BrowserTests.Page;

/// <summary>Files that come in, and visitors who need a key.</summary>
public sealed class VisitorTests(Footage footage, Cameras cameras, Chromium chromium)
{
    private const string Key = "a-key-of-the-studio";

    [Fact]
    public async Task The_key_is_asked_for_once_and_is_nowhere_that_a_script_could_read_it()
    {
        await using var service = await TestService.Start(
            footage, ("Access:Keys:0:Name", "studio"), ("Access:Keys:0:Sha256", Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(Key)))),
            ("Access:Keys:0:Scopes:0", "read"), ("Access:Keys:0:Scopes:1", "submit"));
        cameras.CopyTo(Path.Combine(service.Media, "sources"));
        await using var window = await chromium.Open(service.Address);
        var page = window.Page;
        await window.Bring(Cut.Of([(0, 0), (6, 1)], Cameras.Seconds));
        await window.Visit("library");
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("API key").FillAsync("another-key");
        await dialog.GetByLabel("API key").PressAsync("Enter");
        await Expect(dialog.Locator(".problem")).ToContainTextAsync("does not take this key");
        Assert.Empty(await window.Violations());
        await window.Keep("page-key");
        await dialog.GetByLabel("API key").FillAsync(Key);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Enter" }).ClickAsync();
        await Expect(dialog).ToHaveCountAsync(0);

        // Pictures and videos come with the session; this key may not delete.
        await Expect(page.Locator(".card[data-source='wide.mp4']")).ToContainTextAsync("0:24");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Delete" })).ToHaveCountAsync(0);
        await page.GetByRole(AriaRole.Link, new() { Name = "Multicam" }).ClickAsync();
        await window.CamerasAreReady(3);
        await page.ReloadAsync();
        await window.CamerasAreReady(3);
        await Expect(dialog).ToHaveCountAsync(0);
        await page.GetByRole(AriaRole.Link, new() { Name = "Export", Exact = true }).First.ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Export", Exact = true }).ClickAsync();
        var download = await page.RunAndWaitForDownloadAsync(() => page.Locator("en-job").GetByRole(AriaRole.Link, new() { Name = "Download" }).ClickAsync());
        Assert.True(new FileInfo(await download.PathAsync()).Length > 100_000);
        var kept = await page.EvaluateAsync<string>("JSON.stringify({ ...localStorage }) + JSON.stringify({ ...sessionStorage }) + document.cookie + location.href + document.documentElement.outerHTML");
        Assert.DoesNotContain(Key, kept, StringComparison.Ordinal);

        await page.GetByRole(AriaRole.Button, new() { Name = "Forget key" }).ClickAsync();
        await Expect(dialog.GetByLabel("API key")).ToBeVisibleAsync();
        window.Forgive("status of 401");
        window.HasNoComplaints();
    }

    [Fact]
    public async Task An_upload_that_is_stopped_goes_on_where_it_was_after_a_reload()
    {
        await using var service = await TestService.Start(footage);
        await using var window = await chromium.Open(service.Address);
        var page = window.Page;
        var folder = Directory.CreateTempSubdirectory("exportnative-page-");
        try
        {
            var file = cameras.CopyTo(folder.FullName)[0];
            await window.Visit("library");

            // The third part does not get through.
            var parts = 0;
            var offsets = new List<string>();
            await page.RouteAsync("**/api/sources/wide.mp4*", async route =>
            {
                if (route.Request.Method == "PUT" && Interlocked.Increment(ref parts) > 2)
                {
                    await route.AbortAsync();
                    return;
                }

                await route.ContinueAsync();
            });
            await page.Locator("#files").SetInputFilesAsync(file);
            await TestService.Until(() => Task.FromResult(Volatile.Read(ref parts) > 2), "No third part was sent.");
            await page.Locator(".upload").GetByRole(AriaRole.Button, new() { Name = "Stop" }).ClickAsync();
            await Expect(page.Locator(".upload")).ToHaveAttributeAsync("data-state", "stopped");
            await Expect(page.Locator(".card[data-source='wide.mp4']")).ToHaveCountAsync(0);

            await page.ReloadAsync();
            await page.UnrouteAsync("**/api/sources/wide.mp4*");
            page.Request += (_, request) =>
            {
                if (request.Method == "PUT")
                {
                    lock (offsets)
                    {
                        offsets.Add(request.Headers["content-range"]);
                    }
                }
            };
            await page.Locator("#files").SetInputFilesAsync(file);
            await Expect(page.Locator(".upload")).ToHaveAttributeAsync("data-state", "done");
            await Expect(page.Locator(".card[data-source='wide.mp4']")).ToContainTextAsync("0:24");
            Assert.DoesNotContain(offsets, range => range.StartsWith("bytes 0-", StringComparison.Ordinal));
            Assert.Equal(await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken), await File.ReadAllBytesAsync(Path.Combine(service.Media, "sources", "wide.mp4"), TestContext.Current.CancellationToken));

            // The same name once more is a question, not a mistake.
            await page.Locator("#files").SetInputFilesAsync(file);
            await page.GetByRole(AriaRole.Button, new() { Name = "Replace it" }).ClickAsync();
            await Expect(page.Locator(".upload")).ToHaveAttributeAsync("data-state", "done");
            await page.GetByRole(AriaRole.Button, new() { Name = "Delete: wide.mp4" }).ClickAsync();
            await Expect(page.Locator(".card[data-source='wide.mp4']")).ToHaveCountAsync(0);
            Assert.False(File.Exists(Path.Combine(service.Media, "sources", "wide.mp4")));
            window.Forgive("ERR_FAILED");
            window.Forgive("status of 404");
            window.Forgive("status of 409");
            window.HasNoComplaints();
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task A_player_gets_parts_so_that_its_connection_is_free_for_others()
    {
        await using var service = await TestService.Start(footage);
        const long size = 40_000_000;
        await using (var file = File.Create(Path.Combine(service.Media, "sources", "long.mp4")))
        {
            file.SetLength(size);
        }

        async Task<(HttpStatusCode Status, ContentRangeHeaderValue? Range, long? Length)> Get(RangeHeaderValue? range)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/sources/long.mp4/content");
            request.Headers.Range = range;
            using var answer = await service.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
            return (answer.StatusCode, answer.Content.Headers.ContentRange, answer.Content.Headers.ContentLength);
        }

        const long part = 4 << 20;
        Assert.Equal((HttpStatusCode.PartialContent, new ContentRangeHeaderValue(0, part - 1, size), part), await Get(new RangeHeaderValue(0, null)));
        Assert.Equal((HttpStatusCode.PartialContent, new ContentRangeHeaderValue(7, part + 6, size), part), await Get(new RangeHeaderValue(7, size - 1)));
        Assert.Equal((HttpStatusCode.PartialContent, new ContentRangeHeaderValue(size - 10, size - 1, size), 10), await Get(new RangeHeaderValue(size - 10, null)));
        Assert.Equal((HttpStatusCode.PartialContent, new ContentRangeHeaderValue(5, 9, size), 5), await Get(new RangeHeaderValue(5, 9)));
        Assert.Equal((HttpStatusCode.PartialContent, new ContentRangeHeaderValue(size - 100, size - 1, size), 100), await Get(new RangeHeaderValue(null, 100)));
        Assert.Equal(HttpStatusCode.RequestedRangeNotSatisfiable, (await Get(new RangeHeaderValue(size + 5, null))).Status);
        Assert.Equal((HttpStatusCode.OK, null, size), await Get(null));
    }
}
