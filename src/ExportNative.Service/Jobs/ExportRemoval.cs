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
        => records.Find(id) is { } record && await End(record, "Cancelled by its client.", alsoEnded: true, cancellation);

    /// <summary>Cancels an export that waits or runs, for an operator: the same way, but one that has ended keeps its files and its record.</summary>
    /// <returns>False when there is none that waits or runs.</returns>
    public async Task<bool> Cancel(string id, CancellationToken cancellation)
        => records.Find(id) is { HasEnded: false } record && await End(record, "Cancelled by an operator.", alsoEnded: false, cancellation);

    /// <summary>Puts an export that failed back to its queue.</summary>
    /// <returns>False when there is none that failed.</returns>
    public bool Retry(string id)
        => records.Find(id) is { State: ExportState.Failed } record
            && jobs.ChangeState(record.JobId, new EnqueuedState { Reason = "Tried again by an operator." }, FailedState.StateName);

    private async Task<bool> End(ExportRecord record, string reason, bool alsoEnded, CancellationToken cancellation)
    {
        // The state changes first: from here on no attempt may publish.
        if (!record.HasEnded)
        {
            jobs.ChangeState(record.JobId, new DeletedState { Reason = reason });
        }

        running.Stop(record.Id);
        await running.WhenGone(record.Id, TimeSpan.FromSeconds(2), clock, cancellation);
        using var connection = storage.GetConnection();
        using var taken = connection.AcquireDistributedLock(ExportRecords.Lock(record.Id), LockTimeout);
        if (ExportRecords.Find(connection, record.Id) is not { } now || now.JobId != record.JobId)
        {
            return true;
        }

        // It may have completed, or failed, before the state could be changed.
        var isCancelled = now.State == ExportState.Cancelled;
        if (!alsoEnded && !isCancelled)
        {
            return false;
        }

        folders.Remove(record.Id);
        if (now.HasEnded && (record.HasEnded || !isCancelled))
        {
            records.Remove(now);
        }

        return true;
    }
}
