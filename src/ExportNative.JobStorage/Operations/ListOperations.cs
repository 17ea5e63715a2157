namespace ExportNative.JobStorage;

/// <summary>Lists: values in the order of insertion, the newest at position 0.</summary>
internal static class ListOperations
{
    private const string Add = "INSERT INTO hangfire_list (key, number, value) SELECT ?1, coalesce(max(number), 0) + 1, ?2 FROM hangfire_list WHERE key = ?1";
    private const string RemoveValue = "DELETE FROM hangfire_list WHERE key = ?1 AND value = ?2";
    private const string Keep = "DELETE FROM hangfire_list WHERE key = ?1 AND number NOT IN (SELECT number FROM hangfire_list WHERE key = ?1 ORDER BY number DESC LIMIT ?3 OFFSET ?2)";
    private const string ReadRange = "SELECT value FROM hangfire_list WHERE key = ?1 ORDER BY number DESC LIMIT ?3 OFFSET ?2";

    public static void Insert(Session session, string key, string value)
    {
        using Query query = session.Query(Add).Bind(1, key).Bind(2, value);
        _ = query.Run();
    }

    /// <summary>Removes every item that has the value.</summary>
    public static void Remove(Session session, string key, string value)
    {
        using (Query query = session.Query(RemoveValue).Bind(1, key).Bind(2, value))
        {
            _ = query.Run();
        }

        CollectionOperations.AfterRemoval(session, CollectionKind.List, key);
    }

    /// <summary>Keeps the items from one position to another, the last included, and removes the rest.</summary>
    public static void Trim(Session session, string key, int from, int to)
    {
        using (Query query = session.Query(Keep).Bind(1, key).Bind(2, Rows.Offset(from)).Bind(3, Rows.Limit(from, to)))
        {
            _ = query.Run();
        }

        CollectionOperations.AfterRemoval(session, CollectionKind.List, key);
    }

    /// <summary>The items from one position to another, the last included.</summary>
    public static List<string> Range(Session session, string key, int from, int to) =>
        Rows.Strings(session.Query(ReadRange).Bind(1, key).Bind(2, Rows.Offset(from)).Bind(3, Rows.Limit(from, to)))!;
}
