namespace ExportNative.JobStorage;

/// <summary>Hashes: fields with values, which may be null.</summary>
internal static class HashOperations
{
    private const string Upsert = "INSERT INTO hangfire_hash (key, field, value) VALUES (?1, ?2, ?3) ON CONFLICT (key, field) DO UPDATE SET value = excluded.value";
    private const string ReadAll = "SELECT field, value FROM hangfire_hash WHERE key = ?1";
    private const string ReadOne = "SELECT value FROM hangfire_hash WHERE key = ?1 AND field = ?2";

    public static void SetRange(Session session, string key, IReadOnlyList<KeyValuePair<string, string?>> pairs)
    {
        foreach ((string field, string? value) in pairs)
        {
            using Query query = session.Query(Upsert).Bind(1, key).Bind(2, field).Bind(3, value);
            _ = query.Run();
        }
    }

    /// <summary>Null when the hash has no fields.</summary>
    public static Dictionary<string, string?>? All(Session session, string key)
    {
        Dictionary<string, string?> fields = new(StringComparer.Ordinal);
        using Query query = session.Query(ReadAll).Bind(1, key);
        while (query.Step())
        {
            fields.Add(query.Text(0), query.TextOrNull(1));
        }

        return fields.Count == 0 ? null : fields;
    }

    public static string? Value(Session session, string key, string field)
    {
        using Query query = session.Query(ReadOne).Bind(1, key).Bind(2, field);
        return query.Step() ? query.TextOrNull(0) : null;
    }
}
