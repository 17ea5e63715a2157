using ExportNative.Contracts;
using ExportNative.Service.Library;
using ExportNative.Service.Settings;
using Hangfire;
using Microsoft.Extensions.Logging;

namespace ExportNative.Service.Jobs;

/// <summary>The recurring clean-up: exports whose time is over, uploads that nobody went on with, what crashed runs left.</summary>
internal sealed class RetentionJob(
    ExportRecords records, JobFolders folders, SourceLibrary library, ServiceSettings settings, TimeProvider clock, ILogger<RetentionJob> logger)
{
    private const int Portion = 500;

    /// <summary>Cleans up.</summary>
    /// <param name="cancellation">Given by Hangfire.</param>
    [JobDisplayName("Clean-up")]
    public void Run(CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var removed = 0;
        var leftovers = 0;
        foreach (var state in new[] { ExportState.Completed, ExportState.Failed, ExportState.Cancelled })
        {
            foreach (var record in All(state))
            {
                cancellation.ThrowIfCancellationRequested();
                if (record.ChangedAt + settings.Retention.Exports < now)
                {
                    folders.Remove(record.Id);
                    records.Remove(record);
                    removed++;
                }
                else if (state == ExportState.Cancelled)
                {
                    folders.Remove(record.Id);
                }
                else
                {
                    leftovers += folders.RemoveLeftovers(record.Id);
                }
            }
        }

        var uploads = library.RemoveUnfinished(now - settings.Retention.UnfinishedUploads);
        logger.LogInformation("Clean-up: {Exports} exports, {Leftovers} temporary files, {Uploads} unfinished uploads removed.", removed, leftovers, uploads);
    }

    private List<ExportRecord> All(ExportState state)
    {
        List<ExportRecord> all = [];
        var from = double.MinValue;
        while (true)
        {
            var ids = records.Ids(ExportRecords.Of(null, state), from, Portion);
            var found = ids.Select(records.Find).OfType<ExportRecord>().ToList();
            all.AddRange(found);
            if (ids.Count < Portion || found.Count == 0)
            {
                return all;
            }

            from = ExportRecords.Score(found[^1].SubmittedAt - 1);
        }
    }
}
