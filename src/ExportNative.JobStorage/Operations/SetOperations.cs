namespace ExportNative.JobStorage;

/// <summary>Sets of distinct values, each with a score; ordered by score, then by value.</summary>
internal static class SetOperations
{
    private const string Upsert = "INSERT INTO hangfire_set (key, value, score) VALUES (?1, ?2, ?3) ON CONFLICT (key, value) DO UPDATE SET score = excluded.score";
    private const string DeleteOne = "DELETE FROM hangfire_set WHERE key = ?1 AND value = ?2";
    private const string ReadAll = "SELECT value FROM hangfire_set WHERE key = ?1";
    private const string ReadRange = "SELECT value FROM hangfire_set WHERE key = ?1 ORDER BY score, value LIMIT ?3 OFFSET ?2";
    private const string ReadLowest = "SELECT value FROM hangfire_set WHERE key = ?1 AND score BETWEEN ?2 AND ?3 ORDER BY score, value LIMIT ?4";
    private const string ReadOne = "SELECT 1 FROM hangfire_set WHERE key = ?1 AND value = ?2";

    public static void Add(Session session, string key, string value, double score)
    {
        using Query query = session.Query(Upsert).Bind(1, key).Bind(2, value).Bind(3, score);
        _ = query.Run();
    }

    public static void Remove(Session session, string key, string value)
    {
        using (Query query = session.Query(DeleteOne).Bind(1, key).Bind(2, value))
        {
            _ = query.Run();
        }

        CollectionOperations.AfterRemoval(session, CollectionKind.Set, key);
    }

    public static HashSet<string> All(Session session, string key)
    {
        HashSet<string> values = new(StringComparer.Ordinal);
        using Query query = session.Query(ReadAll).Bind(1, key);
        while (query.Step())
        {
            _ = values.Add(query.Text(0));
        }

        return values;
    }

    /// <summary>The values from one position to another, the last included.</summary>
    public static List<string> Range(Session session, string key, int from, int to) =>
        Rows.Strings(session.Query(ReadRange).Bind(1, key).Bind(2, Rows.Offset(from)).Bind(3, Rows.Limit(from, to)))!;

    /// <summary>The first values whose score is within the bounds, both included.</summary>
    public static List<string> Lowest(Session session, string key, double from, double to, int count) =>
        Rows.Strings(session.Query(ReadLowest).Bind(1, key).Bind(2, from).Bind(3, to).Bind(4, count))!;

    public static bool Contains(Session session, string key, string value)
    {
        using Query query = session.Query(ReadOne).Bind(1, key).Bind(2, value);
        return query.Step();
    }
}
