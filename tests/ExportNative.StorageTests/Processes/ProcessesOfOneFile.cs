using System.Diagnostics;
using ExportNative.JobStorage;
using ExportNative.StorageTests.Worker;
using Hangfire;
using Hangfire.Storage;
using Xunit;

namespace ExportNative.StorageTests.Processes;

/// <summary>Several processes that use one file at the same time.</summary>
public sealed class ProcessesOfOneFile : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary><c>./build.sh storage-load</c> runs this for 60 seconds.</summary>
    [Fact]
    public void Four_of_eight_workers_each_see_no_busy_error_and_run_each_job_once()
    {
        int seconds = Amount.Of("STORAGE_LOAD_SECONDS", 8);
        WorkerProcess[] workers = [.. Enumerable.Range(0, 4).Select(_ => WorkerProcess.Start("produce", _folder.ConnectionString(), "8", _folder.Path))];
        try
        {
            Array.ForEach(workers, static worker => Assert.Equal("ready", worker.ReadLine()));
            Thread.Sleep(TimeSpan.FromSeconds(seconds));
            Array.ForEach(workers, static worker => worker.End());
        }
        finally
        {
            Array.ForEach(workers, static worker => worker.Dispose());
        }

        using (WorkerProcess last = WorkerProcess.Start("serve", _folder.ConnectionString(), "8", "30", _folder.Path))
        {
            WaitUntilDone();
            _ = last.End();
        }

        List<string> accepted = Journal.Read(_folder.Path, "accepted");
        Assert.Empty(Journal.Read(_folder.Path, "error"));
        JobInvariants.CheckAllCompleted(_folder.File("jobs.db"), accepted);
        Assert.Equal(accepted.Order(), Journal.Read(_folder.Path, "ran").Order());
        TestContext.Current.SendDiagnosticMessage($"{accepted.Count} jobs in {seconds} s");
    }

    [Fact]
    public void A_job_enqueued_by_one_is_started_by_another_at_once()
    {
        using SqliteJobStorage storage = new(_folder.ConnectionString(), new SqliteJobStorageOptions { Synchronous = SynchronousMode.Normal });
        using WorkerProcess worker = WorkerProcess.Start("serve", _folder.ConnectionString(), "4", "30", _folder.Path);
        Assert.Equal("ready", worker.ReadLine());
        BackgroundJobClient client = new(storage);
        List<double> waits = [];
        for (int job = 0; job < 15; job++)
        {
            long started = Stopwatch.GetTimestamp();
            string id = client.Enqueue(() => Jobs.Work(0, null!));
            while (!Journal.Read(_folder.Path, "ran").Contains(id))
            {
                Thread.Sleep(1);
                Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(20), "The other process did not run the job.");
            }

            waits.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        // The bar is 100 ms; this is looser because other tests share the processors. ./build.sh bench storage measures.
        Assert.InRange(waits.Order().ElementAt(7), 0, 500);
        _ = worker.End();
    }

    [Fact]
    public void The_jobs_of_one_that_was_killed_are_taken_over_at_once()
    {
        using SqliteJobStorage storage = new(_folder.ConnectionString());
        string id = new BackgroundJobClient(storage).Enqueue(() => Jobs.HoldOut(_folder.Path));
        using (WorkerProcess killed = WorkerProcess.Start("serve", _folder.ConnectionString(), "1", "3600", _folder.Path))
        {
            Wait(() => File.Exists(_folder.File($"started-{killed.Id}")));
            killed.Kill();
        }

        long started = Stopwatch.GetTimestamp();
        using WorkerProcess heir = WorkerProcess.Start("serve", _folder.ConnectionString(), "1", "3600", _folder.Path);
        Wait(() => File.Exists(_folder.File($"started-{heir.Id}")));
        Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(15));
        File.WriteAllText(_folder.File($"go-{heir.Id}"), string.Empty);
        using IStorageConnection connection = storage.GetConnection();
        Wait(() => connection.GetStateData(id).Name == "Succeeded");
        _ = heir.End();
    }

    [Fact]
    public void The_lock_of_one_that_was_killed_is_free_at_once()
    {
        using WorkerProcess killed = WorkerProcess.Start("lock", _folder.ConnectionString(), "resource", "3600");
        Assert.Equal("held", killed.ReadLine());
        using SqliteJobStorage storage = new(_folder.ConnectionString());
        using IStorageConnection connection = storage.GetConnection();
        Assert.Throws<DistributedLockTimeoutException>(() => connection.AcquireDistributedLock("resource", TimeSpan.FromMilliseconds(200)));
        killed.Kill();
        connection.AcquireDistributedLock("resource", TimeSpan.FromSeconds(10)).Dispose();
    }

    [Fact]
    public void One_that_ends_in_order_gives_back_its_lock()
    {
        using SqliteJobStorage storage = new(_folder.ConnectionString());
        using IStorageConnection connection = storage.GetConnection();
        using WorkerProcess other = WorkerProcess.Start("lock", _folder.ConnectionString(), "resource", "3600");
        Assert.Equal("held", other.ReadLine());
        _ = other.End();
        connection.AcquireDistributedLock("resource", TimeSpan.Zero).Dispose();
    }

    [Fact]
    public void Many_may_create_the_file_at_the_same_moment()
    {
        WorkerProcess[] openers = [.. Enumerable.Range(0, 6).Select(_ => WorkerProcess.Start("open", _folder.ConnectionString()))];
        try
        {
            Array.ForEach(openers, static opener => opener.End());
        }
        finally
        {
            Array.ForEach(openers, static opener => opener.Dispose());
        }

        using SqliteJobStorage storage = new(_folder.ConnectionString());
        Assert.Equal(0, storage.GetMonitoringApi().GetStatistics().Servers);
    }

    private static void Wait(Func<bool> condition)
    {
        long started = Stopwatch.GetTimestamp();
        while (!condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(30), "It did not happen within 30 seconds.");
            Thread.Sleep(20);
        }
    }

    private void WaitUntilDone()
    {
        using SqliteJobStorage storage = new(_folder.ConnectionString());
        JobStorageMonitor monitor = (JobStorageMonitor)storage.GetMonitoringApi();
        long started = Stopwatch.GetTimestamp();
        while (monitor.EnqueuedCount("default") + monitor.FetchedCount("default") + monitor.ScheduledCount() + monitor.AwaitingCount() > 0)
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromMinutes(3), "The jobs were not done within 3 minutes.");
            Thread.Sleep(100);
        }
    }
}
