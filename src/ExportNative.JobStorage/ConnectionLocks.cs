using Hangfire.Storage;

namespace ExportNative.JobStorage;

/// <summary>The distributed locks that a connection holds; disposing frees them all.</summary>
internal sealed class ConnectionLocks(LockTable table) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly List<Held> _held = [];

    /// <summary>Takes a lock; disposing the result gives it back, once, from any thread.</summary>
    /// <exception cref="DistributedLockTimeoutException">Somebody else held it for the whole timeout.</exception>
    public IDisposable Acquire(string resource, TimeSpan timeout)
    {
        table.Acquire(this, resource, timeout);
        Held held = new(this, resource);
        lock (_lock)
        {
            _held.Add(held);
        }

        return held;
    }

    /// <summary>The name of a lock that the connection believes to hold and does not; null if all is well.</summary>
    public string? FindLost(Session session)
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

        return Array.Find(resources, resource => !table.IsStillHeld(session, this, resource));
    }

    public void Dispose()
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

    private void Release(Held held)
    {
        lock (_lock)
        {
            if (!_held.Remove(held))
            {
                return;
            }
        }

        table.Release(this, held.Resource);
    }

    private sealed class Held(ConnectionLocks owner, string resource) : IDisposable
    {
        public string Resource { get; } = resource;

        public void Dispose() => owner.Release(this);
    }
}
