using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.ExceptionServices;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace ExportNative.JobStorage;

/// <summary>
/// The one writer of this process, with group commit. A caller adds its work and waits at the gate; whoever gets in
/// first commits everything that has gathered in one transaction, and the others find their work done.
/// </summary>
/// <remarks>
/// <para>Every transaction is BEGIN IMMEDIATE: a read transaction that turns into a write one after somebody else's
/// commit fails at once (SQLITE_BUSY_SNAPSHOT) whatever the timeout.</para>
/// <para>Each work is atomic alone. If one of a group throws, the group is rolled back and each is run again in a
/// transaction of its own, so work must depend on the database only and have no effects outside it.</para>
/// </remarks>
internal sealed class WriteGate(SqliteSession session, bool full, TimeSpan timeout)
{
    // Bounds how long one caller does the others' work and how long other processes wait for the file.
    private const int MostInGroup = 128;

    private readonly Lock _gate = new();
    private readonly ConcurrentQueue<Work> _waiting = new();
    private readonly List<Work> _group = [];
    private bool? _isFull;
    private bool _closed;

    /// <summary>Runs work in a transaction and returns its result after the commit.</summary>
    /// <param name="work">What to read and write. It may be run twice, see above.</param>
    /// <param name="durable">False for what nobody needs after a power failure: locks, leases, claims.</param>
    /// <exception cref="TimeoutException">Other processes kept the file locked for the whole write timeout.</exception>
    /// <exception cref="SqliteException">The work or the commit failed; nothing of it was written.</exception>
    public T Execute<T>(Func<Session, T> work, bool durable = true)
    {
        Work<T> mine = new(work, durable);
        _waiting.Enqueue(mine);
        lock (_gate)
        {
            while (!mine.Done)
            {
                ObjectDisposedException.ThrowIf(_closed, typeof(SqliteJobStorage));
                while (_group.Count < MostInGroup && _waiting.TryDequeue(out Work? next))
                {
                    _group.Add(next);
                }

                try
                {
                    RunGroup();
                }
                finally
                {
                    _group.Clear();
                }
            }
        }

        mine.Error?.Throw();
        return mine.Result!;
    }

    /// <summary>
    /// Uses the writer outside a transaction, for what SQLite does not allow inside one. SQLite itself waits for other
    /// processes meanwhile.
    /// </summary>
    public void Alone(Action<Session> work)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closed, typeof(SqliteJobStorage));
            session.WaitForOthers(timeout);
            try
            {
                work(session);
            }
            finally
            {
                session.WaitForOthers(TimeSpan.Zero);
            }
        }
    }

    /// <summary>Waits for the writer to be free and closes it; later writes get an <see cref="ObjectDisposedException"/>.</summary>
    public void Close()
    {
        lock (_gate)
        {
            if (!_closed)
            {
                _closed = true;
                session.Dispose();
            }
        }
    }

    private void RunGroup()
    {
        if (!TryCommit(_group))
        {
            switch (_group[0].Error!.SourceException)
            {
                case SqliteException { SqliteErrorCode: raw.SQLITE_FULL } when TryShortenLog():
                    RunEach();
                    break;
                case not TimeoutException when _group.Count > 1:
                    RunEach();
                    break;
                default:
                    break;
            }
        }

        foreach (Work work in _group)
        {
            work.Done = true;
        }
    }

    private void RunEach()
    {
        foreach (Work work in _group)
        {
            work.Error = null;
            _ = TryCommit([work]);
        }
    }

    /// <summary>
    /// On a full disk, writes the log back into the file, which takes far less space than the log, and empties it. False
    /// if there is not even space for that.
    /// </summary>
    private bool TryShortenLog()
    {
        try
        {
            session.WaitForOthers(timeout);
            return session.Number("PRAGMA wal_checkpoint(TRUNCATE)") == 0;
        }
        catch (SqliteException)
        {
            return false;
        }
        finally
        {
            session.WaitForOthers(TimeSpan.Zero);
        }
    }

    /// <summary>Commits the works, or rolls all back and leaves the error in each.</summary>
    private bool TryCommit(List<Work> works)
    {
        try
        {
            SetDurability(works.Exists(static work => work.Durable));
            Begin();
            foreach (Work work in works)
            {
                work.Run(session);
            }

            session.Run("COMMIT");
            return true;
        }
#pragma warning disable CA1031 // Whatever went wrong belongs to the callers whose work it is; it is thrown there.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            ExceptionDispatchInfo error = ExceptionDispatchInfo.Capture(exception);
            foreach (Work work in works)
            {
                work.Error = error;
            }

            session.RollBack();
            return false;
        }
    }

    private void SetDurability(bool durable)
    {
        if (full && durable != _isFull)
        {
            session.RunScript(durable ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
            _isFull = durable;
        }
    }

    /// <summary>
    /// Waits for the file without SQLite's own busy handler, which is off on this session because it
    /// doubles its sleep up to 100 ms and so starves a process beside busy ones. A turn here is a fraction of that.
    /// </summary>
    private void Begin()
    {
        if (session.TryBeginWrite())
        {
            return;
        }

        long started = Stopwatch.GetTimestamp();
        do
        {
            if (Stopwatch.GetElapsedTime(started) > timeout)
            {
                throw new TimeoutException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"Other processes kept the job database locked for {timeout.TotalSeconds} s. Look for one that is stopped (state T) or whose disk hangs."));
            }

            Thread.Sleep(1);
        }
        while (!session.TryBeginWrite());
    }

    private abstract class Work(bool durable)
    {
        public bool Durable { get; } = durable;

        public bool Done { get; set; }

        public ExceptionDispatchInfo? Error { get; set; }

        public abstract void Run(Session session);
    }

    private sealed class Work<T>(Func<Session, T> work, bool durable) : Work(durable)
    {
        public T? Result { get; private set; }

        public override void Run(Session session) => Result = work(session);
    }
}
