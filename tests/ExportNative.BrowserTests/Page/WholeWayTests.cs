using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using ExportNative.Contracts;
using ExportNative.ServiceTests;
using ExportNative.Testing.Audit;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ExportNative.BrowserTests.Page;

/// <summary>From three files to one, as somebody without an editor goes it.</summary>
public sealed partial class WholeWayTests(Footage footage, Cameras cameras, Chromium chromium)
{
    private const double SyncOffset = 0.4;
    private static readonly int[] Chosen = [1, 2, 0, 2, 1, 0];

    [Fact]
    public async Task Three_uploaded_cameras_are_cut_while_they_play_and_the_file_shows_the_cameras_that_were_chosen()
    {
        await using var service = await TestService.Start(footage, ("Jobs:MaxBytesPerSecond", "2000000"));
        await using var window = await chromium.Open(service.Address);
        var page = window.Page;
        var folder = Directory.CreateTempSubdirectory("exportnative-page-");
        try
        {
            await window.Visit("library");
            await Upload(page, cameras.CopyTo(folder.FullName));
            await page.GetByRole(AriaRole.Link, new() { Name = "Multicam" }).ClickAsync();
            await window.CamerasAreReady(3);
            await page.GetByLabel("Sync offset of camera 3").FillAsync(SyncOffset.ToString(CultureInfo.InvariantCulture));
            await page.GetByLabel("Sync offset of camera 3").PressAsync("Tab");
            var pressed = await SwitchWhilePlaying(page);

            var switches = Cut.SwitchesOf(await window.Edit());
            Assert.Equal([0, .. Chosen], switches.Select(one => one.Camera));
            for (var i = 0; i < pressed.Count; i++)
            {
                // Where the playhead was when the key went down; the clock that is shown is a frame or two older or newer.
                Assert.InRange(switches[i + 1].Time, pressed[i].Before - 0.1, pressed[i].After + 0.1);
            }

            var id = await Export(page);
            var report = JsonSerializer.Deserialize(
                await service.Client.GetStringAsync($"/api/export/{id}/report", TestContext.Current.CancellationToken), ContractsJson.Default.ExportReport)!;
            var output = Path.Combine(folder.FullName, "download.mp4");
            var download = await page.RunAndWaitForDownloadAsync(() => page.Locator("en-job").GetByRole(AriaRole.Link, new() { Name = "Download" }).ClickAsync());
            await download.SaveAsAsync(output);
            Assert.Equal("Untitled edit.mp4", download.SuggestedFilename);

            // What was asked is what was cut: files, and times with the sync offset.
            Assert.Equal(switches.Select(one => Cameras.Names[one.Camera]), report.Plan.Segments.Select(segment => report.Plan.Sources.Single(source => source.Index == segment.SourceIndex).FilePath));
            Assert.All(report.Plan.Segments.Zip(switches), pair =>
                Assert.Equal(pair.Second.Time + (pair.Second.Camera == 2 ? SyncOffset : 0), pair.First.AskedStart.ToDouble(), 6));
            Audit(report, output);

            // Asked whether an upload had been begun; none had.
            window.Forgive("/upload:0:0");
            window.HasNoComplaints();
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task Upload(IPage page, IReadOnlyList<string> files)
    {
        await page.Locator("#files").SetInputFilesAsync(files);
        foreach (var name in Cameras.Names)
        {
            var card = page.Locator($".card[data-source='{name}']");
            await Expect(card).ToContainTextAsync("0:24");
            await Expect(card).ToContainTextAsync("320 × 180");
            await Expect(card).ToContainTextAsync("every 0.50 s at most");
            await Expect(page.Locator($".upload[data-upload='{name}']")).ToHaveAttributeAsync("data-state", "done");
            Assert.True(await card.Locator("img").EvaluateAsync<bool>("picture => picture.decode().then(() => picture.naturalWidth > 100)"));
            await card.GetByRole(AriaRole.Button, new() { Name = "Use as camera" }).ClickAsync();
        }
    }

    // Keys, and a click in the middle; what the clock showed just before and after each.
    private static async Task<IReadOnlyList<(double Before, double After)>> SwitchWhilePlaying(IPage page)
    {
        List<(double Before, double After)> pressed = [];
        await page.GetByRole(AriaRole.Button, new() { Name = "Play", Exact = true }).ClickAsync();
        await page.WaitForFunctionAsync("() => parseFloat(document.querySelector('.clock').textContent.slice(2)) > 1.2");
        foreach (var camera in Chosen)
        {
            var before = await Clock(page);
            if (pressed.Count == 2)
            {
                await page.Locator(".tile").Nth(camera).ClickAsync();
            }
            else
            {
                await page.Keyboard.PressAsync((camera + 1).ToString(CultureInfo.InvariantCulture));
            }

            pressed.Add((before, await Clock(page)));
            await Expect(page.Locator(".tile").Nth(camera)).ToHaveAttributeAsync("aria-pressed", "true");
            await page.WaitForFunctionAsync("then => parseFloat(document.querySelector('.clock').textContent.slice(2)) > then + 1.4", pressed[^1].After);
        }

        await page.Keyboard.PressAsync("k");
        return pressed;
    }

    private static async Task<double> Clock(IPage page) => await page.EvaluateAsync<double>("() => parseFloat(document.querySelector('.clock').textContent.slice(2))");

    // The plan first, then the bar, which is seen to move.
    private static async Task<string> Export(IPage page)
    {
        await page.GetByRole(AriaRole.Link, new() { Name = "Export", Exact = true }).First.ClickAsync();
        await Expect(page.Locator(".plan-sentence")).ToHaveTextAsync(PlanSentence());
        await Expect(page.Locator(".plan tbody tr")).ToHaveCountAsync(Chosen.Length + 1);
        await page.GetByRole(AriaRole.Button, new() { Name = "Export", Exact = true }).ClickAsync();
        var job = page.Locator("en-job");
        List<double> seen = [];
        List<string> figures = [];
        var clock = Stopwatch.StartNew();
        while (await job.CountAsync() == 0 || await job.GetAttributeAsync("data-status") != "completed")
        {
            if (await job.CountAsync() == 1 && await job.GetAttributeAsync("data-status") == "processing")
            {
                seen.Add(double.Parse((await job.Locator("[role=progressbar]").GetAttributeAsync("aria-valuenow"))!, CultureInfo.InvariantCulture));
                figures.Add(await job.Locator(".job-figures").InnerTextAsync());
            }

            Assert.True(clock.Elapsed < TestService.Patience, await page.Locator("en-export").InnerTextAsync());
            await Task.Delay(60, TestContext.Current.CancellationToken);
        }

        Assert.Equal(seen.Order(), seen);
        Assert.True(seen.Distinct().Count(value => value is > 0 and < 100) >= 2, string.Join(' ', seen.Distinct()));
        Assert.Contains(figures, text => Figures().IsMatch(text));
        await Expect(job.Locator(".job-percent")).ToHaveTextAsync("100.0 %");
        return (await job.GetAttributeAsync("data-export"))!;
    }

    private void Audit(ExportReport report, string output)
    {
        // In the order of the config's sources, which is that of the angles.
        var figures = new ExportAudit(report, output, [.. Cameras.Names.Select((_, i) => new AuditedSource(i, Cameras.Rate, cameras.PathOf(i)))]).Run();
        const double frame = 1000 / Cameras.Rate;

        Assert.True(figures.Frames > 0.9 * Cameras.Rate * (Cameras.Seconds - SyncOffset), $"{figures}");
        Assert.InRange(figures.DurationError, -frame, frame);
        Assert.InRange(figures.PlaceError, 0, (frame / 2) + 0.05);
        Assert.Equal((0, 0, 0, 0), (figures.BadFrames, figures.NonMonotonic, figures.Skips, figures.DecodeErrors.Count));
        Assert.Equal(0, figures.UnannouncedCamera);

        // The rest of the time, and that is most of it, the very camera that was chosen is on screen.
        Assert.InRange(figures.WrongCamera, 0, figures.AnnouncedRolls + (frame * report.Segments.Count));
        Assert.True(figures.AnnouncedRolls < 250 * Chosen.Length + frame, $"{figures}");
    }

    [GeneratedRegex(@"^7 segments, 0:24, about \d(\.\d)? MB, \d cuts? rolls? by up to 0\.\d+ s$")]
    private static partial Regex PlanSentence();

    [GeneratedRegex(@"^[\d.]+ (kB|MB) of about [\d.]+ MB · [\d.]+ (kB|MB)/s · [\d.]+ × real time · 0:\d\d left$")]
    private static partial Regex Figures();
}
