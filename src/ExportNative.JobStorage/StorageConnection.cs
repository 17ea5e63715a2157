using Hangfire.Common;
using Hangfire.Server;
using Hangfire.Storage;

namespace ExportNative.JobStorage;

/// <summary>
/// Hangfire's connection: not a database connection but a scope, whose locks are freed when it is disposed and whose
/// fetched jobs are what its commits are allowed by. May be used by several threads.
/// </summary>
internal sealed partial class StorageConnection(JobStorageParts storage) : JobStorageConnection
{
    public JobStorageParts Storage { get; } = storage;

    /// <summary>What this connection has fetched.</summary>
    public ConnectionClaims Claims { get; } = new();

    /// <summary>What this connection has locked.</summary>
    public ConnectionLocks Locks { get; } = storage.OpenLocks();

    public override void Dispose()
    {
        Locks.Dispose();
        base.Dispose();
    }

    public override IWriteOnlyTransaction CreateWriteTransaction() => new StorageTransaction(this);

    public override IDisposable AcquireDistributedLock(string resource, TimeSpan timeout)
    {
        ArgumentNullException.ThrowIfNull(resource);
        return Locks.Acquire(resource, timeout);
    }

    public override string CreateExpiredJob(Job job, IDictionary<string, string> parameters, DateTime createdAt, TimeSpan expireIn)
    {
        ArgumentNullException.ThrowIfNull(job);
        ArgumentNullException.ThrowIfNull(parameters);
        (long id, Action<Session> create) = PrepareJob(job, parameters, createdAt, expireIn);
        // Not waited for by itself: a job counts as accepted with its first state, and the commit that writes it takes
        // everything before it to the disk as well.
        _ = Storage.Write(
            session =>
            {
                create(session);
                return true;
            },
            durable: false);
        return JobId.Format(id);
    }

    public override IFetchedJob FetchNextJob(string[] queues, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(queues);
        if (queues.Length == 0)
        {
            throw new ArgumentException("At least one queue must be named.", nameof(queues));
        }

        return new FetchedJob(this, Storage.Claim(queues, cancellationToken));
    }

    public override void SetJobParameter(string id, string name, string value)
    {
        ArgumentNullException.ThrowIfNull(id);
        ArgumentNullException.ThrowIfNull(name);
        if (JobId.Parse(id) is { } job)
        {
            Write(session => JobOperations.SetParameter(session, job, name, value));
        }
    }

    public override string? GetJobParameter(string id, string name)
    {
        ArgumentNullException.ThrowIfNull(id);
        ArgumentNullException.ThrowIfNull(name);
        return JobId.Parse(id) is { } job ? Storage.Read(session => JobOperations.GetParameter(session, job, name)) : null;
    }

    /// <summary>
    /// The job, or null where there is none. It is also null on a connection that fetched the job and lost its claim:
    /// Hangfire reads a job before every change of its state, so a worker that was frozen while its job went to another
    /// one stops here, before any filter has run.
    /// </summary>
    public override JobData? GetJobData(string jobId)
    {
        ArgumentNullException.ThrowIfNull(jobId);
        return ReadUnlessLost(jobId, JobOperations.GetData);
    }

    /// <summary>The current state, or null as above.</summary>
    public override StateData? GetStateData(string jobId)
    {
        ArgumentNullException.ThrowIfNull(jobId);
        return ReadUnlessLost(jobId, JobOperations.GetState);
    }

    public override void AnnounceServer(string serverId, ServerContext context)
    {
        ArgumentNullException.ThrowIfNull(serverId);
        ArgumentNullException.ThrowIfNull(context);
        long now = Storage.UtcNow.Ticks;
        Write(session => ServerOperations.Announce(session, serverId, context, now));
    }

    public override void RemoveServer(string serverId)
    {
        ArgumentNullException.ThrowIfNull(serverId);
        Write(session => ServerOperations.Remove(session, serverId));
    }

    public override void Heartbeat(string serverId)
    {
        ArgumentNullException.ThrowIfNull(serverId);
        long now = Storage.UtcNow.Ticks;
        if (!Storage.Write(session => ServerOperations.TryBeat(session, serverId, now), durable: false))
        {
            throw new BackgroundServerGoneException();
        }
    }

    public override int RemoveTimedOutServers(TimeSpan timeOut)
    {
        if (timeOut <= TimeSpan.Zero)
        {
            throw new ArgumentException("The timeout must be positive.", nameof(timeOut));
        }

        long oldest = Clock.Add(Storage.UtcNow.Ticks, -timeOut);
        return Storage.Write(session => ServerOperations.RemoveOlder(session, oldest), durable: false);
    }

    public override DateTime GetUtcDateTime() => Storage.UtcNow;

    /// <summary>Everything about a new job that is user code or argument, ready to be written.</summary>
    internal (long Id, Action<Session> Create) PrepareJob(Job job, IDictionary<string, string> parameters, DateTime createdAt, TimeSpan expireIn)
    {
        InvocationData invocation = InvocationData.SerializeJob(job);
        string json = Json.Write(parameters!);
        long created = Clock.ToTicks(createdAt);
        long id = Storage.Ids.Next();
        return (id, Create);

        void Create(Session session)
        {
            // A job that is to expire at once leaves no trace.
            if (expireIn > TimeSpan.Zero)
            {
                JobOperations.Create(session, id, invocation, json, created, Clock.Add(created, expireIn));
            }
        }
    }

    private T? ReadUnlessLost<T>(string jobId, Func<Session, long, T?> read)
        where T : class
    {
        if (JobId.Parse(jobId) is not { } job)
        {
            return null;
        }

        FetchedJob? claim = Array.Find(Claims.All(), fetched => fetched.JobId == jobId);
        return Storage.Read(session => claim is null || claim.IsHeld(session) || claim.HasEnded ? read(session, job) : null);
    }

    private void Write(Action<Session> write) => _ = Storage.Write(session =>
    {
        write(session);
        return true;
    });
}
