using ExportNative.Service.Settings;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ExportNative.Service.Jobs;

/// <summary>
/// Saves the figures of all running exports a few times a second, in one transaction, off the engine's threads; and stops
/// those in which nothing moves.
/// </summary>
internal sealed class ProgressKeeper(
    RunningExports running, ExportRecords records, ServiceSettings settings, TimeProvider clock, ILogger<ProgressKeeper> logger) : BackgroundService
{
    /// <summary>Saves what has changed since the last time.</summary>
    public void Save(IEnumerable<RunningExport> exports)
    {
        var unsaved = exports.Select(export => (export.Id, Figures: export.TakeUnsaved())).Where(pair => pair.Figures is not null)
            .Select(pair => (pair.Id, pair.Figures!.Value)).ToList();
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
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                var all = running.All;
                Save(all);
                foreach (var export in all.Where(export => export.Still > settings.Jobs.StallTimeout))
                {
                    export.StopStalled();
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The service stops; each export saves its last figures itself.
        }
    }
}
