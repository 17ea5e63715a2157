using System.Collections.Concurrent;
using Hangfire.Logging;
using Microsoft.Data.Sqlite;

namespace ExportNative.JobStorage;

/// <summary>
/// The storage's own thread: gives this process's signs of life, takes from dead and frozen owners, and wakes workers
/// for jobs that other processes committed.
/// </summary>
internal sealed class LeaseKeeper : IDisposable
{
    // Reading the owners is one small read; a second is quick for a crash and nothing for the processor.
    private static readonly TimeSpan LookAtOthers = TimeSpan.FromSeconds(1);

    private readonly ILog _log = LogProvider.For<SqliteJobStorage>();
    private readonly JobDatabase _database;
    private readonly QueueSignals _signals;
    private readonly SqliteJobStorageOptions _options;
    private readonly OwnerWatch _watch;
    private readonly TimeSpan _betweenBeats;
    private readonly ManualResetEventSlim _stop = new();
    private readonly Thread _thread;
    private readonly ConcurrentQueue<Action<Session>> _owed = new();
    private long _owner;
    private uint _number;

    /// <summary>Registers this process, frees what dead ones hold and starts the thread.</summary>
    public LeaseKeeper(JobDatabase database, QueueSignals signals, SqliteJobStorageOptions options)
    {
        _database = database;
        _signals = signals;
        _options = options;
        _watch = new OwnerWatch(options.TimeProvider);
        _betweenBeats = (options.Lease < options.LockTimeToLive ? options.Lease : options.LockTimeToLive) / 5;
        Register();
        JudgeOthers();
        _thread = new Thread(Run) { IsBackground = true, Name = "Job storage" };
        _thread.Start();
    }

    /// <summary>Who this process is now. Changes when it was declared dead and registered anew.</summary>
    public long Owner => Volatile.Read(ref _owner);

    /// <summary>A token that nobody has had, of the owner that this process is now.</summary>
    public long NextToken() => Token.Of(Owner, Interlocked.Increment(ref _number));

    /// <summary>
    /// Registers anew if the owner was declared dead: it froze for longer than its lease. What it held is gone for
    /// good, and its tokens match nothing any more.
    /// </summary>
    public void RenewIfDead(long owner)
    {
        lock (_watch)
        {
            if (owner == Owner && !_database.Writer.Execute(session => OwnerRow.TryBeat(session, owner), durable: false))
            {
                _log.Warn("This process stood still for longer than its lease; its jobs and locks were given to others.");
                Register();
            }
        }
    }

    /// <summary>
    /// Gives something back, now or, when the database refuses because the disk is full, every second until it works.
    /// Without that, what a living process cannot give back would be held until it ends.
    /// </summary>
    public void GiveBack(Action<Session> work)
    {
        try
        {
            RunAll([work]);
        }
        catch (Exception exception) when (exception is SqliteException or TimeoutException)
        {
            _log.WarnException("A job or lock is given back later: " + exception.Message, exception);
            _owed.Enqueue(work);
        }
        catch (ObjectDisposedException)
        {
            // The storage was closed before its user let go. Closing has given back everything.
        }
    }

    public void Dispose()
    {
        if (_stop.IsSet)
        {
            return;
        }

        _stop.Set();
        _thread.Join();
        _stop.Dispose();
        long owner = Owner;
        try
        {
            _ = _database.Writer.Execute(session =>
            {
                OwnerRow.Leave(session, owner);
                return true;
            });
        }
        catch (Exception exception) when (exception is SqliteException or TimeoutException)
        {
            _log.WarnException("What this process held is given away when its lease ends: " + exception.Message, exception);
        }
    }

    private void Register() =>
        Volatile.Write(ref _owner, _database.Writer.Execute(session => OwnerRow.Register(session, _options.Lease, _options.LockTimeToLive), durable: false));

    private void Run()
    {
        TimeProvider time = _options.TimeProvider;
        long lastCommit = -1;
        long lastBeat = time.GetTimestamp();
        long lastLook = lastBeat;
        while (!_stop.Wait(_options.QueuePollInterval))
        {
            try
            {
                long now = time.GetTimestamp();
                bool look = time.GetElapsedTime(lastLook, now) >= LookAtOthers;
                long commit = _database.CommitsOfOthers();
                if (commit != lastCommit || look)
                {
                    lastCommit = commit;
                    WakeForWaitingJobs();
                }

                if (time.GetElapsedTime(lastBeat, now) >= _betweenBeats)
                {
                    lastBeat = now;
                    RenewIfDead(Owner);
                }

                if (look)
                {
                    lastLook = now;
                    JudgeOthers();
                    PayOwed();
                }
            }
#pragma warning disable CA1031 // The thread must outlive a full disk or a locked file: without it every lease ends.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                _log.WarnException("The job storage's keeper will try again: " + exception.Message, exception);
                _ = _stop.Wait(LookAtOthers);
            }
        }
    }

    private void PayOwed()
    {
        List<Action<Session>> owed = [];
        while (_owed.TryDequeue(out Action<Session>? work))
        {
            owed.Add(work);
        }

        if (owed.Count == 0)
        {
            return;
        }

        try
        {
            RunAll(owed);
            _signals.WakeAll();
        }
        catch
        {
            owed.ForEach(_owed.Enqueue);
            throw;
        }
    }

    private void RunAll(List<Action<Session>> works) => _ = _database.Writer.Execute(
        session =>
        {
            works.ForEach(work => work(session));
            return true;
        },
        durable: false);

    private void WakeForWaitingJobs()
    {
        foreach ((string queue, int waiting) in _signals.Waiting())
        {
            int jobs = _database.Readers.Read(session => QueueOperations.CountWaiting(session, queue, waiting));
            if (jobs > 0)
            {
                _signals.Wake(queue, jobs);
            }
        }
    }

    private void JudgeOthers()
    {
        long owner = Owner;
        foreach (OwnerWatch.Verdict verdict in _watch.Judge(_database.Readers.Read(session => OwnerRow.Others(session, owner))))
        {
            if (_database.Writer.Execute(session => OwnerRow.TryRevoke(session, verdict), durable: false))
            {
                _log.Warn($"Gave away the {(verdict.LocksOnly ? "locks" : "jobs and locks")} of process {verdict.Owner.Process.Process}: {verdict.Reason}.");
                _signals.WakeAll();
            }
        }
    }
}
