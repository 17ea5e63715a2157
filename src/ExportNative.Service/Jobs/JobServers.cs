using ExportNative.Service.Settings;
using Hangfire;
using Hangfire.Client;
using Hangfire.Common;
using Hangfire.Server;
using Hangfire.States;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ExportNative.Service.Jobs;

/// <summary>
/// Hangfire's servers in this process: one for exports, one for small work, so that a callback never waits for an export.
/// Stopping puts running exports back to their queues.
/// </summary>
internal sealed class JobServers(
    Hangfire.JobStorage storage, IJobFilterProvider filters, JobActivator activator, ServiceSettings settings, ILogger<JobServers> logger) : IHostedService, IDisposable
{
    private const int SmallWorkers = 4;
    private static readonly TimeSpan SchedulePoll = TimeSpan.FromSeconds(1);

    private readonly List<BackgroundProcessingServer> servers = [];
    private readonly CancellationTokenSource stop = new();

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        var recurring = new RecurringJobManager(storage, filters);
        StoragePatience.Do(
            () => recurring.AddOrUpdate(
                "clean-up", Job.FromExpression<RetentionJob>(job => job.Run(CancellationToken.None)), settings.Retention.Schedule,
                new RecurringJobOptions { TimeZone = TimeZoneInfo.Utc }),
            logger, cancellationToken);
        servers.Add(Serve("exports", settings.Jobs.Concurrency, JobQueues.Exports));
        servers.Add(Serve("housekeeping", SmallWorkers, [JobQueues.Housekeeping]));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        foreach (var server in servers)
        {
            server.SendStop();
        }

        await stop.CancelAsync();
        await Task.WhenAll(servers.Select(server => server.WaitForShutdownAsync(cancellationToken)));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        stop.Cancel();
        foreach (var server in servers)
        {
            server.Dispose();
        }

        stop.Dispose();
    }

    // What BackgroundJobServer puts together, with two things that it does not let anybody choose: states are changed
    // patiently, and after an outage of the storage everything goes on at once, not after pauses that have grown to minutes.
    private BackgroundProcessingServer Serve(string name, int workers, string[] queues)
    {
        var changer = new PatientStateChanger(new BackgroundJobStateChanger(filters), logger, stop.Token);
        IBackgroundProcessDispatcherBuilder[] processes =
        [
            new Worker(queues, new BackgroundJobPerformer(filters, activator), changer).UseBackgroundPool(workers),
            new DelayedJobScheduler(SchedulePoll, changer).UseBackgroundPool(),
            new RecurringJobScheduler(new BackgroundJobFactory(filters), SchedulePoll).UseBackgroundPool(),
        ];
        return new BackgroundProcessingServer(
            storage,
            processes,
            new Dictionary<string, object> { ["Queues"] = queues, ["WorkerCount"] = workers },
            new BackgroundProcessingServerOptions
            {
                ServerName = $"{Environment.MachineName}:{Environment.ProcessId}:{name}",
                CancellationCheckInterval = settings.Jobs.CancellationInterval,
                HeartbeatInterval = TimeSpan.FromSeconds(5),

                // A server that could not reach the storage for this long begins anew, and its exports with it.
                ServerTimeout = TimeSpan.FromMinutes(10),
                ShutdownTimeout = TimeSpan.FromSeconds(20),
                RetryDelay = static attempt => TimeSpan.FromSeconds(Math.Min(attempt, 3)),
                RestartDelay = TimeSpan.FromSeconds(1),
            });
    }
}
