using ExportNative.Contracts;
using Hangfire.Dashboard;
using Hangfire.Dashboard.Pages;

namespace ExportNative.Service.Dashboard;

/// <summary>The page of all exports: a frame that its script fills with rows, and keeps filled.</summary>
internal sealed class ExportsPage : RazorPage
{
    private static readonly (string Title, ExportState? State)[] Filters =
    [
        ("All", null), ("Running", ExportState.Processing), ("Waiting", ExportState.Pending),
        ("Completed", ExportState.Completed), ("Failed", ExportState.Failed), ("Cancelled", ExportState.Cancelled),
    ];

    /// <inheritdoc/>
    public override void Execute()
    {
        Layout = new LayoutPage("Exports");
        var chosen = Filters.FirstOrDefault(filter => string.Equals(filter.State?.ToString(), Query("state"), StringComparison.OrdinalIgnoreCase)).State;
        WriteLiteral("""<div class="row"><div class="col-md-12"><h1 class="page-header">Exports</h1><ul class="nav nav-pills en-filters">""");
        foreach (var (title, state) in Filters)
        {
            WriteLiteral($"""<li role="presentation"{(state == chosen ? " class=\"active\"" : "")}><a href="{Url.To("/exports")}{(state is null ? "" : $"?state={state}")}">""");
            Write(title);
            WriteLiteral($""" <span class="badge" data-en-count="{state?.ToString() ?? "all"}"></span></a></li>""");
        }

        WriteLiteral("""</ul><div class="alert alert-danger en-error" role="alert" hidden></div><div class="table-responsive"><table class="table en-exports" data-en-state=""" + "\"");
        Write(chosen?.ToString() ?? "");
        WriteLiteral("\" data-en-after=\"");
        Write(Query("after") ?? "");
        WriteLiteral("""
            "><thead><tr><th>Export</th><th class="en-state-column">State</th><th class="en-bar-column">Progress</th><th class="en-time-column">Submitted</th><th class="en-action-column align-right">Actions</th></tr></thead><tbody></tbody></table></div>
            <div class="alert alert-info en-empty" hidden>There are no exports here.</div>
            <nav class="en-pager"><a class="btn btn-default btn-sm en-newest" hidden>Newest</a> <a class="btn btn-default btn-sm en-older" hidden>Older</a></nav></div></div>
            """);
    }
}
