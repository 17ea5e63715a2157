using System.IO.Abstractions;
using ExportNative.Contracts;
using ExportNative.Engine;
using ExportNative.Service.Library;
using ExportNative.Service.Observe;
using ExportNative.Service.Settings;
using Hangfire;
using Hangfire.Server;
using Hangfire.States;
using Microsoft.Extensions.Logging;

namespace ExportNative.Service.Jobs;

/// <summary>
/// The background job that makes one export. It may be begun any number of times, after crashes and stops, and by two
/// workers at once when one stood still for longer than its lease; the output is published by one of them only.
/// </summary>
internal sealed class ExportJob(
    IFileSystem fileSystem, JobFolders folders, ExportRecords records, RunningExports running, ProgressKeeper keeper,
    ServiceSettings settings, TimeProvider clock, ILoggerFactory loggers, ServiceTelemetry telemetry)
{
    private readonly ILogger logger = loggers.CreateLogger<ExportJob>();

    /// <summary>Makes the export.</summary>
    /// <param name="ticket">Which.</param>
    /// <param name="context">Given by Hangfire.</param>
    /// <param name="cancellation">Given by Hangfire: the job was deleted, or the process stops.</param>
    [JobDisplayName("{0}")]
    public void Run(ExportTicket ticket, PerformContext context, CancellationToken cancellation)
    {
        using var scope = logger.BeginScope(new Dictionary<string, object> { ["ExportId"] = ticket.Id, ["JobId"] = context.BackgroundJob.Id });

        // 1. Is there still something to do?
        if (Mine(ticket, context.BackgroundJob.Id) is not { } record)
        {
            logger.LogInformation("Export {ExportId} was removed before it began.", ticket.Id);
            return;
        }

        if (folders.IsPublished(ticket.Id, ticket.OutputPath))
        {
            logger.LogInformation("Export {ExportId} was published by an attempt that did not live to say so.", ticket.Id);
            records.SaveStarts(ticket.Id, 0);
            return;
        }

        // 2. An attempt that does not end in order is counted by not being taken back.
        if (record.Starts >= settings.Jobs.MostCrashes)
        {
            records.SaveStarts(ticket.Id, 0);
            throw new ExportException(
                ExportErrorKind.Internal, ExportStage.Plan, null, null,
                $"Given up: {record.Starts} times the process ended in the middle of this export.",
                "Check the sources, one of them may crash the reader; the service's log tells more.");
        }

        records.SaveStarts(ticket.Id, record.Starts + 1);
        using var export = new RunningExport(ticket.Id, Guid.NewGuid().ToString("N"), record.Progress?.Fraction ?? 0, clock);
        running.Add(export);
        try
        {
            Make(ticket, context, export, cancellation);
        }
        finally
        {
            keeper.Save([export]);
            records.SaveStarts(ticket.Id, 0);
            running.Remove(export);
            CleanUp(ticket, context.BackgroundJob.Id);
        }
    }

    private void Make(ExportTicket ticket, PerformContext context, RunningExport export, CancellationToken cancellation)
    {
        using var activity = telemetry.StartExport(ticket.Id);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, export.Stopped);
        var started = clock.GetTimestamp();
        try
        {
            var config = Config(ticket.Id);
            logger.LogInformation("Export {ExportId} begins: {Segments} segments of {Sources} sources.", ticket.Id, config.Segments.Count, config.Sources.Count);
            var metered = new MeteredFileSystem(fileSystem, export.Move, settings.Jobs.MaxBytesPerSecond, either.Token);
            var report = new ExportEngine(metered, clock, loggers).Export(
                new ExportRequest
                {
                    Config = config,
                    Folders = new MediaFolders { Base = settings.MediaBasePath, AllowedRoots = settings.AllowedRoots },
                    ReportPath = folders.Report(ticket.Id),
                    CutWorkers = settings.Jobs.CutWorkers ?? Math.Max(1, Environment.ProcessorCount / settings.Jobs.Concurrency),
                    MayPublish = () => IsOwner(ticket, context),
                },
                telemetry.Follow(export, activity),
                either.Token);
            telemetry.Completed(report.FileBytes, clock.GetElapsedTime(started));
            logger.LogInformation("Export {ExportId} is published: {Bytes} bytes in {Milliseconds} ms.", ticket.Id, report.FileBytes, report.DurationMilliseconds);
        }
        catch (OperationCanceledException) when (export.HasStalled)
        {
            telemetry.Failed(ExportErrorKind.Stalled, activity);
            throw new RetryLaterException(new ExportException(
                ExportErrorKind.Stalled, ExportStage.Write, null, null, $"Nothing was read or written for {settings.Jobs.StallTimeout}.", "Check the disk and the network share."));
        }
        catch (ExportException error) when (error.Kind != ExportErrorKind.Cancelled)
        {
            telemetry.Failed(error.Kind, activity);
            logger.LogWarning("Export {ExportId} failed, {Kind}: {Error}", ticket.Id, error.Kind.Name(), error.Description);
            throw RetryLaterException.Helps(error.Kind) ? new RetryLaterException(error) : error;
        }
        catch (ExportException error)
        {
            // Not published because another attempt owns the export; that one decides the job's state.
            throw new OperationCanceledException(error.Message, error);
        }
    }

    private ExportConfig Config(string id)
        => folders.ReadConfig(id) is { } text
            ? ExportConfigReader.Read(text, new ConfigLimits { MaxBytes = int.MaxValue, MaxSegments = int.MaxValue }).Require()
            : throw new ExportException(
                ExportErrorKind.ConfigInvalid, ExportStage.Config, JobFolders.ConfigName, null, "The export's config was removed.", "Send the export again.");

    private ExportRecord? Mine(ExportTicket ticket, string jobId) => records.Find(ticket.Id) is { } record && record.JobId == jobId ? record : null;

    // The fence: a worker whose job was deleted, or given to another server, must not publish.
    private static bool IsOwner(ExportTicket ticket, PerformContext context)
    {
        using var connection = context.Storage.GetConnection();
        return connection.GetStateData(context.BackgroundJob.Id) is { } state
            && state.Name == ProcessingState.StateName
            && state.Data.TryGetValue("ServerId", out var server) && server == context.ServerId
            && ExportRecords.Find(connection, ticket.Id)?.JobId == context.BackgroundJob.Id;
    }

    // Whoever cancels removes the files at once; what this attempt wrote after that goes here.
    private void CleanUp(ExportTicket ticket, string jobId)
    {
        var record = records.Find(ticket.Id);
        if (record is null || (record.JobId == jobId && record.State == ExportState.Cancelled))
        {
            folders.Remove(ticket.Id);
        }
    }
}
