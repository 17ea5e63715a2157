namespace ExportNative.JobStorage;

/// <summary>The parts of a storage in a SQLite file.</summary>
internal sealed class SqliteParts(JobDatabase database, LeaseKeeper keeper, QueueSignals signals, TimeProvider time) : JobStorageParts(time), IDisposable
{
    private readonly QueueSignals _signals = signals;

    public JobDatabase Database { get; } = database;

    public LeaseKeeper Keeper { get; } = keeper;

    public LockTable Locks { get; } = new(database, keeper);

    public override T Read<T>(Func<Session, T> read) => Database.Readers.Read(read);

    public override T Write<T>(Func<Session, T> write, bool durable = true) => Database.Writer.Execute(write, durable);

    public override ConnectionLocks OpenLocks() => new SqliteConnectionLocks(this);

    public override QueueOperations.ClaimedRow Claim(string[] queues, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (TryClaim(queues) is { } row)
        {
            return row;
        }

        using QueueSignals.Waiter waiter = new(queues);
        while (true)
        {
            _signals.Add(waiter);
            bool foundNothing = false;
            try
            {
                // After the waiter can be woken and before it waits: a job that comes in between is not missed.
                row = TryClaim(queues);
                if (row is null)
                {
                    waiter.Wait(cancellationToken);
                    row = TryClaim(queues);
                    foundNothing = row is null;
                }
            }
            finally
            {
                _signals.Remove(waiter, passOn: !foundNothing);
            }

            if (row is not null)
            {
                return row;
            }
        }
    }

    public override void GiveBack(QueueOperations.ClaimedRow row)
    {
        Keeper.GiveBack(session => QueueOperations.TryPutBack(session, row));
        Wake(row.Queue, 1);
    }

    // The keeper's signs of life are for the whole process.
    public override void Ended(QueueOperations.ClaimedRow row)
    {
    }

    public override void Wake(string queue, int jobs) => _signals.Wake(queue, jobs);

    public void Dispose()
    {
        Keeper.Dispose();
        Database.Dispose();
    }

    private QueueOperations.ClaimedRow? TryClaim(string[] queues)
    {
        while (true)
        {
            long token = Keeper.NextToken();
            long owner = Token.Owner(token);
            long now = Clock.Now;
            (bool alive, QueueOperations.ClaimedRow? row) = Write(
                session => OwnerRow.IsAlive(session, owner) ? (true, QueueOperations.TryClaim(session, queues, token, now)) : (false, null),
                durable: false);
            if (alive)
            {
                return row;
            }

            // A claim of an owner that was declared dead would never be given to another.
            Keeper.RenewIfDead(owner);
        }
    }
}
