using Hangfire.PostgreSql;
using Hangfire.Storage;

namespace ExportNative.JobStorage.PostgreSql;

/// <summary>
/// Hangfire's connection with this storage's queues and locks: a scope whose locks are freed when it is disposed, and whose
/// commits are refused when a job that it fetched, or a lock that it holds, is somebody else's by then.
/// </summary>
internal sealed class PostgreSqlFencedConnection(PostgreSqlJobStorage storage) : PostgreSqlConnection(storage)
{
    private readonly Lock _gate = new();
    private readonly List<PostgreSqlFetchedRow> _fetched = [];
    private PostgreSqlLockSession? _locks;

    public PostgreSqlJobStorage Storage => storage;

    public override void Dispose()
    {
        if (_locks is { } locks)
        {
            storage.Leases.Forget(locks);
            locks.Dispose();
        }

        base.Dispose();
    }

    public override IWriteOnlyTransaction CreateWriteTransaction() => new PostgreSqlFencedTransaction(this);

    public override IDisposable AcquireDistributedLock(string resource, TimeSpan timeout)
    {
        ArgumentException.ThrowIfNullOrEmpty(resource);
        ArgumentOutOfRangeException.ThrowIfLessThan(timeout, Timeout.InfiniteTimeSpan);
        PostgreSqlLockSession locks;
        lock (_gate)
        {
            locks = _locks ??= new PostgreSqlLockSession(storage.ConnectionString);
        }

        var name = $"{PostgreSqlJobStorage.Schema}:{resource}";
        locks.Acquire(name, timeout);
        storage.Leases.Watch(locks);
        return new Held(locks, name);
    }

    public override IFetchedJob FetchNextJob(string[] queues, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(queues);
        if (queues.Length == 0)
        {
            throw new ArgumentException("At least one queue must be named.", nameof(queues));
        }

        var row = storage.Leases.Fetch(queues, cancellationToken);
        lock (_gate)
        {
            _fetched.Add(row);
        }

        return new PostgreSqlLeasedJob(this, row);
    }

    /// <summary>
    /// The job; null where there is none, and on a connection that fetched the job and lost it: Hangfire reads a job before
    /// every change of its state, so a worker that was frozen while its job went to another one stops here.
    /// </summary>
    public override JobData? GetJobData(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        return IsId(id) && !HasLost(id) ? base.GetJobData(id) : null;
    }

    /// <summary>The state; null like the job.</summary>
    public override StateData? GetStateData(string jobId)
    {
        ArgumentNullException.ThrowIfNull(jobId);
        return IsId(jobId) && !HasLost(jobId) ? base.GetStateData(jobId) : null;
    }

    /// <summary>The rows that this connection has fetched and not given up.</summary>
    public PostgreSqlFetchedRow[] Fetched
    {
        get
        {
            lock (_gate)
            {
                return [.. _fetched];
            }
        }
    }

    /// <summary>The session of the locks; null while none is held.</summary>
    public PostgreSqlLockSession? Locks => _locks is { IsUsed: true } locks ? locks : null;

    /// <summary>A job was given up.</summary>
    public void Forget(PostgreSqlFetchedRow row)
    {
        lock (_gate)
        {
            _fetched.Remove(row);
        }

        storage.Leases.Forget(row);
    }

    // Ids come from URLs of the dashboard, too.
    private static bool IsId(string id) => long.TryParse(id, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out _);

    private bool HasLost(string id) => Array.Find(Fetched, row => row.JobId == id) is { } row && !storage.Leases.IsStillMine(row);

    private sealed class Held(PostgreSqlLockSession locks, string name) : IDisposable
    {
        private int _disposed;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _disposed, 1) == 0)
            {
                locks.Release(name);
            }
        }
    }
}
