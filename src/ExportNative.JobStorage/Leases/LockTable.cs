using System.Diagnostics;
using Hangfire.Storage;

namespace ExportNative.JobStorage;

/// <summary>
/// The distributed locks of this process. Connections of one process take turns in memory; the one whose turn it is
/// holds the row in the database, which excludes the other processes. The row is handed on from turn to turn without
/// touching the database, but not forever, so that other processes get theirs.
/// </summary>
internal sealed class LockTable(JobDatabase database, LeaseKeeper keeper)
{
    private const int MostHandOvers = 16;
    private const string Insert = "INSERT INTO hangfire_lock (resource, token) VALUES (?1, ?2) ON CONFLICT DO NOTHING";
    private const string Delete = "DELETE FROM hangfire_lock WHERE resource = ?1 AND token = ?2";
    private const string IsTaken = "SELECT 1 FROM hangfire_lock WHERE resource = ?1";
    private const string IsHeld = "SELECT 1 FROM hangfire_lock WHERE resource = ?1 AND token = ?2";
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(25);

    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    /// <summary>
    /// Takes a lock for a connection. Re-entrant on one connection; every acquisition is released by itself.
    /// </summary>
    /// <param name="holder">The connection.</param>
    /// <param name="resource">What is locked.</param>
    /// <param name="timeout">Zero tries once; <see cref="Timeout.InfiniteTimeSpan"/> waits forever.</param>
    /// <exception cref="DistributedLockTimeoutException">Somebody else held it for the whole timeout.</exception>
    public void Acquire(object holder, string resource, TimeSpan timeout)
    {
        if (timeout < TimeSpan.Zero && timeout != Timeout.InfiniteTimeSpan)
        {
            throw new ArgumentOutOfRangeException(nameof(timeout), timeout, "The timeout must not be negative.");
        }

        long started = Stopwatch.GetTimestamp();
        Entry entry;
        lock (_entries)
        {
            if (!_entries.TryGetValue(resource, out entry!))
            {
                _entries.Add(resource, entry = new Entry());
            }

            if (entry.Holder == holder)
            {
                entry.Depth++;
                return;
            }

            entry.Waiting++;
        }

        bool myTurn = Wait(entry.Turn, timeout);
        lock (_entries)
        {
            // Between the timeout and here the turn may have been handed over; nobody else would take it then.
            myTurn = myTurn || entry.Turn.Wait(0);
            entry.Waiting--;
            if (!myTurn)
            {
                Forget(resource, entry);
                throw new DistributedLockTimeoutException(resource);
            }
        }

        // Only whoever has the turn is between here and its release, so the entry is this caller's alone.
        try
        {
            if (entry.RowToken == 0)
            {
                entry.RowToken = TakeRow(resource, timeout, started) ?? throw new DistributedLockTimeoutException(resource);
            }
        }
        catch
        {
            PassOn(resource, entry);
            throw;
        }

        lock (_entries)
        {
            entry.Holder = holder;
            entry.Depth = 1;
        }
    }

    /// <summary>Gives one acquisition back, from any thread. The last one frees the lock.</summary>
    public void Release(object holder, string resource)
    {
        Entry? entry;
        lock (_entries)
        {
            if (!_entries.TryGetValue(resource, out entry) || entry.Holder != holder || --entry.Depth > 0)
            {
                return;
            }

            // A row of an owner that was declared dead is gone, or somebody else's.
            if (entry.Waiting > 0 && entry.HandOvers < MostHandOvers && Token.Owner(entry.RowToken) == keeper.Owner)
            {
                entry.HandOvers++;
                entry.Holder = null;
                _ = entry.Turn.Release();
                return;
            }
        }

        long token = entry.RowToken;
        entry.RowToken = 0;
        entry.HandOvers = 0;
        try
        {
            keeper.GiveBack(session =>
            {
                using Query query = session.Query(Delete).Bind(1, resource).Bind(2, token);
                _ = query.Run();
            });
        }
        finally
        {
            PassOn(resource, entry);
        }
    }

    /// <summary>Whether a lock that a connection holds still is its own in the database.</summary>
    public bool IsStillHeld(Session session, object holder, string resource)
    {
        long token;
        lock (_entries)
        {
            if (!_entries.TryGetValue(resource, out Entry? entry) || entry.Holder != holder)
            {
                return false;
            }

            token = entry.RowToken;
        }

        using Query query = session.Query(IsHeld).Bind(1, resource).Bind(2, token);
        return query.Step();
    }

    private static bool Wait(SemaphoreSlim turn, TimeSpan timeout) =>
        timeout.TotalMilliseconds > int.MaxValue ? turn.Wait(int.MaxValue) : turn.Wait(timeout);

    private long? TakeRow(string resource, TimeSpan timeout, long started)
    {
        TimeSpan pause = TimeSpan.FromMilliseconds(1);
        while (true)
        {
            long token = keeper.NextToken();
            long owner = Token.Owner(token);
            // Null: this process was declared dead, and a row of a dead owner would never be freed.
            bool? taken = database.Writer.Execute<bool?>(
                session =>
                {
                    if (!OwnerRow.IsAlive(session, owner))
                    {
                        return null;
                    }

                    using Query query = session.Query(Insert).Bind(1, resource).Bind(2, token);
                    return query.Run() == 1;
                },
                durable: false);
            switch (taken)
            {
                case true:
                    return token;
                case null:
                    keeper.RenewIfDead(owner);
                    continue;
                default:
                    break;
            }

            // Wait with reads, which cost nobody anything, until the row is gone.
            do
            {
                if (timeout != Timeout.InfiniteTimeSpan && Stopwatch.GetElapsedTime(started) >= timeout)
                {
                    return null;
                }

                Thread.Sleep(pause);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
            while (database.Readers.Read(session => RowIsThere(session, resource)));
        }
    }

    private static bool RowIsThere(Session session, string resource)
    {
        using Query query = session.Query(IsTaken).Bind(1, resource);
        return query.Step();
    }

    private void PassOn(string resource, Entry entry)
    {
        lock (_entries)
        {
            entry.Holder = null;
            entry.Depth = 0;
            _ = entry.Turn.Release();
            Forget(resource, entry);
        }
    }

    private void Forget(string resource, Entry entry)
    {
        if (entry.Holder is null && entry.Waiting == 0 && entry.Turn.CurrentCount == 1 && _entries.Remove(resource))
        {
            entry.Turn.Dispose();
        }
    }

    private sealed class Entry
    {
        public SemaphoreSlim Turn { get; } = new(1);

        /// <summary>The connection whose turn it is.</summary>
        public object? Holder { get; set; }

        public int Depth { get; set; }

        public int Waiting { get; set; }

        public int HandOvers { get; set; }

        /// <summary>The token of the row while this process has it; 0 otherwise. Written by the holder only.</summary>
        public long RowToken { get; set; }
    }
}
