using ExportNative.Service.Jobs;
using Hangfire;
using Hangfire.Dashboard;
using Microsoft.Extensions.DependencyInjection;

namespace ExportNative.Service.Dashboard;

/// <summary>
/// What this service adds to Hangfire's dashboard. Hangfire keeps its pages in statics, so they are added once in a
/// process; each asks the request for the service that it belongs to.
/// </summary>
internal static class DashboardPieces
{
    private static readonly Lazy<bool> Added = new(Add);

    /// <summary>Adds them, unless that was done.</summary>
    public static void Ensure() => _ = Added.Value;

    private static bool Add()
    {
        var configuration = GlobalConfiguration.Configuration;
        var assembly = typeof(DashboardPieces).Assembly;
        configuration.UseDashboardJavaScript(assembly, "wwwroot/dashboard.js");
        configuration.UseDashboardStylesheet(assembly, "wwwroot/dashboard.css");
        configuration.UseDashboardMetrics([.. DashboardFigures.All]);
        configuration.UseJobDetailsRenderer(0, details => new NonEscapedString(
            details.JobDetails.Job?.Args.OfType<ExportTicket>().Any() == true
                ? $"<div class=\"exn-job\" data-exn-job=\"{System.Net.WebUtility.HtmlEncode(details.JobId)}\"></div>"
                : ""));
        DashboardRoutes.Routes.Add("/exports/progress", new ProgressDispatcher());
        DashboardRoutes.Routes.AddRazorPage("/exports", _ => new ExportsPage());
        DashboardRoutes.Routes.AddCommand("/exports/cancel/(?<Id>[A-Za-z0-9._-]+)", context => Removal(context).Cancel(context.UriMatch.Groups["Id"].Value));
        DashboardRoutes.Routes.AddCommand("/exports/retry/(?<Id>[A-Za-z0-9._-]+)", context => Removal(context).Retry(context.UriMatch.Groups["Id"].Value));
        NavigationMenu.Items.Add(page => new MenuItem("Exports", page.Url.To("/exports"))
        {
            Active = page.RequestPath.StartsWith("/exports", StringComparison.OrdinalIgnoreCase),
        });
        return true;
    }

    private static ExportRemoval Removal(DashboardContext context) => context.GetHttpContext().RequestServices.GetRequiredService<ExportRemoval>();
}
