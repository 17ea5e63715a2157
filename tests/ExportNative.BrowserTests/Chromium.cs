using ExportNative.BrowserTests;
using Microsoft.Playwright;
using Xunit;

[assembly: AssemblyFixture(typeof(Chromium))]

namespace ExportNative.BrowserTests;

/// <summary>Debian's chromium without a window, started once for all tests.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private const string Program = "/usr/bin/chromium";
    private IPlaywright? playwright;
    private IBrowser? browser;

    public async ValueTask InitializeAsync()
    {
        if (!File.Exists(Program))
        {
            return;
        }

        // Five seconds, the default, are short where other tests want the processor as well.
        Assertions.SetDefaultExpectTimeout(30_000);
        playwright = await Playwright.CreateAsync();
        browser = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Program,
            Args = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
            Timeout = 60_000,
        });
    }

    /// <summary>A window of its own: no cookies, no cache, light.</summary>
    /// <param name="address">The service.</param>
    /// <param name="key">An API key to show when the service asks for one; null for none.</param>
    internal async Task<Window> Open(Uri address, string? key = null)
    {
        // A developer's machine may lack a browser; where the tests decide, it may not.
        Assert.SkipWhen(browser is null && Environment.GetEnvironmentVariable("CI") != "true", $"{Program} is not installed.");
        Assert.True(browser is not null, $"{Program} is not installed.");
        var context = await browser.NewContextAsync(new()
        {
            BaseURL = address.ToString(),
            ColorScheme = ColorScheme.Light,
            ViewportSize = new() { Width = 1280, Height = 900 },
            HttpCredentials = key is null ? null : new HttpCredentials { Username = "operator", Password = key },
        });
        context.SetDefaultTimeout((float)ServiceTests.TestService.Patience.TotalMilliseconds);
        return new Window(context, await context.NewPageAsync());
    }

    public async ValueTask DisposeAsync()
    {
        if (browser is not null)
        {
            await browser.CloseAsync();
        }

        playwright?.Dispose();
    }
}
