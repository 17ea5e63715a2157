using ExportNative.Service.Api;
using ExportNative.Service.Api.Access;
using ExportNative.Service.Settings;
using Hangfire;
using Hangfire.Dashboard;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace ExportNative.Service.Dashboard;

/// <summary>Hangfire's dashboard, with what this service adds to it.</summary>
internal static class DashboardSetup
{
    /// <summary>Adds what the dashboard asks for. Hangfire's own registration is not used: it works through statics.</summary>
    public static void AddDashboard(this IServiceCollection services, ServiceSettings settings)
    {
        services.AddSingleton<IGlobalConfiguration>(GlobalConfiguration.Configuration);
        services.AddSingleton(DashboardRoutes.Routes);
        services.AddAntiforgery();
        services.AddExportDashboard();

        // Beside the jobs, so that a command is accepted by whatever process gets it, after a restart too.
        services.AddDataProtection().SetApplicationName("ExportNative");
        services.Configure<KeyManagementOptions>(keys => keys.XmlRepository = new DashboardKeys(Path.Combine(settings.DataPath, "keys")));
    }

    /// <summary>Puts the dashboard at its path, behind its policy.</summary>
    public static void MapDashboard(this WebApplication app)
    {
        app.Use(Protect);
        app.MapExportDashboard();
        app.MapHangfireDashboard(
            ServiceRoutes.Dashboard,
            new DashboardOptions
            {
                // The endpoint's policy decides, for pages and for commands alike.
                Authorization = [],
                DashboardTitle = "ExportNative",
                AppPath = "/",
                DisplayStorageConnectionString = false,
                IsReadOnlyFunc = context => !context.GetHttpContext().User.Has(AccessScope.Operate),
            },
            app.Services.GetRequiredService<Hangfire.JobStorage>()).RequireAuthorization(AccessPolicies.Dashboard);
    }

    // Pages run no script but the embedded ones, and are shown in no other site's frame. Hangfire's pages colour their
    // state cards with style attributes.
    private static Task Protect(HttpContext http, RequestDelegate next)
    {
        if (http.Request.Path.StartsWithSegments(ServiceRoutes.Dashboard))
        {
            http.Response.Headers.ContentSecurityPolicy =
                "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; object-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";
            http.Response.Headers.XContentTypeOptions = "nosniff";
        }

        return next(http);
    }
}
