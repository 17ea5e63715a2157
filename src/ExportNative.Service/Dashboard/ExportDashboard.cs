using Hangfire;
using Hangfire.Common;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace ExportNative.Service.Dashboard;

/// <summary>What this service adds to Hangfire's dashboard: live bars, the exports' own page, figures on the home page.</summary>
internal static class ExportDashboard
{
    /// <summary>Adds its parts.</summary>
    public static void AddExportDashboard(this IServiceCollection services)
    {
        services.AddSingleton<LiveExports>();
        services.AddSingleton<FigureReader>();

        // What an operator triggers goes through this service's filters, as everything else does, and so to a queue that
        // somebody serves.
        services.AddSingleton<IRecurringJobManager>(provider =>
            new RecurringJobManager(provider.GetRequiredService<Hangfire.JobStorage>(), provider.GetRequiredService<IJobFilterProvider>()));
        DashboardParts.Register();
    }

    /// <summary>Adds the routes that its pages call, beside Hangfire's own.</summary>
    public static void MapExportDashboard(this IEndpointRouteBuilder routes) => routes.MapLiveExports();
}
