using System.Globalization;
using Microsoft.Playwright;
using Xunit;

namespace ExportNative.BrowserTests.Page;

/// <summary>Tests that measure time: they run one after the other, when all others are done.</summary>
[CollectionDefinition(nameof(Calm), DisableParallelization = true)]
public sealed class Calm
{
    // An empty page gets sixty.
    private const double Fair = 56;

    // Programs that want each processor at once.
    private const double Crowded = 2;

    /// <summary>
    /// Leaves a measurement that failed out where the machine is so busy that it says nothing of the page: an empty page is not
    /// drawn as often as it should be, or several programs wait for each processor. Where the tests decide, it counts.
    /// </summary>
    /// <param name="beside">A page of the same browser.</param>
    /// <param name="result">What was measured.</param>
    internal static async Task LeaveOutWhenBusy(IPage beside, string result)
    {
        if (Environment.GetEnvironmentVariable("CI") == "true")
        {
            return;
        }

        var empty = await beside.Context.NewPageAsync();
        await empty.BringToFrontAsync();
        var rate = await empty.EvaluateAsync<double>("""
            () => new Promise(resolve => {
              const frames = [];
              const note = at => frames.push(at) > 120 ? resolve(120000 / (at - frames[0])) : requestAnimationFrame(note);
              requestAnimationFrame(note);
            })
            """);
        await empty.CloseAsync();
        var waiting = double.Parse((await File.ReadAllTextAsync("/proc/loadavg")).Split(' ')[0], CultureInfo.InvariantCulture) / Environment.ProcessorCount;
        Assert.SkipWhen(
            rate < Fair || waiting > Crowded,
            string.Create(CultureInfo.InvariantCulture, $"An empty page gets {rate:F0} frames a second here, and {waiting:F1} programs want each processor. {result}"));
    }
}
