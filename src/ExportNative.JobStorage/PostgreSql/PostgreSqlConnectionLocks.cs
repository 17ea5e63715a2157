namespace ExportNative.JobStorage.PostgreSql;

/// <summary>Locks that belong to a session of the server, over which is committed while there are any.</summary>
internal sealed class PostgreSqlConnectionLocks(PostgreSqlParts storage) : ConnectionLocks
{
    private readonly PostgreSqlLockSession _session = new(storage.LockConnectionString);

    public override IDisposable Acquire(string resource, TimeSpan timeout)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(timeout, Timeout.InfiniteTimeSpan);
        string name = $"{PostgreSqlSchema.Name}:{resource}";
        _session.Acquire(name, timeout);
        storage.Leases.Watch(_session);
        return new Held(_session, name);
    }

    public override T Commit<T>(Func<Session, T> write) => _session.IsUsed ? _session.Use(write) : storage.Write(write);

    public override void Dispose()
    {
        storage.Leases.Forget(_session);
        _session.Dispose();
    }

    private sealed class Held(PostgreSqlLockSession session, string name) : IDisposable
    {
        private int _disposed;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _disposed, 1) == 0)
            {
                session.Release(name);
            }
        }
    }
}
