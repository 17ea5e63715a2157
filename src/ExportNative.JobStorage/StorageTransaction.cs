using Hangfire.Common;
using Hangfire.States;
using Hangfire.Storage;

namespace ExportNative.JobStorage;

/// <summary>
/// Hangfire's write transaction: a list of commands, applied in their order and all or none by <see cref="Commit"/>.
/// Nothing is written before that, because filters write through the connection in between.
/// </summary>
/// <remarks>
/// A commit is refused with a <see cref="LeaseLostException"/> when the connection lost a job that it had fetched or a
/// lock that it holds. That is checked in the same database transaction, so there is no moment in between.
/// </remarks>
internal sealed partial class StorageTransaction(StorageConnection connection) : JobStorageTransaction
{
    private readonly List<Action<Session>> _commands = [];
    private readonly List<FetchedJob> _acknowledged = [];
    private readonly List<IDisposable> _locks = [];
    private Dictionary<string, int>? _enqueued;

    private Clock Clock => connection.Storage.Clock;

    public override void Commit()
    {
        if (_commands.Count > 0)
        {
            _ = connection.Locks.Commit(Apply);
            _commands.Clear();
        }

        foreach (FetchedJob job in _acknowledged)
        {
            _ = job.TryEnd();
        }

        _acknowledged.Clear();
        Dispose();
        if (_enqueued is not null)
        {
            foreach ((string queue, int jobs) in _enqueued)
            {
                connection.Storage.Wake(queue, jobs);
            }

            _enqueued = null;
        }
    }

    /// <summary>Frees the locks that were taken through the transaction.</summary>
    public override void Dispose()
    {
        for (int index = _locks.Count - 1; index >= 0; index--)
        {
            _locks[index].Dispose();
        }

        _locks.Clear();
        base.Dispose();
    }

    public override void AcquireDistributedLock(string resource, TimeSpan timeout) =>
        _locks.Add(connection.AcquireDistributedLock(resource, timeout));

    public override string CreateJob(Job job, IDictionary<string, string> parameters, DateTime createdAt, TimeSpan expireIn)
    {
        ArgumentNullException.ThrowIfNull(job);
        ArgumentNullException.ThrowIfNull(parameters);
        (long id, Action<Session> create) = connection.PrepareJob(job, parameters, createdAt, expireIn);
        _commands.Add(create);
        return JobId.Format(id);
    }

    public override void SetJobParameter(string jobId, string name, string? value)
    {
        ArgumentNullException.ThrowIfNull(name);
        OnJob(jobId, (session, id) => JobOperations.SetParameter(session, id, name, value));
    }

    public override void ExpireJob(string jobId, TimeSpan expireIn)
    {
        long at = Clock.After(expireIn);
        OnJob(jobId, (session, id) =>
        {
            if (expireIn <= TimeSpan.Zero)
            {
                JobOperations.Delete(session, id);
            }
            else
            {
                JobOperations.Expire(session, id, at);
            }
        });
    }

    public override void PersistJob(string jobId) =>
        OnJob(jobId, static (session, id) => JobOperations.Expire(session, id, at: null));

    public override void SetJobState(string jobId, IState state) => AddState(jobId, state, makeCurrent: true);

    public override void AddJobState(string jobId, IState state) => AddState(jobId, state, makeCurrent: false);

    public override void AddToQueue(string queue, string jobId)
    {
        ArgumentNullException.ThrowIfNull(queue);
        OnJob(jobId, (session, id) => QueueOperations.Add(session, queue, id));
        _enqueued ??= new Dictionary<string, int>(StringComparer.Ordinal);
        _enqueued[queue] = _enqueued.GetValueOrDefault(queue) + 1;
    }

    /// <summary>Removes a fetched job from its queue together with everything else in this transaction.</summary>
    public override void RemoveFromQueue(IFetchedJob fetchedJob)
    {
        ArgumentNullException.ThrowIfNull(fetchedJob);
        if (fetchedJob is not FetchedJob job)
        {
            throw new ArgumentException("The job was fetched from another storage.", nameof(fetchedJob));
        }

        _acknowledged.Add(job);
        _commands.Add(session =>
        {
            if (!job.TryRemove(session) && !job.HasEnded)
            {
                throw Lost(job);
            }
        });
    }

    private static LeaseLostException Lost(FetchedJob job) =>
        new($"Job {job.JobId} was given to another worker, because this process stood still for longer than its lease. Nothing of the commit was written.");

    private bool Apply(Session session)
    {
        foreach (FetchedJob job in connection.Claims.All())
        {
            if (!job.IsHeld(session) && !job.HasEnded)
            {
                throw Lost(job);
            }
        }

        foreach (Action<Session> command in _commands)
        {
            command(session);
        }

        return true;
    }

    private void AddState(string jobId, IState state, bool makeCurrent)
    {
        ArgumentNullException.ThrowIfNull(jobId);
        ArgumentNullException.ThrowIfNull(state);
        StateText text = StateText.From(state, Clock);
        OnJob(jobId, (session, id) => JobOperations.AddState(session, id, text, makeCurrent));
    }

    private void OnJob(string jobId, Action<Session, long> command)
    {
        ArgumentNullException.ThrowIfNull(jobId);
        if (JobId.Parse(jobId) is { } id)
        {
            _commands.Add(session => command(session, id));
        }
    }
}
