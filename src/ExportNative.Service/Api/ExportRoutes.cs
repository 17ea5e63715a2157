using ExportNative.Contracts;
using ExportNative.Service.Api.Access;
using ExportNative.Service.Jobs;
using ExportNative.Service.Library;
using ExportNative.Service.Settings;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace ExportNative.Service.Api;

/// <summary>Exports over HTTP: submit, status, list, plan, report, cancel. Downloads and events have files of their own.</summary>
internal static class ExportRoutes
{
    private const int LargestPage = 200;

    /// <summary>Adds the routes.</summary>
    public static void MapExports(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/export");
        group.MapPost("", Submit).RequireAuthorization(AccessPolicies.Submit);
        group.MapGet("", List).RequireAuthorization(AccessPolicies.Read);
        group.MapPost("/plan", Plan).RequireAuthorization(AccessPolicies.Follow);
        group.MapGet("/{id}/status", Status).RequireAuthorization(AccessPolicies.Follow);
        group.MapGet("/{id}/report", Report).RequireAuthorization(AccessPolicies.Follow);
        group.MapGet("/{id}/events", ExportEvents.Stream).RequireAuthorization(AccessPolicies.Follow);
        group.MapMethods("/{id}/download", [HttpMethods.Get, HttpMethods.Head], ExportDownload.Send).AllowAnonymous();
        group.MapDelete("/{id}", Remove).RequireAuthorization(AccessPolicies.Submit);
    }

    /// <summary>The answer about an export; shared by status and events.</summary>
    public static ExportStatus Describe(ExportRecord record, DownloadLinks links) => new(
        record.Id, record.State, Math.Round(record.Fraction, 4), record.Message, record.Error,
        record.State == ExportState.Completed ? links.For(record) : null);

    /// <summary>An export that the caller may know of; null otherwise.</summary>
    public static ExportRecord? Find(ExportRecords records, string id, HttpContext http)
        => records.Find(id) is { } record && http.User.MaySee(record) ? record : null;

    /// <summary>The answer when there is no such export for the caller.</summary>
    public static IResult Unknown(string id) => Problems.Of(StatusCodes.Status404NotFound, $"There is no export {Shown(id)}.");

    private static async Task<IResult> Submit(HttpContext http, ServiceSettings settings, SourceCheck sources, JobFolders folders, ExportSubmission submission, WebhookTargets webhooks)
    {
        var (config, warnings) = await ReadConfig(http, settings, folders);
        if (config.CallbackUrl is { } url && webhooks.Refusal(url) is { } refusal)
        {
            throw ExportException.ForConfig([new ConfigProblem("$.callbackUrl", refusal, "an address that the service may call")]);
        }

        await sources.Check(config, http.RequestAborted);
        return await submission.Submit(config, http.User.Owner(), http.RequestAborted) switch
        {
            SubmissionResult.Accepted or SubmissionResult.AlreadyThere
                => Results.Json(new AcceptedExport(config.Id, ExportState.Pending, "The export was accepted.", warnings), ApiJson.Default.AcceptedExport, statusCode: StatusCodes.Status202Accepted),
            SubmissionResult.OtherConfig
                => Problems.Of(StatusCodes.Status409Conflict, $"There is another export with the id {config.Id}. Remove it first, or choose another id."),
            _ => Problems.Of(StatusCodes.Status429TooManyRequests, $"{settings.Limits.MaxActivePerOwner} exports wait or run already. Try again when some have ended."),
        };
    }

    private static async Task<IResult> Plan(HttpContext http, ServiceSettings settings, SourceCheck sources, JobFolders folders)
    {
        var (config, _) = await ReadConfig(http, settings, folders);
        return Results.Json(await sources.Plan(config, http.RequestAborted), ContractsJson.Default.ExportPlan);
    }

    private static IResult Status(string id, HttpContext http, ExportRecords records, DownloadLinks links)
    {
        http.Response.Headers.CacheControl = "no-store";
        return Find(records, id, http) is { } record ? Results.Json(Describe(record, links), ApiJson.Default.ExportStatus) : Unknown(id);
    }

    private static IResult Report(string id, HttpContext http, ExportRecords records, JobFolders folders)
    {
        if (Find(records, id, http) is not { } record)
        {
            return Unknown(id);
        }

        return record.State == ExportState.Completed && File.Exists(folders.Report(id))
            ? Results.File(folders.Report(id), "application/json")
            : Problems.Of(StatusCodes.Status409Conflict, "There is a report only when the export has completed.");
    }

    private static async Task<IResult> Remove(string id, HttpContext http, ExportRecords records, ExportRemoval removal)
        => Find(records, id, http) is not null && await removal.Remove(id, CancellationToken.None)
            ? Results.Json(new AcceptedExport(id, ExportState.Cancelled, "The export was cancelled and its files were removed."), ApiJson.Default.AcceptedExport)
            : Unknown(id);

    private static IResult List(HttpContext http, ExportRecords records, DownloadLinks links, string? status, string? tag, int? limit, string? cursor)
    {
        ExportState? state = null;
        if (status is not null)
        {
            if (!Enum.TryParse<ExportState>(status, ignoreCase: true, out var parsed) || !Enum.IsDefined(parsed) || int.TryParse(status, out _))
            {
                return Problems.Of(StatusCodes.Status400BadRequest, "status is none of pending, processing, completed, failed, cancelled.");
            }

            state = parsed;
        }

        if (limit is < 1 or > LargestPage)
        {
            return Problems.Of(StatusCodes.Status400BadRequest, $"limit is not between 1 and {LargestPage}.");
        }

        var owner = http.User.Has(AccessScope.Operate) ? null : http.User.Owner();
        if (!ExportPage.TryParseCursor(cursor, out var from))
        {
            return Problems.Of(StatusCodes.Status400BadRequest, "cursor is not one that a list gave.");
        }

        var (page, next) = ExportPage.Read(records, owner, state, tag, from, limit ?? 50);
        var exports = page.Select(record => new ListedExport(
            record.Id, record.State, Math.Round(record.Fraction, 4), record.ProjectName, record.Tags,
            DateTimeOffset.UnixEpoch.AddTicks(record.SubmittedAt * TimeSpan.TicksPerMicrosecond), record.ChangedAt,
            record.Message, record.Error, record.ErrorKind, record.State == ExportState.Completed ? links.For(record) : null));
        return Results.Json(new ExportList([.. exports], next), ApiJson.Default.ExportList);
    }

    private static async Task<(ExportConfig Config, IReadOnlyList<ConfigProblem>? Warnings)> ReadConfig(HttpContext http, ServiceSettings settings, JobFolders folders)
    {
        var most = settings.Limits.MaxConfigBytes;
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } feature)
        {
            feature.MaxRequestBodySize = most;
        }

        using var buffer = new MemoryStream((int)Math.Clamp(http.Request.ContentLength ?? 0, 0, most));
        await http.Request.Body.CopyToAsync(buffer, http.RequestAborted);
        var result = ExportConfigReader.Read(
            buffer.GetBuffer().AsSpan(0, (int)buffer.Length), new ConfigLimits { MaxBytes = most, MaxSegments = settings.Limits.MaxSegments });
        var config = result.Require();
        if (folders.OutputProblem(config) is { } problem)
        {
            throw ExportException.ForConfig([problem]);
        }

        return (config, result.Warnings.Count == 0 ? null : result.Warnings);
    }

    private static string Shown(string id) => id.Length <= 128 && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-') ? id : "of that id";
}
