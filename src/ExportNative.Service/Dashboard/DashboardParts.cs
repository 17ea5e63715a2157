using System.Globalization;
using System.Net;
using ExportNative.Service.CommandLine;
using ExportNative.Service.Jobs;
using Hangfire;
using Hangfire.Dashboard;
using Microsoft.Extensions.DependencyInjection;

namespace ExportNative.Service.Dashboard;

/// <summary>
/// The additions that Hangfire keeps in statics: pages, menu, assets, figures. They belong to the process and not to one
/// service in it, so each finds the service through the request that it answers.
/// </summary>
internal static class DashboardParts
{
    private const int BeforeHistory = 5;
    private static int registered;

    /// <summary>Adds them, the first time that it is called.</summary>
    public static void Register()
    {
        if (Interlocked.Exchange(ref registered, 1) == 1)
        {
            return;
        }

        var assembly = typeof(DashboardParts).Assembly;
        GlobalConfiguration.Configuration
            .UseDashboardStylesheet(assembly, "dashboard/dashboard.css")
            .UseDashboardJavaScript(assembly, "dashboard/live.js")
            .UseDashboardJavaScript(assembly, "dashboard/job-pages.js")
            .UseDashboardJavaScript(assembly, "dashboard/exports-page.js")
            .UseJobDetailsRenderer(BeforeHistory, JobBlock)
            .UseDashboardMetrics(
                Figure("exports:running", "Exports running", figures => new Metric(figures.Running)),
                Figure("exports:queued", "Exports waiting", figures => new Metric(figures.Waiting) { Style = figures.Waiting > 0 ? MetricStyle.Info : MetricStyle.Default }),
                Figure("exports:rate", "MB/s written", figures => new Metric((figures.BytesPerSecond / 1e6).ToString("F1", CultureInfo.InvariantCulture))),
                Figure("exports:failed-today", "Failed today (UTC)", figures => new Metric(figures.FailedToday)
                {
                    Style = figures.FailedToday > 0 ? MetricStyle.Danger : MetricStyle.Default,
                    Highlighted = figures.FailedToday > 0,
                }),
                Figure("exports:disk-free", "Disk free", figures => new Metric(figures.FreeBytes is { } free ? ProgressText.Size(free) : "unknown")
                {
                    Style = figures.IsDiskLow ? MetricStyle.Danger : MetricStyle.Default,
                    Highlighted = figures.IsDiskLow,
                }));
        Hangfire.Dashboard.DashboardRoutes.Routes.AddRazorPage("/exports", _ => new ExportsPage());
        NavigationMenu.Items.Insert(0, page => new MenuItem("Exports", page.Url.To("/exports"))
        {
            Active = page.RequestPath.StartsWith("/exports", StringComparison.OrdinalIgnoreCase),
        });
    }

    private static DashboardMetric Figure(string name, string title, Func<ServiceFigures, Metric> metric)
        => new(name, title, page => metric(page.Context.GetHttpContext().RequestServices.GetRequiredService<FigureReader>().Read()));

    /// <summary>The live block of an export's job; its script fills it in. Nothing on the pages of other jobs.</summary>
    private static NonEscapedString JobBlock(JobDetailsRendererDto job)
        => new(job.JobDetails.Job?.Type == typeof(ExportJob)
            ? $"""<h3>Progress</h3><div class="en-live" data-en-job="{WebUtility.HtmlEncode(job.JobId)}"></div>"""
            : "");
}
