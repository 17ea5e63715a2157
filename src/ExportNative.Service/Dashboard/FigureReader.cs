using System.IO.Abstractions;
using ExportNative.Contracts;
using ExportNative.Service.Jobs;
using ExportNative.Service.Settings;

namespace ExportNative.Service.Dashboard;

/// <summary>Reads the service's figures, at most once a second however many browsers ask.</summary>
internal sealed class FigureReader(ExportRecords records, LiveExports live, IFileSystem fileSystem, ServiceSettings settings, TimeProvider clock)
{
    private const int MostRunning = 500;
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(1);
    private readonly Lock gate = new();
    private ServiceFigures? latest;
    private long readAt;

    /// <summary>The figures, not older than a second.</summary>
    public ServiceFigures Read()
    {
        lock (gate)
        {
            if (latest is null || clock.GetElapsedTime(readAt) > Kept)
            {
                latest = Take();
                readAt = clock.GetTimestamp();
            }

            return latest;
        }
    }

    private ServiceFigures Take()
    {
        var running = records.Ids(ExportRecords.Of(null, ExportState.Processing), double.MinValue, MostRunning)
            .Select(records.Find).OfType<ExportRecord>().Where(record => record.State == ExportState.Processing);
        var free = FreeBytes();
        return new ServiceFigures(
            records.Count(ExportRecords.Of(null, ExportState.Processing)),
            records.Count(ExportRecords.Of(null, ExportState.Pending)),
            running.Sum(record => live.Progress(record)?.BytesPerSecond ?? 0),
            records.Failures(clock.GetUtcNow()),
            free,
            free < settings.MinFreeBytes);
    }

    private long? FreeBytes()
    {
        try
        {
            return fileSystem.DriveInfo.New(settings.MediaBasePath).AvailableFreeSpace;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
