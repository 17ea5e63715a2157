namespace ExportNative.JobStorage;

/// <summary>Counters, each one row that is added to. A counter that comes to zero is the same as none.</summary>
internal static class CounterOperations
{
    private const string Upsert = "INSERT INTO hangfire_counter (key, value, expire_at) VALUES (?1, ?2, ?3) ON CONFLICT (key) DO UPDATE SET value = hangfire_counter.value + excluded.value, expire_at = coalesce(excluded.expire_at, hangfire_counter.expire_at) RETURNING value";
    private const string Delete = "DELETE FROM hangfire_counter WHERE key = ?1";
    private const string Read = "SELECT value FROM hangfire_counter WHERE key = ?1";

    /// <param name="session">The write session.</param>
    /// <param name="key">The counter.</param>
    /// <param name="by">What to add, 1 or -1.</param>
    /// <param name="expireAt">The new expiry; null keeps the one there is.</param>
    public static void Add(Session session, string key, long by, long? expireAt)
    {
        long value;
        using (Query query = session.Query(Upsert).Bind(1, key).Bind(2, by).Bind(3, expireAt))
        {
            _ = query.Step();
            value = query.Int64(0);
            _ = query.Step();
        }

        if (value == 0)
        {
            Remove(session, key);
        }
    }

    public static void Remove(Session session, string key)
    {
        using Query query = session.Query(Delete).Bind(1, key);
        _ = query.Run();
    }

    public static long Value(Session session, string key)
    {
        using Query query = session.Query(Read).Bind(1, key);
        return query.Step() ? query.Int64(0) : 0;
    }
}
