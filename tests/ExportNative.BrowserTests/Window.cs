using Microsoft.Playwright;
using Xunit;

namespace ExportNative.BrowserTests;

/// <summary>A browser window on the dashboard. It notes whatever the browser complains about: a script's error, something that the content policy forbids, a request that fails.</summary>
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
