namespace ExportNative.JobStorage;

/// <summary>The connection's sets, hashes, lists and counters.</summary>
internal sealed partial class StorageConnection
{
    public override HashSet<string> GetAllItemsFromSet(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return Storage.Read(session => SetOperations.All(session, key));
    }

    public override string? GetFirstByLowestScoreFromSet(string key, double fromScore, double toScore)
    {
        CheckScores(key, fromScore, toScore);
        List<string> first = Storage.Read(session => SetOperations.Lowest(session, key, fromScore, toScore, 1));
        return first.Count == 0 ? null : first[0];
    }

    public override List<string> GetFirstByLowestScoreFromSet(string key, double fromScore, double toScore, int count)
    {
        CheckScores(key, fromScore, toScore);
        if (count <= 0)
        {
            throw new ArgumentException("The count must be positive.", nameof(count));
        }

        return Storage.Read(session => SetOperations.Lowest(session, key, fromScore, toScore, count));
    }

    public override bool GetSetContains(string key, string value)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(value);
        return Storage.Read(session => SetOperations.Contains(session, key, value));
    }

    public override long GetSetCount(string key) => Count(CollectionKind.Set, key);

    public override long GetSetCount(IEnumerable<string> keys, int limit)
    {
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentOutOfRangeException.ThrowIfNegative(limit);
        string[] all = [.. keys];
        return Storage.Read(session => Math.Min(limit, all.Sum(key => CollectionOperations.Count(session, CollectionKind.Set, key))));
    }

    public override List<string> GetRangeFromSet(string key, int startingFrom, int endingAt)
    {
        CheckRange(key, startingFrom, endingAt);
        return Storage.Read(session => SetOperations.Range(session, key, startingFrom, endingAt));
    }

    public override TimeSpan GetSetTtl(string key) => TimeToLive(CollectionKind.Set, key);

    public override void SetRangeInHash(string key, IEnumerable<KeyValuePair<string, string>> keyValuePairs)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(keyValuePairs);
        KeyValuePair<string, string?>[] pairs = [.. keyValuePairs!];
        Write(session => HashOperations.SetRange(session, key, pairs));
    }

    public override Dictionary<string, string?>? GetAllEntriesFromHash(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return Storage.Read(session => HashOperations.All(session, key));
    }

    public override string? GetValueFromHash(string key, string name)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(name);
        return Storage.Read(session => HashOperations.Value(session, key, name));
    }

    public override long GetHashCount(string key) => Count(CollectionKind.Hash, key);

    public override TimeSpan GetHashTtl(string key) => TimeToLive(CollectionKind.Hash, key);

    public override long GetListCount(string key) => Count(CollectionKind.List, key);

    public override List<string> GetAllItemsFromList(string key) => GetRangeFromList(key, 0, int.MaxValue);

    public override List<string> GetRangeFromList(string key, int startingFrom, int endingAt)
    {
        CheckRange(key, startingFrom, endingAt);
        return Storage.Read(session => ListOperations.Range(session, key, startingFrom, endingAt));
    }

    public override TimeSpan GetListTtl(string key) => TimeToLive(CollectionKind.List, key);

    public override long GetCounter(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return Storage.Read(session => CounterOperations.Value(session, key));
    }

    private static void CheckScores(string key, double fromScore, double toScore)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (toScore < fromScore)
        {
            throw new ArgumentException("The upper score must not be below the lower one.", nameof(toScore));
        }
    }

    private static void CheckRange(string key, int startingFrom, int endingAt)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (startingFrom < 0)
        {
            throw new ArgumentException("The first position must not be negative.", nameof(startingFrom));
        }

        if (endingAt < startingFrom)
        {
            throw new ArgumentException("The last position must not be before the first.", nameof(endingAt));
        }
    }

    private long Count(CollectionKind kind, string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return Storage.Read(session => CollectionOperations.Count(session, kind, key));
    }

    private TimeSpan TimeToLive(CollectionKind kind, string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        long now = Storage.Clock.Now;
        return Storage.Read(session => CollectionOperations.TimeToLive(session, kind, key, now));
    }
}
