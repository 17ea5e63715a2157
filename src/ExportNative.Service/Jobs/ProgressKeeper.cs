using ExportNative.Service.Settings;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ExportNative.Service.Jobs;

/// <summary>
/// Saves the figures of all running exports a few times a second, in one transaction, off the engine's threads; and stops
/// those in which nothing moves, and those that another worker has taken over.
/// </summary>
internal sealed class ProgressKeeper(
    RunningExports running, ExportRecords records, ExportAttempts attempts, ServiceSettings settings, TimeProvider clock, ILogger<ProgressKeeper> logger) : BackgroundService
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);

    /// <summary>Saves what has changed since the last time.</summary>
    public void Save(IEnumerable<RunningExport> exports)
    {
        var unsaved = exports.Select(export => (Export: export, Figures: export.TakeUnsaved())).Where(pair => pair.Figures is not null)
            .Select(pair => (pair.Export, pair.Figures!.Value)).ToList();
        if (unsaved.Count == 0)
        {
            return;
        }

        try
        {
            records.SaveProgress(unsaved);
        }
#pragma warning disable CA1031 // Whatever the storage says: figures that are not saved must not end an export that is well.
        catch (Exception error)
#pragma warning restore CA1031
        {
            logger.LogWarning(error, "The progress of {Count} exports could not be saved.", unsaved.Count);
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(settings.Jobs.ProgressInterval, clock);
        var looked = clock.GetTimestamp();
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                var all = running.All;
                Save(all);
                foreach (var export in all.Where(export => export.Still > settings.Jobs.StallTimeout))
                {
                    Stop(export.StopStalled);
                }

                if (clock.GetElapsedTime(looked) >= LookInterval)
                {
                    StopOvertaken(all);
                    looked = clock.GetTimestamp();
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The service stops; each export saves its last figures itself.
        }
    }

    // Hangfire looks as well, but not for a while after the storage was away.
    private void StopOvertaken(IEnumerable<RunningExport> exports)
    {
        try
        {
            foreach (var export in exports.Where(export => !attempts.IsCurrent(export)))
            {
                logger.LogInformation("Export {ExportId} is not this worker's any more.", export.Id);
                Stop(export.StopOvertaken);
            }
        }
#pragma warning disable CA1031 // Whatever the storage says: the next round looks again.
        catch (Exception error)
#pragma warning restore CA1031
        {
            logger.LogDebug(error, "Whose the running exports are could not be read.");
        }
    }

    private static void Stop(Action stop)
    {
        try
        {
            stop();
        }
        catch (ObjectDisposedException)
        {
            // It ended in this moment.
        }
    }
}
