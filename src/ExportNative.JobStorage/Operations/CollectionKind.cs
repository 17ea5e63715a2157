namespace ExportNative.JobStorage;

/// <summary>One of the three kinds of collection, with the statements that differ only in the table.</summary>
/// <param name="Name">As stored in the expiry table.</param>
/// <param name="DeleteItems">Removes the items of a key.</param>
/// <param name="DeleteSome">Removes up to a number of the items of a key.</param>
/// <param name="CountItems">Counts the items of a key.</param>
/// <param name="AnyItem">Has a row if the key has an item.</param>
internal sealed record CollectionKind(string Name, string DeleteItems, string DeleteSome, string CountItems, string AnyItem)
{
    public static readonly CollectionKind Set = Of("set", "value");
    public static readonly CollectionKind Hash = Of("hash", "field");
    public static readonly CollectionKind List = Of("list", "number");

    public static IReadOnlyList<CollectionKind> All { get; } = [Set, Hash, List];

    private static CollectionKind Of(string name, string item) => new(
        name,
        $"DELETE FROM hangfire_{name} WHERE key = ?1",
        $"DELETE FROM hangfire_{name} WHERE key = ?1 AND {item} IN (SELECT {item} FROM hangfire_{name} WHERE key = ?1 LIMIT ?2)",
        $"SELECT count(*) FROM hangfire_{name} WHERE key = ?1",
        $"SELECT 1 FROM hangfire_{name} WHERE key = ?1 LIMIT 1");
}
