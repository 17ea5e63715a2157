using System.Text.Json;
using ExportNative.Service.Jobs;
using Hangfire.Dashboard;
using Hangfire.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace ExportNative.Service.Dashboard;

/// <summary>
/// Answers <c>exports/progress?jobs=1,2&amp;exports=a,b</c> with the figures of those that are exports: jobs by Hangfire's
/// id, for job pages and lists, exports by their own.
/// </summary>
internal sealed class ProgressDispatcher : IDashboardDispatcher
{
    private const int Most = 200;

    /// <inheritdoc/>
    public async Task Dispatch(DashboardContext context)
    {
        var http = context.GetHttpContext();
        var records = http.RequestServices.GetRequiredService<ExportRecords>();
        using var connection = context.Storage.GetConnection();
        var ids = Words(http, "exports").Concat(Words(http, "jobs").Select(job => ExportOf(connection, job)).OfType<string>());
        var found = ids.Distinct(StringComparer.Ordinal).Take(Most).Select(id => ExportRecords.Find(connection, id)).OfType<ExportRecord>().Select(JobProgress.Of).ToList();
        http.Response.Headers.CacheControl = "no-store";
        http.Response.ContentType = "application/json";
        await http.Response.Body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(found, DashboardJson.Default.ListJobProgress), http.RequestAborted);
    }

    private static IEnumerable<string> Words(HttpContext http, string name)
        => http.Request.Query[name].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries).Take(Most);

    private static string? ExportOf(IStorageConnection connection, string jobId)
        => connection.GetJobData(jobId)?.Job?.Args.OfType<ExportTicket>().FirstOrDefault()?.Id;
}
