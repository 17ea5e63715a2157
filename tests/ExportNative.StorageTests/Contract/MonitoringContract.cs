using System.Globalization;
using Hangfire.Common;
using Hangfire.Server;
using Hangfire.States;
using Hangfire.Storage.Monitoring;
using Xunit;

namespace ExportNative.StorageTests.Contract;

/// <summary>What the dashboard reads.</summary>
public abstract class MonitoringContract<TKind> : ContractTest<TKind>
    where TKind : StorageKind, new()
{
    [Fact]
    public void Lists_of_what_is_to_come_are_oldest_first_and_of_what_is_over_newest_first()
    {
        string[] scheduled = Three("Scheduled");
        string[] processing = Three("Processing");
        string[] awaiting = Three("Awaiting");
        string[] succeeded = Three("Succeeded");
        string[] failed = Three("Failed");
        string[] deleted = Three("Deleted");
        Assert.Equal(scheduled, Monitor.ScheduledJobs(0, 10).Select(Id));
        Assert.Equal(processing, Monitor.ProcessingJobs(0, 10).Select(Id));
        Assert.Equal(awaiting, Monitor.AwaitingJobs(0, 10).Select(Id));
        Assert.Equal(succeeded.Reverse(), Monitor.SucceededJobs(0, 10).Select(Id));
        Assert.Equal(failed.Reverse(), Monitor.FailedJobs(0, 10).Select(Id));
        Assert.Equal(deleted.Reverse(), Monitor.DeletedJobs(0, 10).Select(Id));
    }

    [Fact]
    public void The_order_is_that_of_the_state_and_not_of_the_job()
    {
        string first = Create();
        string second = Create();
        Commit(transaction => transaction.SetJobState(second, new AState("Succeeded")));
        Commit(transaction => transaction.SetJobState(first, new AState("Succeeded")));
        Assert.Equal([first, second], Monitor.SucceededJobs(0, 10).Select(Id));
    }

    [Fact]
    public void Pages_follow_each_other()
    {
        string[] ids = [.. Enumerable.Range(0, 7).Select(_ => CreateIn(new AState("Failed")))];
        Array.Reverse(ids);
        Assert.Equal(ids[..3], Monitor.FailedJobs(0, 3).Select(Id));
        Assert.Equal(ids[3..6], Monitor.FailedJobs(3, 3).Select(Id));
        Assert.Equal(ids[6..], Monitor.FailedJobs(6, 3).Select(Id));
        Assert.Empty(Monitor.FailedJobs(9, 3));
        Assert.Empty(Monitor.FailedJobs(0, 0));
    }

    [Fact]
    public void State_names_compare_without_case()
    {
        string id = CreateIn(new AState("sUCCEEDED"));
        Assert.Equal(1, Monitor.SucceededListCount());
        Assert.True(Assert.Single(Monitor.SucceededJobs(0, 10)).Value.InSucceededState);
        Assert.Equal(id, Monitor.SucceededJobs(0, 10)[0].Key);
    }

    [Fact]
    public void A_job_is_on_the_page_of_its_current_state_only()
    {
        string id = CreateIn(new AState("Processing"));
        Commit(transaction => transaction.SetJobState(id, new AState("Succeeded")));
        Assert.Empty(Monitor.ProcessingJobs(0, 10));
        Assert.Equal(0, Monitor.ProcessingCount());
        Assert.Equal(1, Monitor.SucceededListCount());
    }

    [Fact]
    public void Each_page_shows_what_its_state_says()
    {
        string processing = CreateIn(new AState("Processing", data: new() { ["ServerId"] = "server" }));
        string scheduled = CreateIn(new AState("Scheduled", data: new() { ["EnqueueAt"] = JobHelper.SerializeDateTime(new DateTime(2030, 1, 2, 3, 4, 5, DateTimeKind.Utc)) }));
        string succeeded = CreateIn(new AState("Succeeded", data: new() { ["PerformanceDuration"] = "30", ["Latency"] = "12", ["Result"] = "\"42\"" }));
        string failed = CreateIn(new AState("Failed", "reason", new() { ["ExceptionType"] = "T", ["ExceptionMessage"] = "M", ["ExceptionDetails"] = "D" }));
        string deleted = CreateIn(new AState("Deleted"));
        string awaiting = CreateIn(new AState("Awaiting", data: new() { ["ParentId"] = succeeded }));

        ProcessingJobDto process = Monitor.ProcessingJobs(0, 1)[0].Value;
        Assert.Equal("server", process.ServerId);
        Assert.True(process.InProcessingState);
        Recent(process.StartedAt);
        ScheduledJobDto schedule = Monitor.ScheduledJobs(0, 1)[0].Value;
        Assert.Equal(new DateTime(2030, 1, 2, 3, 4, 5, DateTimeKind.Utc), schedule.EnqueueAt);
        Assert.Equal(DateTimeKind.Utc, schedule.EnqueueAt.Kind);
        Assert.True(schedule.InScheduledState);
        Recent(schedule.ScheduledAt);
        SucceededJobDto success = Monitor.SucceededJobs(0, 1)[0].Value;
        Assert.Equal(42, success.TotalDuration);
        Assert.Equal("\"42\"", success.Result);
        Assert.True(success.InSucceededState);
        Recent(success.SucceededAt);
        FailedJobDto failure = Monitor.FailedJobs(0, 1)[0].Value;
        Assert.Equal(("reason", "T", "M", "D"), (failure.Reason, failure.ExceptionType, failure.ExceptionMessage, failure.ExceptionDetails));
        Assert.True(failure.InFailedState);
        Recent(failure.FailedAt);
        DeletedJobDto deletion = Monitor.DeletedJobs(0, 1)[0].Value;
        Assert.True(deletion.InDeletedState);
        Recent(deletion.DeletedAt);
        AwaitingJobDto wait = Monitor.AwaitingJobs(0, 1)[0].Value;
        Assert.Equal("Succeeded", wait.ParentStateName);
        Assert.True(wait.InAwaitingState);
        Recent(wait.AwaitingAt);
        foreach ((string id, Job job, InvocationData data) in new[]
        {
            (processing, process.Job, new InvocationData(process.InvocationData.Method)),
            (scheduled, schedule.Job, new InvocationData(schedule.InvocationData.Method)),
            (succeeded, success.Job, new InvocationData(success.InvocationData.Method)),
            (failed, failure.Job, new InvocationData(failure.InvocationData.Method)),
            (deleted, deletion.Job, new InvocationData(deletion.InvocationData.Method)),
            (awaiting, wait.Job, new InvocationData(wait.InvocationData.Method)),
        })
        {
            Assert.NotEmpty(id);
            Assert.Equal("argument", job.Args[0]);
            Assert.Equal(nameof(ContractJobs.Method), data.Method);
        }
    }

    [Fact]
    public void Missing_and_broken_state_data_does_not_break_a_page()
    {
        _ = CreateIn(new AState("Processing"));
        _ = CreateIn(new AState("Scheduled"));
        _ = CreateIn(new AState("Succeeded"));
        _ = CreateIn(new AState("Failed"));
        _ = CreateIn(new AState("Awaiting", data: new() { ["ParentId"] = "no such job" }));
        Assert.Null(Monitor.ProcessingJobs(0, 1)[0].Value.ServerId);
        Assert.Equal(DateTime.MinValue, Monitor.ScheduledJobs(0, 1)[0].Value.EnqueueAt);
        Assert.Null(Monitor.SucceededJobs(0, 1)[0].Value.TotalDuration);
        Assert.Null(Monitor.FailedJobs(0, 1)[0].Value.ExceptionType);
        Assert.Null(Monitor.AwaitingJobs(0, 1)[0].Value.ParentStateName);
    }

    [Fact]
    public void Jobs_that_cannot_be_loaded_are_on_their_page_with_the_reason()
    {
        string id = CreateUnloadable();
        foreach (string state in (string[])["Processing", "Scheduled", "Awaiting", "Succeeded", "Failed", "Deleted"])
        {
            Commit(transaction => transaction.SetJobState(id, new AState(state)));
            (string Key, Job? Job, JobLoadException? Reason) shown = state switch
            {
                "Processing" => Shown(Monitor.ProcessingJobs(0, 1), static job => (job.Job, job.LoadException)),
                "Scheduled" => Shown(Monitor.ScheduledJobs(0, 1), static job => (job.Job, job.LoadException)),
                "Awaiting" => Shown(Monitor.AwaitingJobs(0, 1), static job => (job.Job, job.LoadException)),
                "Succeeded" => Shown(Monitor.SucceededJobs(0, 1), static job => (job.Job, job.LoadException)),
                "Failed" => Shown(Monitor.FailedJobs(0, 1), static job => (job.Job, job.LoadException)),
                _ => Shown(Monitor.DeletedJobs(0, 1), static job => (job.Job, job.LoadException)),
            };
            Assert.Equal(id, shown.Key);
            Assert.Null(shown.Job);
            Assert.NotNull(shown.Reason);
        }
    }

    [Fact]
    public void Queues_show_their_length_and_first_jobs()
    {
        string[] ids = [.. Enumerable.Range(0, 8).Select(_ => CreateIn(new EnqueuedState("b-queue")))];
        Commit(transaction =>
        {
            Array.ForEach(ids, id => transaction.AddToQueue("b-queue", id));
            transaction.AddToQueue("a-queue", ids[0]);
        });
        IList<QueueWithTopEnqueuedJobsDto> queues = Monitor.Queues();
        Assert.Equal(["a-queue", "b-queue"], queues.Select(static queue => queue.Name));
        Assert.Equal([1, 8], queues.Select(static queue => queue.Length));
        Assert.Equal(ids[..5], queues[1].FirstJobs.Select(Id));
        Assert.True(queues[1].FirstJobs[0].Value.InEnqueuedState);
        Assert.Equal("Enqueued", queues[1].FirstJobs[0].Value.State);
        Assert.Equal(2, Monitor.GetStatistics().Queues);
    }

    [Fact]
    public void A_queue_is_paged_oldest_first()
    {
        string[] ids = [.. Enumerable.Range(0, 5).Select(_ => CreateIn(new EnqueuedState()))];
        Commit(transaction => Array.ForEach(ids, id => transaction.AddToQueue("default", id)));
        Assert.Equal(ids[..2], Monitor.EnqueuedJobs("default", 0, 2).Select(Id));
        Assert.Equal(ids[2..4], Monitor.EnqueuedJobs("default", 2, 2).Select(Id));
        Assert.Equal(5, Monitor.EnqueuedCount("default"));
        Assert.Equal(0, Monitor.EnqueuedCount("nothing"));
        Assert.Empty(Monitor.EnqueuedJobs("nothing", 0, 2));
        EnqueuedJobDto shown = Monitor.EnqueuedJobs("default", 0, 1)[0].Value;
        Assert.True(shown.InEnqueuedState);
        Assert.Equal("argument", shown.Job.Args[0]);
        Recent(shown.EnqueuedAt);
    }

    [Fact]
    public void A_queued_job_that_has_moved_on_or_is_gone_is_shown_as_such()
    {
        string moved = CreateIn(new AState("Deleted"));
        string gone = CreateIn(new EnqueuedState());
        Commit(transaction =>
        {
            transaction.AddToQueue("default", moved);
            transaction.AddToQueue("default", gone);
            transaction.ExpireJob(gone, TimeSpan.FromSeconds(-1));
        });
        JobList<EnqueuedJobDto> page = Monitor.EnqueuedJobs("default", 0, 10);
        Assert.Equal([moved, gone], page.Select(Id));
        Assert.False(page[0].Value.InEnqueuedState);
        Assert.Equal("Deleted", page[0].Value.State);
        Assert.Null(page[0].Value.EnqueuedAt);
        Assert.False(page[1].Value.InEnqueuedState);
        Assert.Null(page[1].Value.Job);
        Assert.Null(page[1].Value.State);
    }

    [Fact]
    public void Statistics_count_states_sets_counters_and_servers()
    {
        _ = Three("Enqueued");
        _ = CreateIn(new AState("Scheduled"));
        _ = CreateIn(new AState("Processing"));
        _ = CreateIn(new AState("Failed"));
        _ = CreateIn(new AState("Failed"));
        _ = CreateIn(new AState("Awaiting"));
        Connection.AnnounceServer("server", new ServerContext { Queues = [], WorkerCount = 1 });
        Commit(static transaction =>
        {
            transaction.AddToSet("recurring-jobs", "daily");
            transaction.AddToSet("retries", "1");
            transaction.AddToSet("retries", "2");
            transaction.IncrementCounter("stats:succeeded");
            transaction.IncrementCounter("stats:succeeded");
            transaction.IncrementCounter("stats:deleted");
        });
        StatisticsDto statistics = Monitor.GetStatistics();
        Assert.Equal(3, statistics.Enqueued);
        Assert.Equal(1, statistics.Scheduled);
        Assert.Equal(1, statistics.Processing);
        Assert.Equal(2, statistics.Failed);
        Assert.Equal(1, statistics.Awaiting);
        Assert.Equal(2, statistics.Succeeded);
        Assert.Equal(1, statistics.Deleted);
        Assert.Equal(1, statistics.Recurring);
        Assert.Equal(2, statistics.Retries);
        Assert.Equal(1, statistics.Servers);
        Assert.Equal(1, Monitor.ScheduledCount());
        Assert.Equal(1, Monitor.ProcessingCount());
        Assert.Equal(2, Monitor.FailedCount());
        Assert.Equal(1, Monitor.AwaitingCount());
        Assert.Equal(0, Monitor.SucceededListCount());
        Assert.Equal(0, Monitor.DeletedListCount());
    }

    [Fact]
    public void Graphs_span_seven_days_and_24_hours_with_zeros()
    {
        DateTime now = DateTime.UtcNow;
        foreach (string what in (string[])["succeeded", "failed", "deleted"])
        {
            Commit(transaction =>
            {
                transaction.IncrementCounter($"stats:{what}:{now.AddDays(-1).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}");
                transaction.IncrementCounter($"stats:{what}:{now.AddDays(-8).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}");
                transaction.IncrementCounter($"stats:{what}:{now.AddHours(-2).ToString("yyyy-MM-dd-HH", CultureInfo.InvariantCulture)}");
            });
        }

        foreach (IDictionary<DateTime, long> days in (IDictionary<DateTime, long>[])[Monitor.SucceededByDatesCount(), Monitor.FailedByDatesCount(), Monitor.DeletedByDatesCount()])
        {
            Assert.Equal(7, days.Count);
            Assert.Equal(1, days.Values.Sum());
            Assert.Equal(1, days[now.Date.AddDays(-1)]);
            Assert.Equal(0, days[now.Date]);
        }

        foreach (IDictionary<DateTime, long> hours in (IDictionary<DateTime, long>[])[Monitor.HourlySucceededJobs(), Monitor.HourlyFailedJobs(), Monitor.HourlyDeletedJobs()])
        {
            Assert.Equal(24, hours.Count);
            Assert.Equal(1, hours.Values.Sum());
            Assert.Equal(1, hours.Single(hour => hour.Key.Hour == now.AddHours(-2).Hour).Value);
        }
    }

    [Fact]
    public void Everything_is_empty_in_an_empty_storage()
    {
        Assert.Empty(Monitor.Queues());
        Assert.Empty(Monitor.Servers());
        Assert.Empty(Monitor.EnqueuedJobs("default", 0, 10));
        Assert.Empty(Monitor.FetchedJobs("default", 0, 10));
        Assert.Equal(0, Monitor.FetchedCount("default"));
        Assert.Empty(Monitor.ProcessingJobs(0, 10));
        Assert.Equal(0, Monitor.GetStatistics().Enqueued);
        Assert.Equal(0, Monitor.GetStatistics().Retries);
    }

    private static string Id<T>(KeyValuePair<string, T> shown) => shown.Key;

    private static (string Key, Job? Job, JobLoadException? Reason) Shown<T>(JobList<T> page, Func<T, (Job? Job, JobLoadException? Reason)> select)
    {
        KeyValuePair<string, T> row = Assert.Single(page);
        (Job? job, JobLoadException? reason) = select(row.Value);
        return (row.Key, job, reason);
    }

    private static void Recent(DateTime? time) =>
        Assert.InRange(time!.Value, DateTime.UtcNow.AddMinutes(-1), DateTime.UtcNow.AddSeconds(1));

    private string[] Three(string state) => [.. Enumerable.Range(0, 3).Select(_ => CreateIn(new AState(state)))];

    private sealed record InvocationData(string Method);
}

public sealed class MonitoringOfSqlite : MonitoringContract<Sqlite>;

public sealed class MonitoringOfInMemory : MonitoringContract<InMemory>;

public sealed class MonitoringOfPostgreSql : MonitoringContract<PostgreSql>;
