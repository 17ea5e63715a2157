using ExportNative.Contracts;
using ExportNative.Service.Library;
using Hangfire;
using Hangfire.States;

namespace ExportNative.Service.Jobs;

/// <summary>Cancels and removes exports.</summary>
internal sealed class ExportRemoval(
    Hangfire.JobStorage storage, IBackgroundJobClient jobs, ExportRecords records, RunningExports running, JobFolders folders, TimeProvider clock)
{
    private static readonly TimeSpan LockTimeout = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Cancels an export that waits or runs, whose record then says so until it is removed as well; one that has ended is
    /// removed at once. Its files go in both cases.
    /// </summary>
    /// <returns>False when there is none.</returns>
    public async Task<bool> Remove(string id, CancellationToken cancellation)
    {
        if (records.Find(id) is not { } record)
        {
            return false;
        }

        // The state changes first: from here on no attempt may publish.
        var wasCancelled = !record.HasEnded && jobs.ChangeState(record.JobId, new DeletedState { Reason = "Cancelled by its client." });
        running.Stop(id);
        await running.WhenGone(id, TimeSpan.FromSeconds(2), clock, cancellation);
        using var connection = storage.GetConnection();
        using var taken = connection.AcquireDistributedLock(ExportRecords.Lock(id), LockTimeout);
        if (ExportRecords.Find(connection, id) is not { } now || now.JobId != record.JobId)
        {
            return true;
        }

        folders.Remove(id);
        if (!wasCancelled && now.HasEnded)
        {
            records.Remove(now);
        }

        return true;
    }

    /// <summary>Stops an export for an operator: the record says cancelled and stays until retention.</summary>
    /// <returns>False when there is none that waits or runs.</returns>
    public bool Cancel(string id)
    {
        if (records.Find(id) is not { HasEnded: false } record)
        {
            return false;
        }

        var done = jobs.ChangeState(record.JobId, new DeletedState { Reason = "Cancelled by an operator." });
        running.Stop(id);
        return done;
    }

    /// <summary>Puts an export that failed back to its queue.</summary>
    /// <returns>False when there is none that failed.</returns>
    public bool Retry(string id)
        => records.Find(id) is { State: ExportState.Failed } record
            && jobs.ChangeState(record.JobId, new EnqueuedState { Reason = "Tried again by an operator." }, FailedState.StateName);
}
