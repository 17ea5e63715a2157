namespace ExportNative.JobStorage;

/// <summary>What connections, transactions and pages of one storage share: its database, and who may change what.</summary>
internal abstract class JobStorageParts
{
    protected JobStorageParts(TimeProvider time)
    {
        Clock = new Clock(time);
        Ids = new JobIds(this);
    }

    public Clock Clock { get; }

    public JobIds Ids { get; }

    /// <summary>The time by which servers are judged: one clock for all processes.</summary>
    public virtual DateTime UtcNow => Clock.UtcNow;

    /// <summary>Reads on a session of its own; it sees every commit that returned before it began.</summary>
    public abstract T Read<T>(Func<Session, T> read);

    /// <summary>Runs work in a transaction and returns its result after the commit.</summary>
    /// <param name="write">What to read and write. It may be run twice, so it has no effects outside the database.</param>
    /// <param name="durable">False for what nobody needs after a power failure: locks, leases, claims.</param>
    public abstract T Write<T>(Func<Session, T> write, bool durable = true);

    /// <summary>The locks of a new connection, none yet.</summary>
    public abstract ConnectionLocks OpenLocks();

    /// <summary>Waits for the next job of some queues and claims it, the first named queue first.</summary>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public abstract QueueOperations.ClaimedRow Claim(string[] queues, CancellationToken cancellationToken);

    /// <summary>Puts a claimed row back into its queue, now or as soon as the database can.</summary>
    public abstract void GiveBack(QueueOperations.ClaimedRow row);

    /// <summary>A claimed row is not worked on any more, whatever becomes of it.</summary>
    public abstract void Ended(QueueOperations.ClaimedRow row);

    /// <summary>Jobs were put into a queue: as many of those who wait look at once.</summary>
    public abstract void Wake(string queue, int jobs);
}
