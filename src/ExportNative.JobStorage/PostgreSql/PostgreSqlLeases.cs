using System.Globalization;
using Hangfire.Logging;
using Npgsql;

namespace ExportNative.JobStorage.PostgreSql;

/// <summary>
/// The queues' rows that this process has fetched, and those of others: its own are shown to live, and those whose worker
/// gives no sign of life go back to their queues, in front of what was queued after them. One thread does both; it never
/// ends because of the server.
/// </summary>
internal sealed class PostgreSqlLeases : IDisposable
{
    // Hangfire.PostgreSql keeps updatecount for a way of fetching that is not used here; it is the row's token.
    private const string Next = """
        UPDATE hangfire.jobqueue SET fetchedat = now(), updatecount = updatecount + 1
        WHERE id = (SELECT id FROM hangfire.jobqueue WHERE queue = ANY ($1) AND fetchedat IS NULL
                    ORDER BY array_position($1, queue), jobid, id FOR UPDATE SKIP LOCKED LIMIT 1)
        RETURNING id, jobid, queue, updatecount
        """;
    private const string Lives = "UPDATE hangfire.jobqueue q SET fetchedat = clock_timestamp() FROM unnest($1, $2) AS mine(id, token) WHERE q.id = mine.id AND q.updatecount = mine.token AND q.fetchedat IS NOT NULL";
    private const string Others = "SELECT id, updatecount, fetchedat FROM hangfire.jobqueue WHERE fetchedat IS NOT NULL";
    private const string Orphan = "UPDATE hangfire.jobqueue SET fetchedat = NULL, updatecount = updatecount + 1 WHERE id = $1 AND updatecount = $2 AND fetchedat = $3";
    private const string Back = "UPDATE hangfire.jobqueue SET fetchedat = NULL, updatecount = updatecount + 1 WHERE id = $1 AND updatecount = $2 AND fetchedat IS NOT NULL";
    private const string Done = "DELETE FROM hangfire.jobqueue WHERE id = $1 AND updatecount = $2 AND fetchedat IS NOT NULL";
    private const string IsMine = "SELECT 1 FROM hangfire.jobqueue WHERE id = $1 AND updatecount = $2 AND fetchedat IS NOT NULL";

    private readonly ILog _log = LogProvider.For<PostgreSqlLeases>();
    private readonly Lock _gate = new();
    private readonly HashSet<PostgreSqlFetchedRow> _mine = [];
    private readonly HashSet<PostgreSqlLockSession> _locks = [];
    private readonly SemaphoreSlim _queued = new(0);
    private readonly CancellationTokenSource _end = new();
    private readonly string _connectionString;
    private readonly string _brief;
    private readonly PostgreSqlJobStorageOptions _options;
    private readonly PostgreSqlLeaseWatch _watch;
    private readonly Thread _beats;
    private int _waiting;

    /// <summary>Begins to watch.</summary>
    /// <param name="connectionString">With the settings that this storage needs.</param>
    /// <param name="options">Lease and times.</param>
    public PostgreSqlLeases(string connectionString, PostgreSqlJobStorageOptions options)
    {
        _connectionString = connectionString;

        // The server must hear of each row several times within a lease, even when one command is lost.
        _brief = new NpgsqlConnectionStringBuilder(connectionString)
        {
            Timeout = 2,
            CommandTimeout = 2,
            MinPoolSize = 0,
            MaxPoolSize = 1,
            ApplicationName = "exportnative leases",
        }.ConnectionString;
        _options = options;
        _watch = new PostgreSqlLeaseWatch(options.Lease, options.TimeProvider);
        _beats = new Thread(Beat) { IsBackground = true, Name = "PostgreSQL leases" };
        _beats.Start();
    }

