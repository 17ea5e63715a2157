using System.Globalization;
using ExportNative.Contracts;
using ExportNative.Service.Api;
using ExportNative.Service.Jobs;
using Hangfire.Dashboard;
using Hangfire.Dashboard.Pages;
using Microsoft.Extensions.DependencyInjection;

namespace ExportNative.Service.Dashboard;

/// <summary>All exports, newest first: state, bar, cancel, retry, links to file, report and job.</summary>
internal sealed class ExportsPage : RazorPage
{
    private const int PageSize = 50;

    /// <inheritdoc/>
    public override void Execute()
    {
        Layout = new LayoutPage("Exports");
        var records = Context.GetHttpContext().RequestServices.GetRequiredService<ExportRecords>();
        ExportState? state = Enum.TryParse<ExportState>(Query("status"), ignoreCase: true, out var parsed) && Enum.IsDefined(parsed) ? parsed : null;
        if (!ExportPage.TryParseCursor(Query("cursor") is { Length: > 0 } cursor ? cursor : null, out var from))
        {
            from = double.MinValue;
        }

        var (page, next) = ExportPage.Read(records, null, state, null, from, PageSize);

        WriteLiteral("<div class=\"row\"><div class=\"col-md-12\"><h1 class=\"page-header\">Exports</h1>");
        WriteFilter(records, state);
        if (page.Count == 0)
        {
            WriteLiteral("<div class=\"alert alert-info\">There are no exports here.</div>");
        }
        else
        {
            WriteLiteral("<div class=\"table-responsive\"><table class=\"table exn-exports\"><thead><tr><th>Export</th><th>Project</th><th>State</th><th class=\"exn-wide\">Progress</th><th>Submitted</th><th></th></tr></thead><tbody>");
            page.ForEach(WriteRow);
            WriteLiteral("</tbody></table></div>");
        }

        if (next is not null)
        {
            WriteLiteral("<a class=\"btn btn-default\" href=\"");
            Write(Url.To($"/exports?cursor={next}{(state is null ? "" : $"&status={state}")}"));
            WriteLiteral("\">Older</a>");
        }

        WriteLiteral("</div></div>");
    }

    private void WriteFilter(ExportRecords records, ExportState? chosen)
    {
        WriteLiteral("<ul class=\"nav nav-pills exn-filter\">");
        foreach (var state in Enum.GetValues<ExportState>().Cast<ExportState?>().Prepend(null))
        {
            WriteLiteral(state == chosen ? "<li class=\"active\"><a href=\"" : "<li><a href=\"");
            Write(Url.To(state is null ? "/exports" : $"/exports?status={state}"));
            WriteLiteral("\">");
            Write(state?.ToString() ?? "All");
            WriteLiteral(" <span class=\"badge\">");
            Write(records.Count(ExportRecords.Of(null, state)).ToString(CultureInfo.InvariantCulture));
            WriteLiteral("</span></a></li>");
        }

        WriteLiteral("</ul>");
    }

    private void WriteRow(ExportRecord record)
    {
        var api = $"{Context.GetHttpContext().Request.PathBase.Value?.Replace(ServiceRoutes.Dashboard, "", StringComparison.Ordinal)}/api/export/{record.Id}";
        WriteLiteral("<tr data-exn-export=\"");
        Write(record.Id);
        WriteLiteral("\"><td><a href=\"");
        Write(Url.JobDetails(record.JobId));
        WriteLiteral("\">");
        Write(record.Id);
        WriteLiteral("</a></td><td>");
        Write(record.ProjectName);
        WriteLiteral("</td><td class=\"exn-state\">");
        Write(record.State.ToString().ToLowerInvariant());
        WriteLiteral("</td><td class=\"exn-place\"></td><td>");
        Write(DateTimeOffset.UnixEpoch.AddTicks(record.SubmittedAt * TimeSpan.TicksPerMicrosecond).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture));
        WriteLiteral("</td><td class=\"exn-actions\">");
        if (record.State == ExportState.Completed)
        {
            WriteLink($"{api}/download", "File");
            WriteLink($"{api}/report", "Report");
        }

        if (!IsReadOnly)
        {
            if (!record.HasEnded)
            {
                WriteCommand($"/exports/cancel/{record.Id}", "Cancel", "Cancel this export?");
            }
            else if (record.State == ExportState.Failed)
            {
                WriteCommand($"/exports/retry/{record.Id}", "Retry", null);
            }
        }

        WriteLiteral("</td></tr>");
    }

    private void WriteLink(string address, string text)
    {
        WriteLiteral("<a class=\"btn btn-default btn-xs\" href=\"");
        Write(address);
        WriteLiteral("\">");
        Write(text);
        WriteLiteral("</a> ");
    }

    private void WriteCommand(string path, string text, string? question)
    {
        WriteLiteral("<button class=\"btn btn-default btn-xs\" data-exn-command=\"");
        Write(Url.To(path));
        WriteLiteral("\" data-exn-question=\"");
        Write(question ?? "");
        WriteLiteral("\">");
        Write(text);
        WriteLiteral("</button> ");
    }
}
