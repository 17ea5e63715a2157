using ExportNative.Contracts;
using ExportNative.Service.Api;
using ExportNative.Service.Api.Access;
using ExportNative.Service.Jobs;
using ExportNative.Service.Library;
using ExportNative.Service.Settings;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ExportNative.Service.Dashboard;

/// <summary>What the dashboard's script calls. To see is the dashboard's own policy; to change something takes the right to operate, and the page's antiforgery token.</summary>
internal static class LiveExportRoutes
{
    private const string Root = $"{ServiceRoutes.Dashboard}/exports";
    private const int MostJobs = 500;
    private const int LargestPage = 100;

    /// <summary>Adds the routes.</summary>
    public static void MapLiveExports(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup(Root).RequireAuthorization(AccessPolicies.Dashboard);
        group.MapGet("/live", Live);
        group.MapGet("/list", List);
        group.MapGet("/{id}/report", Report);
        group.MapPost("/{id}/cancel", Cancel).RequireAuthorization(AccessPolicies.Operate);
        group.MapPost("/{id}/retry", Retry).RequireAuthorization(AccessPolicies.Operate);
    }

    /// <summary>The exports that some jobs make, in any order; unknown jobs are left out.</summary>
    private static IResult Live(HttpContext http, LiveExports live, string[] job)
        => Json<IReadOnlyList<LiveExport>>(http, [.. job.Take(MostJobs).Select(live.OfJob).OfType<ExportRecord>().Select(record => Describe(http, live, record))]);

    private static IResult List(HttpContext http, LiveExports live, ExportRecords records, string? state, string? after, int? count)
    {
        ExportState? only = null;
        if (state is not null)
        {
            if (!Enum.TryParse<ExportState>(state, ignoreCase: true, out var parsed) || !Enum.IsDefined(parsed))
            {
                return Problems.Of(StatusCodes.Status400BadRequest, "state is none of pending, processing, completed, failed, cancelled.");
            }

            only = parsed;
        }

        if (!ExportPage.TryParseCursor(after, out var from))
        {
            return Problems.Of(StatusCodes.Status400BadRequest, "after is not a cursor that a page gave.");
        }

        var (page, next) = ExportPage.Read(records, null, only, null, from, Math.Clamp(count ?? 25, 1, LargestPage));
        return Json(http, new LiveExportPage(
            [.. page.Select(record => Describe(http, live, record))], next,
            Enum.GetValues<ExportState>().ToDictionary(each => each, each => records.Count(ExportRecords.Of(null, each)))));
    }

    private static IResult Report(string id, ExportRecords records, JobFolders folders)
        => records.Find(id) is { State: ExportState.Completed } && File.Exists(folders.Report(id))
            ? Results.File(folders.Report(id), "application/json")
            : Problems.Of(StatusCodes.Status404NotFound, "There is no report of such an export.");

    private static async Task<IResult> Cancel(string id, HttpContext http, IAntiforgery antiforgery, ExportRemoval removal)
        => !await antiforgery.IsRequestValidAsync(http) ? Foreign()
            : await removal.Cancel(id, CancellationToken.None) ? Results.NoContent()
            : Problems.Of(StatusCodes.Status409Conflict, "The export has ended already.");

    private static async Task<IResult> Retry(string id, HttpContext http, IAntiforgery antiforgery, ExportRemoval removal)
        => !await antiforgery.IsRequestValidAsync(http) ? Foreign()
            : removal.Retry(id) ? Results.NoContent()
            : Problems.Of(StatusCodes.Status409Conflict, "Only an export that failed can be tried again.");

    private static LiveExport Describe(HttpContext http, LiveExports live, ExportRecord record)
        => live.Describe(record, $"{http.Request.PathBase}{Root}", http.User.Has(AccessScope.Operate));

    private static IResult Foreign() => Problems.Of(StatusCodes.Status403Forbidden, "The request does not come from a page of this dashboard; reload it and try again.");

    private static IResult Json<T>(HttpContext http, T value)
    {
        http.Response.Headers.CacheControl = "no-store";
        return Results.Json(value, DashboardJson.Default);
    }
}
