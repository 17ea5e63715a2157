namespace ExportNative.JobStorage;

/// <summary>The queues: rows that wait, and rows that a worker has claimed.</summary>
internal static class QueueOperations
{
    private const string Insert = "INSERT INTO hangfire_queue (queue, job_id) VALUES (?1, ?2)";
    private const string Claim = """
        UPDATE hangfire_queue SET claim = ?1, fetched_at = ?2
        WHERE id = (SELECT id FROM hangfire_queue WHERE queue = ?3 AND claim IS NULL ORDER BY id LIMIT 1 /* FOR UPDATE SKIP LOCKED */)
        RETURNING id, job_id
        """;

    private const string Remove = "DELETE FROM hangfire_queue WHERE id = ?1 AND claim = ?2";
    private const string PutBack = "UPDATE hangfire_queue SET claim = NULL, fetched_at = NULL WHERE id = ?1 AND claim = ?2";
    private const string IsClaimed = "SELECT 1 FROM hangfire_queue WHERE id = ?1 AND claim = ?2 /* FOR UPDATE */";
    private const string Count = "SELECT count(*) FROM (SELECT 1 FROM hangfire_queue WHERE queue = ?1 AND claim IS NULL LIMIT ?2) AS some";

    public static void Add(Session session, string queue, long jobId)
    {
        using Query query = session.Query(Insert).Bind(1, queue).Bind(2, jobId);
        _ = query.Run();
    }

    /// <summary>
    /// Claims the oldest waiting row of the first queue that has one. One statement, so that there is exactly one
    /// claimant for a row, whatever other threads and processes do.
    /// </summary>
    public static ClaimedRow? TryClaim(Session session, string[] queues, long token, long now)
    {
        foreach (string queue in queues)
        {
            using Query query = session.Query(Claim).Bind(1, token).Bind(2, now).Bind(3, queue);
            if (query.Step())
            {
                ClaimedRow row = new(query.Int64(0), token, queue, JobId.Format(query.Int64(1)));
                _ = query.Step();
                return row;
            }
        }

        return null;
    }

    /// <summary>Removes the row if the claim still holds.</summary>
    public static bool TryRemove(Session session, ClaimedRow row) => RunOn(session, Remove, row);

    /// <summary>Lets the row wait again, in its old place, if the claim still holds.</summary>
    public static bool TryPutBack(Session session, ClaimedRow row) => RunOn(session, PutBack, row);

    public static bool Holds(Session session, ClaimedRow row)
    {
        using Query query = session.Query(IsClaimed).Bind(1, row.Id).Bind(2, row.Token);
        return query.Step();
    }

    /// <summary>How many rows wait, counting no further than a limit.</summary>
    public static int CountWaiting(Session session, string queue, int limit)
    {
        using Query query = session.Query(Count).Bind(1, queue).Bind(2, limit);
        return query.Step() ? (int)query.Int64(0) : 0;
    }

    private static bool RunOn(Session session, string sql, ClaimedRow row)
    {
        using Query query = session.Query(sql).Bind(1, row.Id).Bind(2, row.Token);
        return query.Run() == 1;
    }

    /// <summary>A row of a queue with the token that it was claimed with.</summary>
    internal sealed record ClaimedRow(long Id, long Token, string Queue, string JobId);
}
