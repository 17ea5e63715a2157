using System.Globalization;
using ExportNative.Contracts;
using ExportNative.Service.Api.Access;
using ExportNative.Service.CommandLine;
using ExportNative.Service.Jobs;

namespace ExportNative.Service.Dashboard;

/// <summary>Describes exports for the dashboard, with figures straight from the engine where it runs in this process.</summary>
internal sealed class LiveExports(Hangfire.JobStorage storage, RunningExports running, DownloadLinks links)
{
    /// <summary>The export that a job of Hangfire's makes; null when it makes none, or the export belongs to another job by now.</summary>
    public ExportRecord? OfJob(string jobId)
    {
        using var connection = storage.GetConnection();
        return connection.GetJobData(jobId)?.Job?.Args.OfType<ExportTicket>().FirstOrDefault() is { } ticket
            && ExportRecords.Find(connection, ticket.Id) is { } record && record.JobId == jobId
            ? record
            : null;
    }

    /// <summary>An export's latest figures; null before the first.</summary>
    public ExportProgress? Progress(ExportRecord record)
    {
        // Saved figures are as old as the saving interval; of two attempts in this process the living one is further.
        var here = running.All.Where(export => export.Id == record.Id).Select(export => export.Latest).OfType<ExportProgress>().ToList();
        return here.Count == 0 ? record.Progress : here.MaxBy(progress => progress.Fraction);
    }

    /// <summary>Describes an export.</summary>
    /// <param name="record">Which.</param>
    /// <param name="routes">Path of the dashboard's export routes, without a slash at the end.</param>
    /// <param name="mayOperate">Whether the caller may change anything.</param>
    public LiveExport Describe(ExportRecord record, string routes, bool mayOperate)
    {
        var isRunning = record.State == ExportState.Processing;
        var isCompleted = record.State == ExportState.Completed;
        var figures = Progress(record);
        var fraction = isCompleted ? 1 : Math.Clamp(figures?.Fraction ?? 0, record.Fraction, 0.999);
        return new LiveExport(
            record.Id,
            record.JobId,
            record.ProjectName,
            record.State,
            Math.Round(fraction, 4),
            Percent(fraction),
            isRunning && figures is { } now ? Stage(now.Stage) : null,
            figures is { SegmentCount: > 0 } segments ? Of(segments.SegmentIndex + 1, segments.SegmentCount) : null,
            figures is { PacketsPlanned: > 0 } packets ? Packets(packets, isCompleted) : null,
            figures is { PicturesToEncode: > 0 } pictures ? Pictures(pictures, isCompleted) : null,
            figures is { BytesPlanned: > 0 } bytes ? Bytes(bytes, isCompleted) : null,
            isRunning && figures is { BytesPerSecond: > 0 } moving ? $"{ProgressText.Size((long)moving.BytesPerSecond)}/s" : null,
            isRunning && figures is { } going ? TimeLeft(going) : null,
            record.Error ?? record.Message,
            record.SubmittedAt / 1_000_000,
            isCompleted ? links.For(record) : null,
            isCompleted ? $"{routes}/{record.Id}/report" : null,
            mayOperate && !record.HasEnded,
            mayOperate && record.State == ExportState.Failed);
    }

    /// <summary>Percent with one decimal, rounded down: 100.0 only when it is done.</summary>
    public static string Percent(double fraction) => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(fraction * 1000) / 10:F1} %");

    /// <summary>Time until the last byte is written at the speed of the last seconds; null when there is nothing to tell.</summary>
    public static string? TimeLeft(ExportProgress progress)
        => progress is { BytesPerSecond: > 0, BytesPlanned: > 0, Fraction: < 1 } && progress.BytesWritten < progress.BytesPlanned
            && (progress.BytesPlanned - progress.BytesWritten) / progress.BytesPerSecond is < 1e8 and var seconds
            ? ProgressText.Clock(TimeSpan.FromSeconds(seconds))
            : null;

    // What was planned is an estimate, and of no interest once the file is there.
    private static string Packets(ExportProgress progress, bool isCompleted)
        => isCompleted ? progress.PacketsWritten.ToString("N0", CultureInfo.InvariantCulture) : Of(progress.PacketsWritten, progress.PacketsPlanned);

    private static string Pictures(ExportProgress progress, bool isCompleted)
        => string.Create(CultureInfo.InvariantCulture, $"{(isCompleted ? $"{progress.PicturesEncoded:N0}" : Of(progress.PicturesEncoded, progress.PicturesToEncode))} encoded, {progress.PicturesToCopy:N0} copied");

    private static string Bytes(ExportProgress progress, bool isCompleted)
        => isCompleted ? ProgressText.Size(progress.BytesWritten) : $"{ProgressText.Size(progress.BytesWritten)} of {ProgressText.Size(progress.BytesPlanned)}";

    private static string Of(long done, long all) => string.Create(CultureInfo.InvariantCulture, $"{done:N0} of {all:N0}");

    private static string Stage(ExportStage stage) => stage switch
    {
        ExportStage.Config or ExportStage.Plan => "planning the cuts",
        ExportStage.Verify => "checking the file",
        ExportStage.Publish => "putting the file in place",
        _ => "writing",
    };
}
