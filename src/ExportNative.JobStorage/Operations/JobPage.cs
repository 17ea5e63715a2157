using Hangfire.Common;
using Hangfire.Storage;

namespace ExportNative.JobStorage;

/// <summary>One job as a page of the dashboard shows it, together with its current state.</summary>
/// <param name="Id">The job's id, also where the job itself is gone.</param>
/// <param name="Invocation">Null where the job is gone.</param>
/// <param name="StateName">The current state.</param>
/// <param name="StateReason">Why it is in that state.</param>
/// <param name="StateData">Never null; names compare case-insensitively.</param>
/// <param name="StateAt">Since when.</param>
/// <param name="FetchedAt">When a worker claimed it, on the page of fetched jobs.</param>
internal sealed record JobPage(
    string Id, InvocationData? Invocation, string? StateName, string? StateReason, Dictionary<string, string?> StateData, DateTime? StateAt, DateTime? FetchedAt)
{
    private const string Columns = "j.type, j.method, j.parameter_types, j.arguments, j.queue, s.name, s.reason, s.data, s.created_at";
    private const string JoinState = "LEFT JOIN hangfire_state s ON s.job_id = j.id AND s.number = j.state_number";

    // The inner query finds the page in the index alone; only the jobs on it are read. A late page of many jobs would
    // otherwise read all jobs before it.
    private const string Ascending = $"SELECT j.id, j.id, {Columns}, NULL FROM (SELECT id FROM hangfire_job WHERE state_name = ?1 ORDER BY state_at, id LIMIT ?3 OFFSET ?2) p JOIN hangfire_job j ON j.id = p.id {JoinState} ORDER BY j.state_at, j.id";
    private const string Descending = $"SELECT j.id, j.id, {Columns}, NULL FROM (SELECT id FROM hangfire_job WHERE state_name = ?1 ORDER BY state_at DESC, id DESC LIMIT ?3 OFFSET ?2) p JOIN hangfire_job j ON j.id = p.id {JoinState} ORDER BY j.state_at DESC, j.id DESC";
    private const string Waiting = $"SELECT q.job_id, j.id, {Columns}, NULL FROM hangfire_queue q LEFT JOIN hangfire_job j ON j.id = q.job_id {JoinState} WHERE q.queue = ?1 AND q.claim IS NULL ORDER BY q.id LIMIT ?3 OFFSET ?2";
    private const string Claimed = $"SELECT q.job_id, j.id, {Columns}, q.fetched_at FROM hangfire_queue q LEFT JOIN hangfire_job j ON j.id = q.job_id {JoinState} WHERE q.queue = ?1 AND q.claim IS NOT NULL ORDER BY q.id LIMIT ?3 OFFSET ?2";
    private const string StateOf = "SELECT state_name FROM hangfire_job WHERE id = ?1";

    private JobLoadException? _loadException;

    /// <summary>The method to call; null where the job is gone or cannot be loaded.</summary>
    public Job? Job => Invocation is null ? null : JobOperations.TryLoad(Invocation, out _loadException);

    /// <summary>Why the job cannot be loaded.</summary>
    public JobLoadException? LoadException
    {
        get
        {
            _ = Job;
            return _loadException;
        }
    }

    public static List<JobPage> InState(Session session, string state, int from, int count, bool newestFirst) =>
        Read(session.Query(newestFirst ? Descending : Ascending), state, from, count);

    public static List<JobPage> WaitingIn(Session session, string queue, int from, int count) =>
        Read(session.Query(Waiting), queue, from, count);

    public static List<JobPage> ClaimedIn(Session session, string queue, int from, int count) =>
        Read(session.Query(Claimed), queue, from, count);

    /// <summary>The current state's name of a job; null if it has none.</summary>
    public static string? StateNameOf(Session session, long id)
    {
        using Query query = session.Query(StateOf).Bind(1, id);
        return query.Step() ? query.TextOrNull(0) : null;
    }

    public bool IsIn(string state) => string.Equals(StateName, state, StringComparison.OrdinalIgnoreCase);

    private static List<JobPage> Read(Query query, string name, int from, int count)
    {
        using (query)
        {
            List<JobPage> page = [];
            _ = query.Bind(1, name).Bind(2, Rows.Offset(from)).Bind(3, (long)Math.Max(0, count));
            while (query.Step())
            {
                page.Add(new JobPage(
                    JobId.Format(query.Int64(0)),
                    query.IsNull(1) ? null : JobOperations.ReadInvocation(query, 2),
                    query.TextOrNull(7),
                    query.TextOrNull(8),
                    Json.Read(query.TextOrNull(9), StringComparer.OrdinalIgnoreCase),
                    Clock.ToDateTime(query.Int64OrNull(10)),
                    Clock.ToDateTime(query.Int64OrNull(11))));
            }

            return page;
        }
    }
}
