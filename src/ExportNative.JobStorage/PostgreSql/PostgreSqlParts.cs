using System.Security.Cryptography;
using Hangfire.Logging;
using Npgsql;

namespace ExportNative.JobStorage.PostgreSql;

/// <summary>The parts of a storage on a PostgreSQL server.</summary>
/// <param name="connectionString">With the settings that this storage needs.</param>
/// <param name="options">As the storage got them.</param>
internal sealed class PostgreSqlParts(string connectionString, PostgreSqlJobStorageOptions options) : JobStorageParts(options.TimeProvider), IDisposable
{
    private const string ServerTime = "SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint";

    private readonly ILog _log = LogProvider.For<PostgreSqlJobStorage>();
    private readonly SemaphoreSlim _queued = new(0);
    private int _waiting;
    private volatile bool _disposed;

    public string ConnectionString => connectionString;

    public string LockConnectionString { get; } = PostgreSqlSessions.ForLocks(connectionString);

    public PostgreSqlLeases Leases { get; } = new(connectionString, options);

    // The machines' clocks may differ.
    public override DateTime UtcNow => DateTime.UnixEpoch.AddMicroseconds(Read(static session => session.Number(ServerTime)!.Value));

    public override T Read<T>(Func<Session, T> read) => Over(read);

    public override T Write<T>(Func<Session, T> write, bool durable = true) => Over(session => session.Transact(write));

    public override ConnectionLocks OpenLocks() => new PostgreSqlConnectionLocks(this);

    /// <inheritdoc/>
    /// <remarks>It outlives any trouble with the server that passes.</remarks>
    public override QueueOperations.ClaimedRow Claim(string[] queues, CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (TryClaim(queues) is { } row)
            {
                return row;
            }

            _ = Interlocked.Increment(ref _waiting);
            try
            {
                _ = _queued.Wait(options.PollInterval, cancellationToken);
            }
            finally
            {
                _ = Interlocked.Decrement(ref _waiting);
            }
        }
    }

    public override void GiveBack(QueueOperations.ClaimedRow row)
    {
        try
        {
            _ = Write(session => QueueOperations.TryPutBack(session, row));
            Wake(row.Queue, 1);
        }
        catch (Exception error) when (StorageTrouble.Passes(error))
        {
            // Nobody shows it to live any more, so it goes back when its lease ends.
            _log.DebugException("A job goes back to its queue later.", error);
        }
        catch (ObjectDisposedException)
        {
            // The storage was closed before its user let go; the lease ends.
        }
    }

    public override void Ended(QueueOperations.ClaimedRow row) => Leases.Forget(row);

    public override void Wake(string queue, int jobs)
    {
        if (Volatile.Read(ref _waiting) is > 0 and var waiting)
        {
            // A worker of another queue may take a wake-up; one for each leaves somebody for this one.
            _ = _queued.Release(waiting);
        }
    }

    public void Dispose()
    {
        _disposed = true;
        Leases.Dispose();
        _queued.Dispose();
    }

    private T Over<T>(Func<PostgreSqlSession, T> action)
    {
        for (bool first = true; ; first = false)
        {
            ObjectDisposedException.ThrowIf(_disposed, typeof(PostgreSqlJobStorage));
            using PostgreSqlSession session = new(PostgreSqlSessions.Open(connectionString));
            try
            {
                return action(session);
            }
            catch (NpgsqlException error) when (first && session.HasEndedInVain && error.InnerException is not TimeoutException)
            {
                // The pool does not look at what it gives: the session had ended there, and so had its neighbours. A new one tells.
                PostgreSqlSessions.ClearPools(connectionString);
            }
        }
    }

    private QueueOperations.ClaimedRow? TryClaim(string[] queues)
    {
        try
        {
            // As good as never used twice.
            long token = BitConverter.ToInt64(RandomNumberGenerator.GetBytes(sizeof(long)));
            long now = Clock.Now;
            QueueOperations.ClaimedRow? row = Write(session => QueueOperations.TryClaim(session, queues, token, now));
            if (row is not null)
            {
                Leases.Watch(row);
            }

            return row;
        }
        catch (Exception error) when (StorageTrouble.Passes(error))
        {
            // A row that was claimed by a command whose answer got lost is nobody's, and comes back after a lease.
            _log.DebugException("The queues could not be read.", error);
            return null;
        }
    }
}
