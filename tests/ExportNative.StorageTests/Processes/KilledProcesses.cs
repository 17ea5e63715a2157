using ExportNative.JobStorage;
using ExportNative.StorageTests.Worker;
using Hangfire;
using Hangfire.Storage;
using Xunit;

namespace ExportNative.StorageTests.Processes;

/// <summary>
/// Processes that enqueue and run jobs are killed at random points, again and again, on the same file.
/// <c>./build.sh kill-loop</c> runs 200 rounds.
/// </summary>
public sealed class KilledProcesses : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Lose_no_job_and_complete_none_twice()
    {
        int rounds = Amount.Of("STORAGE_KILL_ROUNDS", 10);
        int seed = Amount.Of("STORAGE_KILL_SEED", Environment.TickCount);
        Random random = new(seed);
        string path = _folder.File("jobs.db");
        string connectionString = _folder.ConnectionString();
        for (int round = 0; round < rounds; round++)
        {
            // Two at a time, so that one is killed while the other writes.
            using WorkerProcess one = WorkerProcess.Start("produce", connectionString, "4", _folder.Path);
            using WorkerProcess two = WorkerProcess.Start("produce", connectionString, "4", _folder.Path);
            if (random.Next(4) > 0)
            {
                _ = one.ReadLine();
            }

            Thread.Sleep(random.Next(400));
            one.Kill();
            Thread.Sleep(random.Next(150));
            two.Kill();
            try
            {
                JobInvariants.Check(path, Accepted());
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"Round {round} of seed {seed}: {exception.Message}", exception);
            }
        }

        Assert.NotEmpty(Accepted());
        Drain(path, connectionString);
        Assert.Empty(Journal.Read(_folder.Path, "error"));
        TestContext.Current.SendDiagnosticMessage($"{rounds} rounds, {Accepted().Count} jobs");
    }

    private List<string> Accepted() => Journal.Read(_folder.Path, "accepted");

    /// <summary>Lets the survivors be run by one more process, which first takes over what the killed ones held.</summary>
    private void Drain(string path, string connectionString)
    {
        List<string> accepted = Accepted();
        using (SqliteJobStorage storage = new(connectionString))
        using (BackgroundJobServer server = new(Options(), storage))
        {
            IMonitoringApi monitor = storage.GetMonitoringApi();
            for (int tries = 0; tries < 1200 && Unfinished(monitor) > 0; tries++)
            {
                Thread.Sleep(100);
            }
        }

        JobInvariants.CheckAllCompleted(path, accepted);
    }

    private static long Unfinished(IMonitoringApi monitor) =>
        monitor.EnqueuedCount("default") + monitor.FetchedCount("default") + monitor.ScheduledCount() + ((JobStorageMonitor)monitor).AwaitingCount();

    private static BackgroundJobServerOptions Options() => new() { WorkerCount = 8, SchedulePollingInterval = TimeSpan.FromSeconds(1) };
}
