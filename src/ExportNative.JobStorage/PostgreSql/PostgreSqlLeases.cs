using System.Globalization;
using Hangfire.Logging;
using Npgsql;

namespace ExportNative.JobStorage.PostgreSql;

/// <summary>
/// The queues' rows that this process has fetched, and those of others: its own are shown to live, and those whose worker
/// has ended or gives no sign of life go back to their queues, in front of what was queued after them. One thread does both; it never
/// ends because of the server.
/// </summary>
internal sealed class PostgreSqlLeases : IDisposable
{
    private const string Lives = "UPDATE hangfire_queue q SET beat = clock_timestamp(), owner = mine.claim || $3 FROM unnest($1, $2) AS mine(id, claim) WHERE q.id = mine.id AND q.claim = mine.claim";
    private const string Others = "SELECT id, claim, beat, owner FROM hangfire_queue WHERE claim IS NOT NULL";
    private const string Orphan = "UPDATE hangfire_queue SET claim = NULL, fetched_at = NULL WHERE id = $1 AND claim = $2 AND beat = $3";

    private static readonly string Me = string.Create(
        CultureInfo.InvariantCulture, $"\n{ProcessIdentity.Current.Machine}\n{ProcessIdentity.Current.Process}\n{ProcessIdentity.Current.Started}");

    private readonly ILog _log = LogProvider.For<PostgreSqlLeases>();
    private readonly Lock _gate = new();
    private readonly HashSet<QueueOperations.ClaimedRow> _mine = [];
    private readonly HashSet<PostgreSqlLockSession> _locks = [];
    private readonly CancellationTokenSource _end = new();
    private readonly AutoResetEvent _claimed = new(false);
    private readonly string _connectionString;
    private readonly string _brief;
    private readonly PostgreSqlJobStorageOptions _options;
    private readonly PostgreSqlLeaseWatch _watch;
    private readonly Thread _beats;

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

    /// <summary>A row that this process has claimed; it is shown to live from here on.</summary>
    public void Watch(QueueOperations.ClaimedRow row)
    {
        lock (_gate)
        {
            _mine.Add(row);
        }

        // From its first beat on the row says whose it is.
        _claimed.Set();
    }

    /// <summary>A row is not worked on any more.</summary>
    public void Forget(QueueOperations.ClaimedRow row)
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
        _claimed.Dispose();
        PostgreSqlSessions.ClearPools(_connectionString);
        PostgreSqlSessions.ClearPools(_brief);
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
                PostgreSqlSessions.ClearPools(_connectionString);
                _log.DebugException("The leases could not be renewed.", e);
            }

            KeepLocks();
            WaitHandle.WaitAny([_end.Token.WaitHandle, _claimed], _options.Lease / 5);
        }
    }

    private void ShowOwn(NpgsqlConnection session)
    {
        QueueOperations.ClaimedRow[] mine;
        lock (_gate)
        {
            mine = [.. _mine];
        }

        if (mine.Length > 0)
        {
            using var command = session.Command(Lives, mine.Select(row => row.Id).ToArray(), mine.Select(row => row.Token).ToArray(), Me);
            command.ExecuteNonQuery();
        }
    }

    private void FreeOthers(NpgsqlConnection session)
    {
        List<(long Id, long Token, DateTime Beat)> rows = [];
        List<(long Id, long Token, DateTime Beat)> ofTheDead = [];
        using (var command = session.Command(Others))
        using (var reader = command.ExecuteReader())
        {
            while (reader.Read())
            {
                var row = (Id: reader.GetInt64(0), Token: reader.GetInt64(1), Beat: reader.GetDateTime(2));
                rows.Add(row);
                if (!reader.IsDBNull(3) && IsOfTheDead(row.Token, reader.GetString(3)))
                {
                    ofTheDead.Add(row);
                }
            }
        }

        foreach (var (id, token, beat) in _watch.Judge(rows).Union(ofTheDead))
        {
            using var command = session.Command(Orphan, id, token, beat);
            if (command.ExecuteNonQuery() > 0)
            {
                _log.Warn($"Row {id} goes back to its queue: its worker has ended, or gave no sign of life for {_options.Lease}.");
            }
        }
    }

    // A process of this machine can be seen to have ended; of others, and of other containers, only their silence tells. What
    // an earlier claim has left there says nothing about this one.
    private static bool IsOfTheDead(long token, string owner)
        => owner.Split('\n') is [var claim, var machine, var process, var started]
            && claim == token.ToString(CultureInfo.InvariantCulture)
            && int.TryParse(process, CultureInfo.InvariantCulture, out var number)
            && new ProcessIdentity(machine, number, started).IsKnownDead();

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
