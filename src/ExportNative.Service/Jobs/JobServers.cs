using ExportNative.Service.Settings;
using Hangfire;
using Hangfire.Common;
using Microsoft.Extensions.Hosting;

namespace ExportNative.Service.Jobs;

/// <summary>
/// Hangfire's servers in this process: one for exports, one for small work, so that a callback never waits for an export.
/// Stopping puts running exports back to their queues.
/// </summary>
internal sealed class JobServers(
    Hangfire.JobStorage storage, IJobFilterProvider filters, JobActivator activator, ServiceSettings settings) : IHostedService, IDisposable
{
    private const int SmallWorkers = 4;
    private readonly List<BackgroundJobServer> servers = [];

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        var recurring = new RecurringJobManager(storage, filters);
        recurring.AddOrUpdate(
            "clean-up", Job.FromExpression<RetentionJob>(job => job.Run(CancellationToken.None)), settings.Retention.Schedule,
            new RecurringJobOptions { TimeZone = TimeZoneInfo.Utc });
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

        await Task.WhenAll(servers.Select(server => server.WaitForShutdownAsync(cancellationToken)));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var server in servers)
        {
            server.Dispose();
        }
    }

    private BackgroundJobServer Serve(string name, int workers, string[] queues) => new(
        new BackgroundJobServerOptions
        {
            ServerName = $"{Environment.MachineName}:{Environment.ProcessId}:{name}",
            Queues = queues,
            WorkerCount = workers,
            FilterProvider = filters,
            Activator = activator,
            CancellationCheckInterval = settings.Jobs.CancellationInterval,
            SchedulePollingInterval = TimeSpan.FromSeconds(1),
            HeartbeatInterval = TimeSpan.FromSeconds(5),
            ServerTimeout = TimeSpan.FromSeconds(60),
            ShutdownTimeout = TimeSpan.FromSeconds(20),
        },
        storage);
}
