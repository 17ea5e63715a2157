using System.Text.Json;
using System.Text.Json.Nodes;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ExportNative.BrowserTests;

/// <summary>A browser window on the page or the dashboard. It notes whatever the browser complains about: a script's error, something that the content policy forbids, a request that fails.</summary>
internal sealed class Window : IAsyncDisposable
{
    private readonly IBrowserContext context;
    private readonly List<string> complaints = [];

    public Window(IBrowserContext context, IPage page)
    {
        this.context = context;
        Page = page;
        // Hangfire's own script, on pages without its graphs, when the colour scheme changes.
        page.PageError += (_, error) => Complain(error.Contains("changeDatasetColorScheme", StringComparison.Ordinal) ? null : error);
        page.Console += (_, message) => Complain(message.Type == "error" ? $"{message.Text} ({message.Location})" : null);
        page.Dialog += (_, dialog) => _ = dialog.AcceptAsync();
    }

    /// <summary>The page.</summary>
    public IPage Page { get; }

    /// <summary>What the browser complained about so far.</summary>
    public IReadOnlyList<string> Complaints
    {
        get
        {
            lock (complaints)
            {
                return [.. complaints];
            }
        }
    }

    /// <summary>Takes back complaints that a test caused on purpose.</summary>
    public void Forgive(string text)
    {
        lock (complaints)
        {
            complaints.RemoveAll(complaint => complaint.Contains(text, StringComparison.Ordinal));
        }
    }

    /// <summary>Goes to a page of the dashboard.</summary>
    public async Task Go(string path)
    {
        var answer = await Page.GotoAsync($"/hangfire{path}");
        Assert.Equal(200, answer!.Status);
    }

    /// <summary>Lets the browser find an edit that it kept, as from an earlier visit.</summary>
    public Task Bring(JsonObject edit) => Page.AddInitScriptAsync(
        $"if (!localStorage.getItem('exportnative.edit')) localStorage.setItem('exportnative.edit', {JsonSerializer.Serialize(edit.ToJsonString())});");

    /// <summary>Goes to a view of the page.</summary>
    public async Task Visit(string view)
    {
        await Page.GotoAsync($"/#{view}");
        await Expect(Page.Locator("html[data-ready]")).ToBeAttachedAsync();
    }

    /// <summary>The edit as the browser keeps it, when everything that was done is in it.</summary>
    public async Task<JsonObject> Edit()
    {
        await Page.EvaluateAsync("dispatchEvent(new Event('pagehide'))");
        return JsonNode.Parse(await Page.EvaluateAsync<string>("localStorage.getItem('exportnative.edit')"))!.AsObject();
    }

    /// <summary>Waits until each camera has a picture to show.</summary>
    public async Task CamerasAreReady(int cameras)
        => await Page.WaitForFunctionAsync("count => { const all = [...document.querySelectorAll('.tile video')]; return all.length === count && all.every(one => one.readyState > 2 && !one.seeking); }", cameras);

    /// <summary>What axe finds wrong with what is shown, one line for each element.</summary>
    public async Task<IReadOnlyList<string>> Violations()
    {
        var found = await Page.RunAxe();
        return [.. found.Violations.SelectMany(rule => rule.Nodes.Select(node => $"{rule.Id}: {rule.Help}: {node.Target}"))];
    }

    /// <summary>Keeps the page as a picture of the width of a phone, light and dark.</summary>
    public async Task KeepPhone(string name)
    {
        await Page.SetViewportSizeAsync(390, 844);
        await Keep($"{name}-phone");
        Assert.Equal(390, await Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        await Page.SetViewportSizeAsync(1280, 900);
    }

    /// <summary>Keeps the page as pictures, light and dark, in artifacts/screenshots.</summary>
    public async Task Keep(string name)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Root(), "artifacts", "screenshots")).FullName;
        foreach (var (scheme, word) in new[] { (ColorScheme.Dark, "dark"), (ColorScheme.Light, "light") })
        {
            await Page.EmulateMediaAsync(new() { ColorScheme = scheme });
            await Page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}-{word}.png"), Animations = ScreenshotAnimations.Disabled });
        }
    }

    /// <summary>Colour of the page's ground in a colour scheme, as CSS writes it.</summary>
    public async Task<string> Ground(ColorScheme scheme)
    {
        await Page.EmulateMediaAsync(new() { ColorScheme = scheme });
        return await Page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor");
    }

    /// <summary>Fails when the browser complained about anything: the last line of a test, so that it hides no other failure.</summary>
    public void HasNoComplaints() => Assert.True(Complaints.Count == 0, string.Join("\n", Complaints.Distinct()));

    public async ValueTask DisposeAsync() => await context.CloseAsync();

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "ExportNative.sln")))
        {
            folder = folder.Parent;
        }

        Assert.NotNull(folder);
        return folder.FullName;
    }

    private void Complain(string? what)
    {
        if (what is not null)
        {
            lock (complaints)
            {
                complaints.Add(what);
            }
        }
    }
}
