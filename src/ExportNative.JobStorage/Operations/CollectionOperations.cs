namespace ExportNative.JobStorage;

/// <summary>
/// What sets, hashes and lists have in common: they exist while they have items, expire as a whole, and lose their
/// expiry together with their last item.
/// </summary>
internal static class CollectionOperations
{
    private const string SetExpiry = "INSERT INTO hangfire_expiry (kind, key, expire_at) VALUES (?1, ?2, ?3) ON CONFLICT (kind, key) DO UPDATE SET expire_at = excluded.expire_at";
    private const string ClearExpiry = "DELETE FROM hangfire_expiry WHERE kind = ?1 AND key = ?2";
    private const string ReadExpiry = "SELECT expire_at FROM hangfire_expiry WHERE kind = ?1 AND key = ?2";

    /// <summary>Lets a collection expire. A no-op on one that does not exist; a time that has come removes it.</summary>
    public static void Expire(Session session, CollectionKind kind, string key, TimeSpan expireIn, long at)
    {
        if (expireIn <= TimeSpan.Zero)
        {
            Remove(session, kind, key);
        }
        else if (Exists(session, kind, key))
        {
            using Query query = session.Query(SetExpiry).Bind(1, kind.Name).Bind(2, key).Bind(3, at);
            _ = query.Run();
        }
    }

    public static void Persist(Session session, CollectionKind kind, string key)
    {
        using Query query = session.Query(ClearExpiry).Bind(1, kind.Name).Bind(2, key);
        _ = query.Run();
    }

    public static void Remove(Session session, CollectionKind kind, string key)
    {
        using (Query query = session.Query(kind.DeleteItems).Bind(1, key))
        {
            _ = query.Run();
        }

        Persist(session, kind, key);
    }

    /// <summary>Forgets the expiry of a collection that may have lost its last item.</summary>
    public static void AfterRemoval(Session session, CollectionKind kind, string key)
    {
        if (!Exists(session, kind, key))
        {
            Persist(session, kind, key);
        }
    }

    public static long Count(Session session, CollectionKind kind, string key)
    {
        using Query query = session.Query(kind.CountItems).Bind(1, key);
        return query.Step() ? query.Int64(0) : 0;
    }

    /// <summary>The time left; zero when it has passed, negative when the collection does not expire.</summary>
    public static TimeSpan TimeToLive(Session session, CollectionKind kind, string key, long now)
    {
        using Query query = session.Query(ReadExpiry).Bind(1, kind.Name).Bind(2, key);
        return query.Step() ? TimeSpan.FromTicks(Math.Max(0, query.Int64(0) - now)) : Timeout.InfiniteTimeSpan;
    }

    private static bool Exists(Session session, CollectionKind kind, string key)
    {
        using Query query = session.Query(kind.AnyItem).Bind(1, key);
        return query.Step();
    }
}
