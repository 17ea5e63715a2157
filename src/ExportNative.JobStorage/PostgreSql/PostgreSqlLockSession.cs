using System.Data;
using System.Diagnostics;
using Hangfire.Storage;
using Npgsql;

namespace ExportNative.JobStorage.PostgreSql;

/// <summary>
/// The distributed locks of one connection: advisory locks of one session of the server. Whatever is written under them is
/// written over the same session, so a holder whose session the server has ended (cut off, frozen, dead) can write nothing
/// any more at the moment in which somebody else can get the lock.
/// </summary>
internal sealed class PostgreSqlLockSession(string connectionString) : IDisposable
{
    // A frozen holder keeps its locks for half a minute; the leases' beat keeps living ones awake. In the pool a session may
    // be silent for as long as it likes, so the limit goes with the last lock.
    private const string Take = "SELECT pg_try_advisory_lock(hashtextextended($1, 0)), set_config('idle_session_timeout', '30000', false)";
    private const string GiveBack = "SELECT pg_advisory_unlock(hashtextextended($1, 0))";
    private const string GiveAllBack = "SELECT pg_advisory_unlock_all(), set_config('idle_session_timeout', '0', false)";
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(100);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _held = new(StringComparer.Ordinal);
    private NpgsqlConnection? _session;

    /// <summary>Whether a lock is held, or believed to be.</summary>
    public bool IsUsed
    {
        get
        {
            lock (_gate)
            {
                return _held.Count > 0;
            }
        }
    }

    /// <summary>Takes a lock; one that is held already is counted.</summary>
    /// <param name="resource">Its whole name.</param>
    /// <param name="timeout">Zero tries once.</param>
    /// <exception cref="DistributedLockTimeoutException">Somebody else held it for the whole timeout.</exception>
    /// <exception cref="NpgsqlException">The server does not answer.</exception>
    public void Acquire(string resource, TimeSpan timeout)
    {
        var started = Stopwatch.GetTimestamp();
        var pause = TimeSpan.FromMilliseconds(2);
        while (true)
        {
            lock (_gate)
            {
                if (_held.TryGetValue(resource, out var depth))
                {
                    _held[resource] = depth + 1;
                    return;
                }

                if (TryTake(resource))
                {
                    _held.Add(resource, 1);
                    return;
                }
            }

            if (timeout != Timeout.InfiniteTimeSpan && Stopwatch.GetElapsedTime(started) >= timeout)
            {
                throw new DistributedLockTimeoutException(resource);
            }

            Thread.Sleep(pause);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    /// <summary>Gives a lock back, from any thread. It is not an error when the server took it away before.</summary>
    public void Release(string resource)
    {
        lock (_gate)
        {
            if (!_held.TryGetValue(resource, out var depth))
            {
                return;
            }

            if (depth > 1)
            {
                _held[resource] = depth - 1;
                return;
            }

            _held.Remove(resource);
            if (_held.Count == 0)
            {
                Close();
            }
            else
            {
                Tell(GiveBack, resource);
            }
        }
    }

    /// <summary>Writes, in one transaction, over the session that holds the locks, while nobody else uses it.</summary>
    /// <exception cref="LeaseLostException">The server has ended the session; the locks are somebody else's by now.</exception>
    public T Use<T>(Func<Session, T> write)
    {
        lock (_gate)
        {
            return _session is { State: ConnectionState.Open } session ? new PostgreSqlSession(session).Transact(write) : throw Lost();
        }
    }

    /// <summary>Shows the server that the holder lives, unless it is busy with the server anyway.</summary>
    public void Beat()
    {
        if (!_gate.TryEnter())
        {
            return;
        }

        try
        {
            // A holder whose session has ended learns of it when it writes.
            Tell("SELECT 1");
        }
        finally
        {
            _gate.Exit();
        }
    }

    /// <summary>Frees all locks.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _held.Clear();
            Close();
        }
    }

    private LeaseLostException Lost() => new($"The session that held {string.Join(", ", _held.Keys)} has ended. Nothing of the commit was written.");

    private bool TryTake(string resource)
    {
        if (_session is { State: not ConnectionState.Open } && _held.Count > 0)
        {
            throw Lost();
        }

        try
        {
            return TryTakeOver(resource);
        }
        catch (NpgsqlException error) when (_held.Count == 0 && StorageTrouble.Passes(error))
        {
            // The pool does not look at what it gives: this session may have ended long ago. A new one tells.
            return TryTakeOver(resource);
        }
    }

    private bool TryTakeOver(string resource)
    {
        _session ??= PostgreSqlSessions.Open(connectionString);
        try
        {
            using var command = _session.Command(Take, resource);
            return (bool)command.ExecuteScalar()!;
        }
        catch
        {
            if (_held.Count == 0)
            {
                NpgsqlConnection.ClearPool(_session);
                Close();
            }

            throw;
        }
    }

    private void Close()
    {
        Tell(GiveAllBack);
        _session?.Dispose();
        _session = null;
    }

    // What cannot be told is not needed any more: the server ends a session that it cannot reach, and its locks with it.
    private void Tell(string text, params object[] values)
    {
        try
        {
            if (_session is { State: ConnectionState.Open })
            {
                using var command = _session.Command(text, values);
                command.ExecuteNonQuery();
            }
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException or InvalidOperationException)
        {
            NpgsqlConnection.ClearPool(_session!);
        }
    }
}
