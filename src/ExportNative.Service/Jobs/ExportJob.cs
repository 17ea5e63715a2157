using System.IO.Abstractions;
using ExportNative.Contracts;
using ExportNative.Engine;
using ExportNative.Service.Library;
using ExportNative.Service.Observe;
using ExportNative.Service.Settings;
using Hangfire;
using Hangfire.Server;
using Microsoft.Extensions.Logging;

namespace ExportNative.Service.Jobs;

/// <summary>
/// The background job that makes one export. It may be begun any number of times, after crashes and stops, and by two
/// workers at once when one stood still for longer than its lease; <see cref="ExportAttempts"/> decides whose files count.
/// </summary>
internal sealed class ExportJob(
    IFileSystem fileSystem, Hangfire.JobStorage storage, JobFolders folders, ExportRecords records, ExportAttempts attempts, RunningExports running, ProgressKeeper keeper,
    ServiceSettings settings, TimeProvider clock, ILoggerFactory loggers, ServiceTelemetry telemetry)
{
    private static readonly TimeSpan LockTimeout = TimeSpan.FromSeconds(30);
    private readonly ILogger logger = loggers.CreateLogger<ExportJob>();

    /// <summary>Makes the export.</summary>
    /// <param name="ticket">Which.</param>
    /// <param name="context">Given by Hangfire.</param>
    /// <param name="cancellation">Given by Hangfire: the job was deleted, or the process stops.</param>
    [JobDisplayName("{0}")]
    public void Run(ExportTicket ticket, PerformContext context, CancellationToken cancellation)
    {
        using var scope = logger.BeginScope(new Dictionary<string, object> { ["ExportId"] = ticket.Id, ["JobId"] = context.BackgroundJob.Id });

        // 1. Become the attempt that counts, unless there is nothing to do any more.
        var attempt = Guid.NewGuid().ToString("N");
        var record = Begin(ticket, context, attempt, cancellation);
        if (record is { Published: { } lost } && !folders.FinishPublication(ticket.Id, ticket.OutputPath, lost))
        {
            StoragePatience.Do(() => attempts.Withdraw(ticket, context, lost), logger, cancellation);
            record = Begin(ticket, context, attempt, cancellation);
        }

        if (record is null)
        {
            logger.LogInformation("Export {ExportId} was removed before it began.", ticket.Id);
            return;
        }

        if (record.Published is not null)
        {
            logger.LogInformation("Export {ExportId} was made by an attempt that did not live to say so.", ticket.Id);
            return;
        }

        // 2. An attempt that does not end in order is counted by not being taken back.
        if (record.Starts >= settings.Jobs.MostCrashes)
        {
            StoragePatience.Do(() => attempts.Forgive(ticket, context), logger, cancellation);
            throw new ExportException(
                ExportErrorKind.Internal, ExportStage.Plan, null, null,
                $"Given up: {record.Starts} times the process ended in the middle of this export.",
                "Check the sources, one of them may crash the reader; the service's log tells more.");
        }

        folders.RemoveLeftovers(ticket.Id);
        using var export = new RunningExport(ticket.Id, context.BackgroundJob.Id, attempt, record.Progress?.Fraction ?? 0, clock);
        running.Add(export);
        try
        {
            Make(ticket, context, export, cancellation);
        }
        finally
        {
            keeper.Save([export]);
            Finish(ticket, context, attempt, cancellation);
            running.Remove(export);
        }
    }

    private ExportRecord? Begin(ExportTicket ticket, PerformContext context, string attempt, CancellationToken cancellation)
        => StoragePatience.Do(() => attempts.Begin(ticket, context, attempt, settings.Jobs.MostCrashes), logger, null, cancellation);

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
                    Attempt = export.Attempt,
                    MayPublish = () => StoragePatience.Do(() => attempts.MayPublish(ticket, context, export.Attempt), logger, export.Move, either.Token),
                    CutWorkers = settings.Jobs.CutWorkers ?? Math.Max(1, Environment.ProcessorCount / settings.Jobs.Concurrency),
                },
                telemetry.Follow(export, activity),
                either.Token);
            telemetry.Completed(report.FileBytes, clock.GetElapsedTime(started));
            logger.LogInformation("Export {ExportId} is published: {Bytes} bytes in {Milliseconds} ms.", ticket.Id, report.FileBytes, report.DurationMilliseconds);
        }
        catch (OperationCanceledException) when (export.IsOvertaken)
        {
            // Whoever has it by now decides its state; this worker only lets go of it.
            throw new JobAbortedException();
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
        catch (ExportException)
        {
            logger.LogWarning("Export {ExportId} is not published: another attempt counts by now.", ticket.Id);
            throw new JobAbortedException();
        }
    }

    private ExportConfig Config(string id)
        => folders.ReadConfig(id) is { } text
            ? ExportConfigReader.Read(text, new ConfigLimits { MaxBytes = int.MaxValue, MaxSegments = int.MaxValue }).Require()
            : throw new ExportException(
                ExportErrorKind.ConfigInvalid, ExportStage.Config, JobFolders.ConfigName, null, "The export's config was removed.", "Send the export again.");

    // Tidying must hide no error, and must not keep a stopping process: what is left over the hourly clean-up finds.
    private void Finish(ExportTicket ticket, PerformContext context, string attempt, CancellationToken cancellation)
    {
        try
        {
            StoragePatience.Do(
                () =>
                {
                    attempts.End(ticket, context, attempt);
                    CleanUp(ticket, context.BackgroundJob.Id);
                },
                logger, cancellation);
        }
        catch (Exception error) when (error is OperationCanceledException or IOException or UnauthorizedAccessException)
        {
            logger.LogInformation(error, "What an attempt at export {ExportId} left will be cleared up later.", ticket.Id);
        }
    }

    // Whoever cancels removes the files at once; what this attempt wrote after that goes here.
    // Whoever submits the same id anew holds the same lock.
    private void CleanUp(ExportTicket ticket, string jobId)
    {
        if (records.Find(ticket.Id) is { } seen && (seen.JobId != jobId || seen.State != ExportState.Cancelled))
        {
            return;
        }

        using var connection = storage.GetConnection();
        using var taken = connection.AcquireDistributedLock(ExportRecords.Lock(ticket.Id), LockTimeout);
        var record = ExportRecords.Find(connection, ticket.Id);
        if (record is null || (record.JobId == jobId && record.State == ExportState.Cancelled))
        {
            folders.Remove(ticket.Id);
        }
    }
}
