namespace ExportNative.JobStorage;

/// <summary>Deleting what has expired, a bounded portion at a time, so that other writers get their turns.</summary>
internal static class ExpirationOperations
{
    private const int Portion = 1000;
    private const string ExpiredJobs = "SELECT id FROM hangfire_job WHERE expire_at <= ?1 ORDER BY expire_at LIMIT ?2";
    private const string ExpiredKeys = "SELECT key FROM hangfire_expiry WHERE kind = ?1 AND expire_at <= ?2 ORDER BY expire_at LIMIT 1";
    private const string ExpiredCounters = "DELETE FROM hangfire_counter WHERE key IN (SELECT key FROM hangfire_counter WHERE expire_at <= ?1 LIMIT ?2)";

    /// <summary>Deletes up to a portion; returns how many rows went, 0 when nothing more has expired.</summary>
    public static int DeletePortion(Session session, long now)
    {
        int deleted = DeleteJobs(session, now);
        if (deleted == 0)
        {
            deleted = CollectionKind.All.Sum(kind => DeleteItems(session, kind, now));
        }

        return deleted == 0 ? DeleteCounters(session, now) : deleted;
    }

    private static int DeleteJobs(Session session, long now)
    {
        List<long> ids = [];
        using (Query expired = session.Query(ExpiredJobs).Bind(1, now).Bind(2, Portion))
        {
            while (expired.Step())
            {
                ids.Add(expired.Int64(0));
            }
        }

        ids.ForEach(id => JobOperations.Delete(session, id));
        return ids.Count;
    }

    private static int DeleteItems(Session session, CollectionKind kind, long now)
    {
        string key;
        using (Query expired = session.Query(ExpiredKeys).Bind(1, kind.Name).Bind(2, now))
        {
            if (!expired.Step())
            {
                return 0;
            }

            key = expired.Text(0);
        }

        int deleted;
        using (Query some = session.Query(kind.DeleteSome).Bind(1, key).Bind(2, Portion))
        {
            deleted = some.Run();
        }

        CollectionOperations.AfterRemoval(session, kind, key);
        // At least the expiry itself is gone, or the key has more items: there is something to come back for.
        return Math.Max(1, deleted);
    }

    private static int DeleteCounters(Session session, long now)
    {
        using Query query = session.Query(ExpiredCounters).Bind(1, now).Bind(2, Portion);
        return query.Run();
    }
}
