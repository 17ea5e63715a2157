using System.Collections.Concurrent;
using ExportNative.StorageTests.Contract;
using Hangfire;
using Hangfire.Storage;
using Xunit;

namespace ExportNative.StorageTests.Servers;

/// <summary>Whole runs of Hangfire's own server on a storage.</summary>
public abstract class ServerRuns<TKind> : IDisposable
    where TKind : StorageKind, new()
{
    private readonly TKind _kind = new();
    private readonly string _run = Guid.NewGuid().ToString("N");
    private readonly BackgroundJobClient _client;

    protected ServerRuns()
    {
        _client = new BackgroundJobClient(Storage);
        _ = ServerRunJobs.Runs.TryAdd(_run, new ServerRunJobs.Run());
    }

    private Hangfire.JobStorage Storage => _kind.Storage;

    private ServerRunJobs.Run Run => ServerRunJobs.Runs[_run];

    public void Dispose()
    {
        _ = ServerRunJobs.Runs.TryRemove(_run, out _);
        _kind.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public void A_job_runs_and_its_history_says_so()
    {
        string id = _client.Enqueue(() => ServerRunJobs.Note(_run, "a"));
        using (Server())
        {
            WaitForState(id, "Succeeded");
        }

        Assert.Equal(["a"], Run.Notes);
        var details = Storage.GetMonitoringApi().JobDetails(id);
        Assert.Equal(["Succeeded", "Processing", "Enqueued"], details.History.Select(static state => state.StateName));
        Assert.NotNull(details.ExpireAt);
        Assert.Equal(1, Storage.GetMonitoringApi().GetStatistics().Succeeded);
        Assert.Equal(1, Storage.GetMonitoringApi().SucceededByDatesCount().Values.Sum());
        Assert.Equal(1, Storage.GetMonitoringApi().HourlySucceededJobs().Values.Sum());
    }

    [Fact]
    public void A_failing_job_is_retried_until_it_succeeds()
    {
        string id = _client.Enqueue(() => ServerRunJobs.FailTwice(_run));
        using BackgroundJobServer server = Server();
        WaitForState(id, "Succeeded");
        Assert.Equal(3, Run.Attempts);
        Assert.Equal(2, Storage.GetMonitoringApi().JobDetails(id).History.Count(static state => state.StateName == "Failed"));
        Assert.Equal(0, Storage.GetMonitoringApi().GetStatistics().Retries ?? 0);
    }

    [Fact]
    public void A_job_that_keeps_failing_ends_as_failed_with_the_reason()
    {
        string id = _client.Enqueue(() => ServerRunJobs.FailAlways(_run));
        using BackgroundJobServer server = Server();
        WaitForState(id, "Failed");
        Assert.Equal(2, Run.Attempts);
        var failed = Storage.GetMonitoringApi().FailedJobs(0, 10)[0].Value;
        Assert.Equal("always", failed.ExceptionMessage);
        Assert.Equal(typeof(InvalidOperationException).FullName, failed.ExceptionType);
    }

    [Fact]
    public void A_scheduled_job_runs_when_its_time_has_come()
    {
        DateTime due = DateTime.UtcNow.AddSeconds(2.5);
        string id = _client.Schedule(() => ServerRunJobs.Note(_run, "late"), due);
        Assert.Equal(1, Storage.GetMonitoringApi().ScheduledCount());
        using BackgroundJobServer server = Server();
        WaitForState(id, "Succeeded");
        // Hangfire's schedule is in whole seconds, rounded down.
        Assert.True(DateTime.UtcNow >= due.AddSeconds(-1));
        Assert.Equal(0, Storage.GetMonitoringApi().ScheduledCount());
    }

    [Fact]
    public void A_continuation_runs_after_its_parent()
    {
        string parent = _client.Enqueue(() => ServerRunJobs.Note(_run, "parent"));
        string child = _client.ContinueJobWith(parent, () => ServerRunJobs.Note(_run, "child"));
        string grandchild = _client.ContinueJobWith(child, () => ServerRunJobs.Note(_run, "grandchild"));
        Assert.Equal("Awaiting", Storage.GetMonitoringApi().JobDetails(grandchild).History[0].StateName);
        using BackgroundJobServer server = Server();
        WaitForState(grandchild, "Succeeded");
        Assert.Equal(["parent", "child", "grandchild"], Run.Notes);
        string after = _client.ContinueJobWith(parent, () => ServerRunJobs.Note(_run, "after"));
        WaitForState(after, "Succeeded");
    }

    [Fact]
    public void A_recurring_job_is_triggered_and_remembers_its_last_run()
    {
        RecurringJobManager recurring = new(Storage);
        recurring.AddOrUpdate("yearly", () => ServerRunJobs.Note(_run, "yearly"), Cron.Yearly);
        using (IStorageConnection connection = Storage.GetConnection())
        {
            RecurringJobDto job = Assert.Single(connection.GetRecurringJobs());
            Assert.Equal("yearly", job.Id);
            Assert.Equal(Cron.Yearly(), job.Cron);
            Assert.NotNull(job.NextExecution);
        }

        Assert.Equal(1, Storage.GetMonitoringApi().GetStatistics().Recurring);
        string id = recurring.TriggerJob("yearly");
        using BackgroundJobServer server = Server();
        WaitForState(id, "Succeeded");
        Assert.Equal(["yearly"], Run.Notes);
        using (IStorageConnection connection = Storage.GetConnection())
        {
            Assert.Equal(id, Assert.Single(connection.GetRecurringJobs()).LastJobId);
        }

        recurring.RemoveIfExists("yearly");
        Assert.Equal(0, Storage.GetMonitoringApi().GetStatistics().Recurring);
    }

    [Fact]
    public void A_recurring_job_of_every_second_runs_by_itself()
    {
        new RecurringJobManager(Storage).AddOrUpdate("often", () => ServerRunJobs.Note(_run, "often"), "* * * * * *");
        using BackgroundJobServer server = Server();
        Wait(() => Run.Notes.Count >= 2);
    }

    [Fact]
    public void Deleting_a_running_job_cancels_its_token()
    {
        string id = _client.Enqueue(() => ServerRunJobs.UntilCancelled(_run, CancellationToken.None));
        using BackgroundJobServer server = Server();
        Wait(() => Run.Notes.Contains("started"));
        Assert.True(_client.Delete(id));
        Wait(() => Run.Notes.Contains("cancelled"));
        Assert.Equal("Deleted", State(id));
        Assert.Equal(1, Storage.GetMonitoringApi().DeletedListCount());
    }

    [Fact]
    public void Stopping_the_server_puts_a_running_job_back()
    {
        string id = _client.Enqueue(() => ServerRunJobs.UntilCancelled(_run, CancellationToken.None));
        using (BackgroundJobServer server = Server())
        {
            Wait(() => Run.Notes.Contains("started"));
        }

        Assert.Contains("cancelled", Run.Notes);
        Assert.Equal(1, Storage.GetMonitoringApi().EnqueuedCount("default"));
        Assert.Equal(0, Storage.GetMonitoringApi().FetchedCount("default"));
        Assert.Equal(0, Storage.GetMonitoringApi().GetStatistics().Servers);
        Run.Release.Set();
        using (Server())
        {
            WaitForState(id, "Succeeded");
        }
    }

    [Fact]
    public void Twenty_workers_run_each_of_many_jobs_once()
    {
        string[] ids = [.. Enumerable.Range(0, 500).Select(number => _client.Enqueue(() => ServerRunJobs.Note(_run, number.ToString(System.Globalization.CultureInfo.InvariantCulture))))];
        using BackgroundJobServer server = Server(20);
        Wait(() => Storage.GetMonitoringApi().SucceededListCount() == ids.Length);
        Assert.Equal(500, Run.Notes.Count);
        Assert.Equal(500, Run.Notes.Distinct().Count());
        Assert.Equal(0, Storage.GetMonitoringApi().EnqueuedCount("default"));
        Assert.Equal(0, Storage.GetMonitoringApi().FetchedCount("default"));
    }

    [Fact]
    public void Queues_are_served_in_the_order_in_which_the_server_names_them()
    {
        for (int job = 0; job < 5; job++)
        {
            _ = _client.Enqueue("low", () => ServerRunJobs.Note(_run, "low"));
            _ = _client.Enqueue("high", () => ServerRunJobs.Note(_run, "high"));
        }

        using BackgroundJobServer server = Server(1, "high", "low");
        Wait(() => Run.Notes.Count == 10);
        Assert.Equal(Enumerable.Repeat("high", 5).Concat(Enumerable.Repeat("low", 5)), Run.Notes);
    }

    [Fact]
    public void A_job_that_may_not_run_beside_itself_does_not()
    {
        string[] ids = [.. Enumerable.Range(0, 4).Select(_ => _client.Enqueue(() => ServerRunJobs.Alone(_run)))];
        using BackgroundJobServer server = Server(4);
        Array.ForEach(ids, id => WaitForState(id, "Succeeded"));
        Assert.Equal(1, Run.MostInside);
    }

    private static void Wait(Func<bool> condition)
    {
        for (int tries = 0; tries < 3000; tries++)
        {
            if (condition())
            {
                return;
            }

            Thread.Sleep(20);
        }

        Assert.Fail("It did not happen within 60 seconds.");
    }

    private BackgroundJobServer Server(int workers = 4, params string[] queues) => new(
        new BackgroundJobServerOptions
        {
            WorkerCount = workers,
            Queues = queues.Length == 0 ? ["default"] : queues,
            SchedulePollingInterval = TimeSpan.FromMilliseconds(300),
            CancellationCheckInterval = TimeSpan.FromMilliseconds(300),
            StopTimeout = TimeSpan.FromSeconds(1),
            ShutdownTimeout = TimeSpan.FromSeconds(20),
        },
        Storage);

    private string? State(string id)
    {
        using IStorageConnection connection = Storage.GetConnection();
        return connection.GetStateData(id)?.Name;
    }

    private void WaitForState(string id, string state) => Wait(() => State(id) == state);
}

/// <summary>The jobs of the server runs; each run notes what happened under its own name.</summary>
public static class ServerRunJobs
{
    internal static ConcurrentDictionary<string, Run> Runs { get; } = new();

    public static void Note(string run, string note) => Runs[run].Notes.Enqueue(note);

    [AutomaticRetry(Attempts = 5, DelaysInSeconds = [0])]
    public static void FailTwice(string run)
    {
        if (Runs[run].Attempt() <= 2)
        {
            throw new InvalidOperationException("twice");
        }
    }

    [AutomaticRetry(Attempts = 1, DelaysInSeconds = [0])]
    public static void FailAlways(string run)
    {
        _ = Runs[run].Attempt();
        throw new InvalidOperationException("always");
    }

    public static void UntilCancelled(string run, CancellationToken cancellationToken)
    {
        Runs[run].Notes.Enqueue("started");
        try
        {
            _ = Runs[run].Release.Wait(TimeSpan.FromSeconds(60), cancellationToken);
        }
        catch (OperationCanceledException)
        {
            Runs[run].Notes.Enqueue("cancelled");
            throw;
        }
    }

    [DisableConcurrentExecution(60)]
    public static void Alone(string run) => Runs[run].Inside();

    internal sealed class Run
    {
        private int _attempts;
        private int _inside;

        public ConcurrentQueue<string> Notes { get; } = new();

        public ManualResetEventSlim Release { get; } = new();

        public int Attempts => _attempts;

        public int MostInside { get; private set; }

        public int Attempt() => Interlocked.Increment(ref _attempts);

        public void Inside()
        {
            MostInside = Math.Max(MostInside, Interlocked.Increment(ref _inside));
            Thread.Sleep(30);
            _ = Interlocked.Decrement(ref _inside);
        }
    }
}

public sealed class ServerRunsOnSqlite : ServerRuns<Sqlite>;

public sealed class ServerRunsOnInMemory : ServerRuns<InMemory>;

public sealed class ServerRunsOnPostgreSql : ServerRuns<PostgreSql>;
