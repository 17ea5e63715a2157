using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using ExportNative.ServiceTests;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ExportNative.BrowserTests.Page;

/// <summary>The page as it comes over the wire.</summary>
[Collection(nameof(Calm))]
public sealed class FirstLoadTests(Footage footage, Chromium chromium)
{
    private const double MostBytes = 150_000;
    private const double MostMilliseconds = 1000;

    [Fact]
    public async Task It_is_light_and_soon_there()
    {
        await using var service = await TestService.Start(footage);
        List<double> times = [];
        double bytes = 0, pictures = 0, everything = 0;
        for (var i = 0; i < 3; i++)
        {
            // A window of its own has nothing in its cache. The best of three counts: what is measured is the page and not the
            // machine's other work.
            await using var window = await chromium.Open(service.Address);
            var session = await window.Page.Context.NewCDPSessionAsync(window.Page);
            double sum = 0, answers = 0;
            HashSet<string> data = [];
            session.Event("Network.requestWillBeSent").OnEvent += (_, sent) =>
            {
                if (sent!.Value.GetProperty("request").GetProperty("url").GetString()!.Contains("/api/", StringComparison.Ordinal))
                {
                    data.Add(sent.Value.GetProperty("requestId").GetString()!);
                }
            };
            session.Event("Network.loadingFinished").OnEvent += (_, finished) =>
            {
                var length = finished!.Value.GetProperty("encodedDataLength").GetDouble();
                var isData = data.Contains(finished.Value.GetProperty("requestId").GetString()!);
                (sum, answers) = (sum + (isData ? 0 : length), answers + (isData ? length : 0));
            };
            await session.SendAsync("Network.enable");
            await window.Visit("library");
            await Expect(window.Page.Locator(".card")).ToHaveCountAsync(2);
            times.Add(await window.Page.EvaluateAsync<double>("performance.getEntriesByName('usable')[0].startTime"));
            (bytes, pictures) = (sum, answers);
            foreach (var view in new[] { "multicam", "export", "exports" })
            {
                await window.Page.EvaluateAsync($"location.hash = '{view}'");
                await Expect(window.Page.Locator($"main > en-{view}")).ToBeVisibleAsync();
            }

            everything = sum;
            window.HasNoComplaints();
        }

        var text = string.Create(CultureInfo.InvariantCulture, $"{bytes:F0} bytes and {pictures:F0} of answers and thumbnails; all views {everything:F0} bytes; usable after {string.Join(", ", times.Select(time => $"{time:F0}"))} ms");
        TestContext.Current.TestOutputHelper?.WriteLine(text);
        Assert.True(bytes > 10_000 && bytes + pictures < MostBytes && everything < MostBytes && times.Min() < MostMilliseconds, text);
    }

    [Fact]
    public async Task Nothing_but_its_own_files_may_run_and_no_other_site_may_frame_it()
    {
        await using var service = await TestService.Start(footage);
        using var answer = await service.Client.GetAsync("/", TestContext.Current.CancellationToken);
        var policy = answer.Headers.GetValues("Content-Security-Policy").Single();

        Assert.Contains("default-src 'none'; script-src 'self'; style-src 'self'", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("no-referrer", answer.Headers.GetValues("Referrer-Policy").Single());
        await using var window = await chromium.Open(service.Address);
        await window.Visit("library");
        window.HasNoComplaints();
        await window.Page.EvaluateAsync("document.head.append(Object.assign(document.createElement('style'), { textContent: 'body { color: red }' }))");
        await window.Page.EvaluateAsync("document.body.setAttribute('onclick', 'window.taken = true')").ContinueWith(_ => { }, TaskScheduler.Default);
        await window.Page.Locator("h1").ClickAsync();
        Assert.False(await window.Page.EvaluateAsync<bool>("'taken' in window || getComputedStyle(document.body).color === 'rgb(255, 0, 0)'"));
        Assert.NotEmpty(window.Complaints);
    }

    [Fact]
    public async Task The_description_of_the_api_is_shown_under_the_same_policy()
    {
        await using var service = await TestService.Start(footage);
        await using var window = await chromium.Open(service.Address);
        var answer = await window.Page.GotoAsync("/docs");
        Assert.Contains("default-src 'none'", answer!.Headers["content-security-policy"], StringComparison.Ordinal);
        await Expect(window.Page.Locator("details").First).ToBeVisibleAsync();
        await Expect(window.Page.GetByText("/api/export/{id}/status").First).ToBeVisibleAsync();
        Assert.Empty(await window.Violations());
        window.HasNoComplaints();
    }

    [Theory]
    [InlineData("/", "text/html")]
    [InlineData("/docs", "text/html")]
    [InlineData("/app/main.js", "text/javascript")]
    [InlineData("/app/styles/base.css", "text/css")]
    [InlineData("/app/icon.svg", "image/svg+xml")]
    public async Task A_browser_that_has_a_file_is_told_so(string path, string type)
    {
        await using var service = await TestService.Start(footage);
        using var plain = await service.Client.GetAsync(path, TestContext.Current.CancellationToken);
        Assert.Equal(type, plain.Content.Headers.ContentType!.MediaType);
        using var packed = new HttpRequestMessage(HttpMethod.Get, path);
        packed.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue("br"));
        using var answer = await service.Client.SendAsync(packed, TestContext.Current.CancellationToken);
        Assert.Equal(["br"], answer.Content.Headers.ContentEncoding);
        Assert.True(answer.Content.Headers.ContentLength < plain.Content.Headers.ContentLength);
        using var again = new HttpRequestMessage(HttpMethod.Get, path);
        again.Headers.IfNoneMatch.Add(plain.Headers.ETag!);
        using var known = await service.Client.SendAsync(again, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotModified, known.StatusCode);
    }

    [Theory]
    [InlineData("/app/../openapi.json")]
    [InlineData("/app/nothing.js")]
    [InlineData("/app/")]
    public async Task There_are_no_other_files(string path)
    {
        await using var service = await TestService.Start(footage);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(service.Address.ToString().TrimEnd('/') + path.Replace("..", "%2e%2e", StringComparison.Ordinal), new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
        using var answer = await service.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.DoesNotContain("javascript", answer.Content.Headers.ContentType?.MediaType ?? "", StringComparison.Ordinal);
        Assert.True(answer.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.BadRequest || path.EndsWith("openapi.json", StringComparison.Ordinal));
    }
}
