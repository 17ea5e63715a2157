using Hangfire;
using Hangfire.Common;
using Hangfire.States;
using Hangfire.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ExportNative.Service.Jobs;

/// <summary>
/// Makes a job for each callback that is due. What is due was noted in the transaction that ended the export, and is
/// struck off only when its job exists: a callback may come twice after a crash, and never gets lost.
/// </summary>
internal sealed class CallbackDispatcher(
    Hangfire.JobStorage storage, IBackgroundJobClient jobs, ExportRecords records, TimeProvider clock, ILogger<CallbackDispatcher> logger) : BackgroundService
{
    private const int Portion = 100;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>Makes the jobs of everything that is due now.</summary>
    public void Dispatch()
    {
        using var connection = (JobStorageConnection)storage.GetConnection();
        if (connection.GetSetCount(ExportRecords.CallbacksDue) == 0)
        {
            return;
        }

        // Several workers look; one at a time makes the jobs.
        using var taken = TryLock(connection);
        if (taken is null)
        {
            return;
        }

        foreach (var id in connection.GetFirstByLowestScoreFromSet(ExportRecords.CallbacksDue, 0, double.MaxValue, Portion))
        {
            if (records.Find(id) is { } record)
            {
                jobs.Create(Job.FromExpression<WebhookJob>(job => job.Run(id, record.JobId, CancellationToken.None)), new EnqueuedState(JobQueues.Housekeeping));
            }

            using var transaction = connection.CreateWriteTransaction();
            transaction.RemoveFromSet(ExportRecords.CallbacksDue, id);
            transaction.Commit();
        }
    }

    private static IDisposable? TryLock(JobStorageConnection connection)
    {
        try
        {
            return connection.AcquireDistributedLock(ExportRecords.CallbacksDue, TimeSpan.Zero);
        }
        catch (DistributedLockTimeoutException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                try
                {
                    Dispatch();
                }
#pragma warning disable CA1031 // Whatever the storage says: the next round tries again.
                catch (Exception error)
#pragma warning restore CA1031
                {
                    logger.LogWarning(error, "Callbacks that are due could not be read.");
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The service stops; what is due stays noted.
        }
    }
}
