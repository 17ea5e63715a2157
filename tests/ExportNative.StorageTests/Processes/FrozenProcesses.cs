using ExportNative.JobStorage;
using ExportNative.StorageTests.Worker;
using Hangfire;
using Hangfire.Storage;
using Xunit;

namespace ExportNative.StorageTests.Processes;

/// <summary>A process that is stopped (SIGSTOP) for longer than its lease loses its job, and does no harm when it goes on.</summary>
public sealed class FrozenProcesses : IDisposable
{
    private const string Lease = "4";
    private readonly TempFolder _folder = new();
    private readonly SqliteJobStorage _storage;

    public FrozenProcesses() => _storage = new SqliteJobStorage(_folder.ConnectionString());

    public void Dispose()
    {
        _storage.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Cannot_complete_a_job_that_another_has_completed()
    {
        string id = new BackgroundJobClient(_storage).Enqueue(() => Jobs.HoldOut(_folder.Path));
        using WorkerProcess frozen = Serve();
        WaitFor("started-", frozen);
        frozen.Signal("STOP");
        using WorkerProcess other = Serve();
        WaitFor("started-", other);
        Go(other);
        WaitForState(id, "Succeeded");

        frozen.Signal("CONT");
        Go(frozen);
        WaitFor("ended-", frozen);
        AssertGoesOn(frozen, other);
        AssertCompletedOnce(id, by: other);
    }

    [Fact]
    public void Cannot_complete_a_job_that_another_is_running()
    {
        string id = new BackgroundJobClient(_storage).Enqueue(() => Jobs.HoldOut(_folder.Path));
        using WorkerProcess frozen = Serve();
        WaitFor("started-", frozen);
        frozen.Signal("STOP");
        using WorkerProcess other = Serve();
        WaitFor("started-", other);

        frozen.Signal("CONT");
        Go(frozen);
        WaitFor("ended-", frozen);
        Thread.Sleep(1500);
        Assert.Equal("Processing", State(id));
        Go(other);
        WaitForState(id, "Succeeded");
        AssertGoesOn(frozen, other);
        AssertCompletedOnce(id, by: other);
    }

    [Fact]
    public void Loses_its_lock_and_cannot_commit_under_it()
    {
        using WorkerProcess frozen = WorkerProcess.Start("lock", _folder.ConnectionString(), "resource", Lease);
        Assert.Equal("held", frozen.ReadLine());
        using JobStorageConnection connection = (JobStorageConnection)_storage.GetConnection();
        // Alive, it keeps the lock for longer than the time to live.
        Assert.Throws<DistributedLockTimeoutException>(() => connection.AcquireDistributedLock("resource", TimeSpan.FromSeconds(8)));
        Assert.Equal("committed", frozen.Ask("commit"));

        frozen.Signal("STOP");
        using (connection.AcquireDistributedLock("resource", TimeSpan.FromSeconds(20)))
        {
            frozen.Signal("CONT");
            Assert.Equal("refused", frozen.Ask("commit"));
            Assert.Equal("released", frozen.Ask("release"));
            using JobStorageConnection third = (JobStorageConnection)_storage.GetConnection();
            Assert.Throws<DistributedLockTimeoutException>(() => third.AcquireDistributedLock("resource", TimeSpan.Zero));
        }

        Assert.Equal("held", frozen.Ask("take"));
        Assert.Equal("committed", frozen.Ask("commit"));
        _ = frozen.End();
    }

    [Fact]
    public void At_random_points_complete_every_job_and_none_twice()
    {
        int rounds = Amount.Of("STORAGE_FREEZE_ROUNDS", 6);
        int seed = Amount.Of("STORAGE_FREEZE_SEED", Environment.TickCount);
        Random random = new(seed);
        BackgroundJobClient client = new(_storage);
        List<string> ids = [];
        WorkerProcess[] workers = [.. Enumerable.Range(0, 3).Select(_ => WorkerProcess.Start("serve", _folder.ConnectionString(), "4", "1", _folder.Path))];
        try
        {
            Array.ForEach(workers, static worker => Assert.Equal("ready", worker.ReadLine()));
            for (int round = 0; round < rounds; round++)
            {
                ids.AddRange(Enumerable.Range(0, 30).Select(_ => client.Enqueue(() => Jobs.Work(random.Next(60), null!))));
                WorkerProcess frozen = workers[random.Next(workers.Length)];
                frozen.Signal("STOP");
                // Around the lease of one second: some lose their jobs and some do not.
                Thread.Sleep(random.Next(500, 2500));
                frozen.Signal("CONT");
            }

            Array.ForEach(ids.ToArray(), id => WaitForState(id, "Succeeded"));
            Array.ForEach(workers, static worker => worker.End());
        }
        finally
        {
            Array.ForEach(workers, static worker => worker.Dispose());
        }

        _storage.Dispose();
        JobInvariants.CheckAllCompleted(_folder.File("jobs.db"), ids);
        TestContext.Current.SendDiagnosticMessage($"{rounds} freezes of seed {seed}, {ids.Count} jobs, started {Journal.Read(_folder.Path, "ran").Count} times");
    }

    private WorkerProcess Serve()
    {
        WorkerProcess worker = WorkerProcess.Start("serve", _folder.ConnectionString(), "1", Lease, _folder.Path);
        Assert.Equal("ready", worker.ReadLine());
        return worker;
    }

    private void Go(WorkerProcess worker) => File.WriteAllText(_folder.File($"go-{worker.Id}"), string.Empty);

    private void WaitFor(string what, WorkerProcess worker) => Wait(() => File.Exists(_folder.File($"{what}{worker.Id}")));

    private void WaitForState(string id, string state) => Wait(() => State(id) == state);

    private string? State(string id)
    {
        using IStorageConnection connection = _storage.GetConnection();
        return connection.GetStateData(id)?.Name;
    }

    private static void Wait(Func<bool> condition)
    {
        for (int tries = 0; tries < 1500; tries++)
        {
            if (condition())
            {
                return;
            }

            Thread.Sleep(20);
        }

        Assert.Fail("It did not happen within 30 seconds.");
    }

    /// <summary>Both processes still take jobs: more jobs than one worker can have are all run.</summary>
    private void AssertGoesOn(params WorkerProcess[] workers)
    {
        BackgroundJobClient client = new(_storage);
        string[] ids = [.. Enumerable.Range(0, 6).Select(_ => client.Enqueue(() => Jobs.Work(200, null!)))];
        Array.ForEach(ids, id => WaitForState(id, "Succeeded"));
        Array.ForEach(workers, static worker => Assert.Empty(worker.End()));
        Assert.Equal(ids.Order(), Journal.Read(_folder.Path, "ran").Order());
    }

    private void AssertCompletedOnce(string id, WorkerProcess by)
    {
        using JobStorageConnection connection = (JobStorageConnection)_storage.GetConnection();
        Assert.Equal(1, connection.GetCounter(CountsCompletionsAttribute.Counter(id)));
        var history = _storage.GetMonitoringApi().JobDetails(id).History;
        Assert.Single(history, static state => state.StateName == "Succeeded");
        Assert.DoesNotContain(history, static state => state.StateName == "Failed");
        string server = history.First(static state => state.StateName == "Processing").Data["ServerId"];
        Assert.Contains($":{by.Id}:", server, StringComparison.Ordinal);
    }
}
