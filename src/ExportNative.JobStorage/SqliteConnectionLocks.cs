namespace ExportNative.JobStorage;

/// <summary>Locks that are rows with tokens.</summary>
internal sealed class SqliteConnectionLocks(SqliteParts storage) : ConnectionLocks
{
    private readonly Lock _lock = new();
    private readonly List<Held> _held = [];

    public override IDisposable Acquire(string resource, TimeSpan timeout)
    {
        storage.Locks.Acquire(this, resource, timeout);
        Held held = new(this, resource);
        lock (_lock)
        {
            _held.Add(held);
        }

        return held;
    }

    public override T Commit<T>(Func<Session, T> write) => storage.Write(session => FindLost(session) is { } resource
        ? throw new LeaseLostException($"The lock on '{resource}' was given to another holder, because this process stood still for longer than its time to live. Nothing of the commit was written.")
        : write(session));

    public override void Dispose()
    {
        Held[] held;
        lock (_lock)
        {
            held = [.. _held];
        }

        foreach (Held one in held)
        {
            one.Dispose();
        }
    }

    // The name of a lock that the connection believes to hold and does not; null if all is well.
    private string? FindLost(Session session)
    {
        string[] resources;
        lock (_lock)
        {
            if (_held.Count == 0)
            {
                return null;
            }

            resources = [.. _held.Select(static held => held.Resource)];
        }

        return Array.Find(resources, resource => !storage.Locks.IsStillHeld(session, this, resource));
    }

    private void Release(Held held)
    {
        lock (_lock)
        {
            if (!_held.Remove(held))
            {
                return;
            }
        }

        storage.Locks.Release(this, held.Resource);
    }

    private sealed class Held(SqliteConnectionLocks owner, string resource) : IDisposable
    {
        public string Resource { get; } = resource;

        public void Dispose() => owner.Release(this);
    }
}