    /// <summary>Waits for the next job of some queues, the first named first. It outlives any trouble with the server.</summary>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public PostgreSqlFetchedRow Fetch(string[] queues, CancellationToken cancellation)
    {
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            if (TryFetch(queues) is { } row)
            {
                return row;
            }

            Interlocked.Increment(ref _waiting);
            try
            {
                _queued.Wait(_options.PollInterval, cancellation);
            }
            finally
            {
                Interlocked.Decrement(ref _waiting);
            }
        }
    }

    /// <summary>Something was put into queues by this process: whoever waits looks at once.</summary>
    public void Wake(IReadOnlyCollection<string> queues)
    {
        if (queues.Count > 0 && Volatile.Read(ref _waiting) is > 0 and var waiting)
        {
            // A worker of another queue may take a wake-up; one for each leaves somebody for this one.
            _queued.Release(waiting);
        }
    }

    /// <summary>Removes a row for good. Not an error when it is somebody else's by now.</summary>
    public void Remove(PostgreSqlFetchedRow row) => Run(Done, row);

    /// <summary>Puts a row back into its queue. Not an error when it is somebody else's by now.</summary>
    public void GiveBack(PostgreSqlFetchedRow row)
    {
        Run(Back, row);
        Wake([row.Queue]);
    }

    /// <summary>Whether a row still belongs to whoever fetched it.</summary>
    public bool IsStillMine(PostgreSqlFetchedRow row)
    {
        using var session = PostgreSqlSessions.Open(_connectionString);
        using var command = session.Command(IsMine, row.Id, row.Token);
        return command.ExecuteScalar() is not null;
    }

    /// <summary>A row is not worked on any more.</summary>
    public void Forget(PostgreSqlFetchedRow row)
    {
        lock (_gate)
        {
            _mine.Remove(row);
        }
    }

    /// <summary>A session with locks that must be kept awake.</summary>
    public void Watch(PostgreSqlLockSession locks)
    {
        lock (_gate)
        {
            _locks.Add(locks);
        }
    }

    /// <summary>A session whose locks are not needed any more.</summary>
    public void Forget(PostgreSqlLockSession locks)
    {
        lock (_gate)
        {
            _locks.Remove(locks);
        }
    }

    /// <summary>Ends the thread.</summary>
    public void Dispose()
    {
        _end.Cancel();
        _beats.Join();
        _end.Dispose();
        _queued.Dispose();
        ClearPool(_connectionString);
        ClearPool(_brief);
    }

    private static void ClearPool(string connectionString)
    {
        using var pooled = new NpgsqlConnection(connectionString);
        NpgsqlConnection.ClearPool(pooled);
    }

    private PostgreSqlFetchedRow? TryFetch(string[] queues)
    {
        try
        {
            using var session = PostgreSqlSessions.Open(_connectionString);
            using var command = session.Command(Next, (object)queues);
            using var reader = command.ExecuteReader();
            if (!reader.Read())
            {
                return null;
            }

            var row = new PostgreSqlFetchedRow(reader.GetInt64(0), reader.GetInt64(1).ToString(CultureInfo.InvariantCulture), reader.GetString(2), reader.GetInt32(3));
            lock (_gate)
            {
                _mine.Add(row);
            }

            return row;
        }
        catch (Exception e) when (StorageTrouble.Passes(e))
        {
            // A row that was fetched by a command whose answer got lost is nobody's, and comes back after a lease.
            _log.DebugException("The queues could not be read.", e);
            return null;
        }
    }

    private void Run(string text, PostgreSqlFetchedRow row)
    {
        using var session = PostgreSqlSessions.Open(_connectionString);
        using var command = session.Command(text, row.Id, row.Token);
        command.ExecuteNonQuery();
    }

    private void Beat()
    {
        while (!_end.IsCancellationRequested)
        {
            try
            {
                using var session = PostgreSqlSessions.Open(_brief);
                ShowOwn(session);
                FreeOthers(session);
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException or InvalidOperationException or System.Net.Sockets.SocketException)
            {
                _watch.Interrupted();

                // Whatever broke this session broke those that wait in the pool; each would fail once more.
                ClearPool(_connectionString);
                _log.DebugException("The leases could not be renewed.", e);
            }

            KeepLocks();
            _end.Token.WaitHandle.WaitOne(_options.Lease / 5);
        }
    }

    private void ShowOwn(NpgsqlConnection session)
    {
        PostgreSqlFetchedRow[] mine;
        lock (_gate)
        {
            mine = [.. _mine];
        }

        if (mine.Length > 0)
        {
            using var command = session.Command(Lives, mine.Select(row => row.Id).ToArray(), mine.Select(row => row.Token).ToArray());
            command.ExecuteNonQuery();
        }
    }

    private void FreeOthers(NpgsqlConnection session)
    {
        List<(long Id, int Token, DateTime Beat)> rows = [];
        using (var command = session.Command(Others))
        using (var reader = command.ExecuteReader())
        {
            while (reader.Read())
            {
                rows.Add((reader.GetInt64(0), reader.GetInt32(1), reader.GetDateTime(2)));
            }
        }

        foreach (var (id, token, beat) in _watch.Judge(rows))
        {
            using var command = session.Command(Orphan, id, token, beat);
            if (command.ExecuteNonQuery() > 0)
            {
                _log.Warn($"Row {id} goes back to its queue: its worker gave no sign of life for {_options.Lease}.");
            }
        }
    }

    private void KeepLocks()
    {
        PostgreSqlLockSession[] locks;
        lock (_gate)
        {
            _locks.RemoveWhere(session => !session.IsUsed);
            locks = [.. _locks];
        }

        foreach (var session in locks)
        {
            session.Beat();
        }
    }
}
