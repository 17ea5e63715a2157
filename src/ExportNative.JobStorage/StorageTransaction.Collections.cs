namespace ExportNative.JobStorage;

/// <summary>The transaction's sets, hashes, lists and counters.</summary>
internal sealed partial class StorageTransaction
{
    public override void IncrementCounter(string key) => AddToCounter(key, 1, expireIn: null);

    public override void IncrementCounter(string key, TimeSpan expireIn) => AddToCounter(key, 1, expireIn);

    public override void DecrementCounter(string key) => AddToCounter(key, -1, expireIn: null);

    public override void DecrementCounter(string key, TimeSpan expireIn) => AddToCounter(key, -1, expireIn);

    public override void AddToSet(string key, string value) => AddToSet(key, value, 0.0);

    public override void AddToSet(string key, string value, double score)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(value);
        if (double.IsNaN(score))
        {
            throw new ArgumentException("A score must be a number.", nameof(score));
        }

        _commands.Add(session => SetOperations.Add(session, key, value, score));
    }

    public override void AddRangeToSet(string key, IList<string> items)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(items);
        string[] values = [.. items];
        if (values.Contains(null!))
        {
            throw new ArgumentException("The items must not hold null.", nameof(items));
        }

        _commands.Add(session => Array.ForEach(values, value => SetOperations.Add(session, key, value, 0.0)));
    }

    public override void RemoveFromSet(string key, string value)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(value);
        _commands.Add(session => SetOperations.Remove(session, key, value));
    }

    public override void RemoveSet(string key) => Remove(CollectionKind.Set, key);

    public override void ExpireSet(string key, TimeSpan expireIn) => Expire(CollectionKind.Set, key, expireIn);

    public override void PersistSet(string key) => Persist(CollectionKind.Set, key);

    public override void InsertToList(string key, string value)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(value);
        _commands.Add(session => ListOperations.Insert(session, key, value));
    }

    public override void RemoveFromList(string key, string value)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(value);
        _commands.Add(session => ListOperations.Remove(session, key, value));
    }

    public override void TrimList(string key, int keepStartingFrom, int keepEndingAt)
    {
        ArgumentNullException.ThrowIfNull(key);
        _commands.Add(session => ListOperations.Trim(session, key, keepStartingFrom, keepEndingAt));
    }

    public override void ExpireList(string key, TimeSpan expireIn) => Expire(CollectionKind.List, key, expireIn);

    public override void PersistList(string key) => Persist(CollectionKind.List, key);

    public override void SetRangeInHash(string key, IEnumerable<KeyValuePair<string, string>> keyValuePairs)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(keyValuePairs);
        KeyValuePair<string, string?>[] pairs = [.. keyValuePairs!];
        _commands.Add(session => HashOperations.SetRange(session, key, pairs));
    }

    public override void RemoveHash(string key) => Remove(CollectionKind.Hash, key);

    public override void ExpireHash(string key, TimeSpan expireIn) => Expire(CollectionKind.Hash, key, expireIn);

    public override void PersistHash(string key) => Persist(CollectionKind.Hash, key);

    private void AddToCounter(string key, long by, TimeSpan? expireIn)
    {
        ArgumentNullException.ThrowIfNull(key);
        long? at = expireIn is { } span ? Clock.After(span) : null;
        _commands.Add(session =>
        {
            if (expireIn <= TimeSpan.Zero)
            {
                CounterOperations.Remove(session, key);
            }
            else
            {
                CounterOperations.Add(session, key, by, at);
            }
        });
    }

    private void Remove(CollectionKind kind, string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        _commands.Add(session => CollectionOperations.Remove(session, kind, key));
    }

    private void Expire(CollectionKind kind, string key, TimeSpan expireIn)
    {
        ArgumentNullException.ThrowIfNull(key);
        long at = Clock.After(expireIn);
        _commands.Add(session => CollectionOperations.Expire(session, kind, key, expireIn, at));
    }

    private void Persist(CollectionKind kind, string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        _commands.Add(session => CollectionOperations.Persist(session, kind, key));
    }
}
