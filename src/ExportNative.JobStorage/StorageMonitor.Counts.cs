using System.Globalization;
using Hangfire.States;
using Hangfire.Storage.Monitoring;

namespace ExportNative.JobStorage;

/// <summary>The dashboard's numbers: counts, statistics and graphs.</summary>
internal sealed partial class StorageMonitor
{
    private const string CountState = "SELECT count(*) FROM hangfire_job WHERE state_name = ?1";
    private const string CountWaiting = "SELECT count(*) FROM hangfire_queue WHERE queue = ?1 AND claim IS NULL";
    private const string CountClaimed = "SELECT count(*) FROM hangfire_queue WHERE queue = ?1 AND claim IS NOT NULL";
    private const string CountServers = "SELECT count(*) FROM hangfire_server";

    // Jumps from name to name in the index instead of reading every row that waits.
    private const string ReadQueueNames = """
        WITH RECURSIVE waiting (name) AS (
            SELECT min(queue) FROM hangfire_queue WHERE claim IS NULL
            UNION ALL
            SELECT (SELECT min(queue) FROM hangfire_queue WHERE claim IS NULL AND queue > waiting.name) FROM waiting WHERE waiting.name IS NOT NULL)
        SELECT name FROM waiting WHERE name IS NOT NULL
        UNION SELECT queue FROM hangfire_queue WHERE claim IS NOT NULL
        ORDER BY 1
        """;

    public override StatisticsDto GetStatistics() => storage.Read(session => session.Snapshot(static snapshot => new StatisticsDto
    {
        Enqueued = CountIn(snapshot, CountState, EnqueuedState.StateName),
        Scheduled = CountIn(snapshot, CountState, ScheduledState.StateName),
        Processing = CountIn(snapshot, CountState, ProcessingState.StateName),
        Failed = CountIn(snapshot, CountState, FailedState.StateName),
        Awaiting = CountIn(snapshot, CountState, AwaitingState.StateName),
        Succeeded = CounterOperations.Value(snapshot, "stats:succeeded"),
        Deleted = CounterOperations.Value(snapshot, "stats:deleted"),
        Recurring = CollectionOperations.Count(snapshot, CollectionKind.Set, "recurring-jobs"),
        Retries = CollectionOperations.Count(snapshot, CollectionKind.Set, "retries"),
        Queues = QueueNames(snapshot).Count,
        Servers = snapshot.Number(CountServers) ?? 0,
    }));

    public override long ScheduledCount() => CountOf(ScheduledState.StateName);

    public override long FailedCount() => CountOf(FailedState.StateName);

    public override long ProcessingCount() => CountOf(ProcessingState.StateName);

    public override long SucceededListCount() => CountOf(SucceededState.StateName);

    public override long DeletedListCount() => CountOf(DeletedState.StateName);

    public override long AwaitingCount() => CountOf(AwaitingState.StateName);

    public override long EnqueuedCount(string queue)
    {
        ArgumentNullException.ThrowIfNull(queue);
        return storage.Read(session => CountIn(session, CountWaiting, queue));
    }

    public override long FetchedCount(string queue)
    {
        ArgumentNullException.ThrowIfNull(queue);
        return storage.Read(session => CountIn(session, CountClaimed, queue));
    }

    public override IDictionary<DateTime, long> SucceededByDatesCount() => LastDays("succeeded");

    public override IDictionary<DateTime, long> FailedByDatesCount() => LastDays("failed");

    public override IDictionary<DateTime, long> DeletedByDatesCount() => LastDays("deleted");

    public override IDictionary<DateTime, long> HourlySucceededJobs() => LastHours("succeeded");

    public override IDictionary<DateTime, long> HourlyFailedJobs() => LastHours("failed");

    public override IDictionary<DateTime, long> HourlyDeletedJobs() => LastHours("deleted");

    private static long CountIn(Session session, string sql, string name)
    {
        using Query query = session.Query(sql).Bind(1, name);
        return query.Step() ? query.Int64(0) : 0;
    }

    /// <summary>The queues that hold a job and those that a server works on, in ordinal order.</summary>
    private static List<string> QueueNames(Session session)
    {
        SortedSet<string> names = new(Rows.Strings(session.Query(ReadQueueNames))!, StringComparer.Ordinal);
        names.UnionWith(ServerOperations.All(session).SelectMany(static server => server.Queues));
        return [.. names];
    }

    private long CountOf(string state) => storage.Read(session => CountIn(session, CountState, state));

    /// <summary>Today and the six days before, newest first, days without jobs included.</summary>
    private Dictionary<DateTime, long> LastDays(string what)
    {
        DateTime today = storage.Clock.UtcNow.Date;
        return Graph(what, Enumerable.Range(0, 7).Select(days => today.AddDays(-days)), "yyyy-MM-dd");
    }

    /// <summary>This hour and the 23 before, newest first, hours without jobs included.</summary>
    private Dictionary<DateTime, long> LastHours(string what)
    {
        DateTime now = storage.Clock.UtcNow;
        return Graph(what, Enumerable.Range(0, 24).Select(hours => now.AddHours(-hours)), "yyyy-MM-dd-HH");
    }

    /// <summary>Hangfire's own filter counts under names that hold the date in the invariant calendar.</summary>
    private Dictionary<DateTime, long> Graph(string what, IEnumerable<DateTime> times, string format) =>
        storage.Read(session => session.Snapshot(snapshot => times.ToDictionary(
            static time => time,
            time => CounterOperations.Value(snapshot, $"stats:{what}:{time.ToString(format, CultureInfo.InvariantCulture)}"))));
}
