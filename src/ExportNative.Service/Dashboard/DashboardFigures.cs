using System.Globalization;
using System.IO.Abstractions;
using ExportNative.Contracts;
using ExportNative.Service.Api;
using ExportNative.Service.Jobs;
using ExportNative.Service.Settings;
using Hangfire.Dashboard;
using Microsoft.Extensions.DependencyInjection;

namespace ExportNative.Service.Dashboard;

/// <summary>The figures on the dashboard's home page.</summary>
internal static class DashboardFigures
{
    private const int MostRunning = 100;

    /// <summary>Running, queued, MB/s, failed today, disk free.</summary>
    public static readonly IReadOnlyList<DashboardMetric> All =
    [
        Of("exports:running", "Exports running", page => new Metric(Records(page).Count(ExportRecords.Of(null, ExportState.Processing))) { Style = MetricStyle.Info }),
        Of("exports:queued", "Exports queued", page => new Metric(Records(page).Count(ExportRecords.Of(null, ExportState.Pending)))),
        Of("exports:rate", "MB/s", page => new Metric(Rate(page).ToString("0.0", CultureInfo.InvariantCulture))),
        Of("exports:failed", "Failed today", page =>
        {
            var failed = FailedToday(page);
            return new Metric(failed) { Style = failed > 0 ? MetricStyle.Danger : MetricStyle.Default, Highlighted = failed > 0 };
        }),
        Of("exports:disk", "GB free", page =>
        {
            var services = Services(page);
            var settings = services.GetRequiredService<ServiceSettings>();
            var free = services.GetRequiredService<IFileSystem>().DriveInfo.New(settings.MediaBasePath).AvailableFreeSpace;
            return new Metric((free / 1e9).ToString("0", CultureInfo.InvariantCulture)) { Style = free < settings.MinFreeBytes ? MetricStyle.Danger : MetricStyle.Default };
        }),
    ];

    private static DashboardMetric Of(string name, string title, Func<RazorPage, Metric> value) => new(name, title, value);

    private static IServiceProvider Services(RazorPage page) => page.Context.GetHttpContext().RequestServices;

    private static ExportRecords Records(RazorPage page) => Services(page).GetRequiredService<ExportRecords>();

    private static double Rate(RazorPage page)
        => ExportPage.Read(Records(page), null, ExportState.Processing, null, double.MinValue, MostRunning).Page.Sum(record => record.Progress?.BytesPerSecond ?? 0) / 1e6;

    // The newest failures are the first in the list by submission; one submitted earlier than the page reaches is not counted.
    private static int FailedToday(RazorPage page)
    {
        var today = Services(page).GetRequiredService<TimeProvider>().GetUtcNow().Date;
        return ExportPage.Read(Records(page), null, ExportState.Failed, null, double.MinValue, MostRunning).Page.Count(record => record.ChangedAt.UtcDateTime >= today);
    }
}
