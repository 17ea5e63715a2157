using Hangfire.Storage;

namespace ExportNative.JobStorage;

/// <summary>
/// A job that a worker has claimed. Everything it does is done only while the claim's token is still in the row, so a
/// worker that lost its claim while it was frozen can neither remove nor requeue the job.
/// </summary>
/// <remarks>Hangfire asks for the transactional acknowledge by the name of this class.</remarks>
internal sealed class FetchedJob : IFetchedJob
{
    private readonly StorageConnection _connection;
    private readonly QueueOperations.ClaimedRow _row;
    private int _ended;

    public FetchedJob(StorageConnection connection, QueueOperations.ClaimedRow row)
    {
        _connection = connection;
        _row = row;
        connection.Claims.Add(this);
    }

    public string JobId => _row.JobId;

    /// <summary>The queue that the job was fetched from and goes back to.</summary>
    public string Queue => _row.Queue;

    public void RemoveFromQueue()
    {
        if (Volatile.Read(ref _ended) == 0)
        {
            _ = _connection.Storage.Write(session => QueueOperations.TryRemove(session, _row));
            _ = TryEnd();
        }
    }

    public void Requeue()
    {
        if (TryEnd())
        {
            _connection.Storage.GiveBack(_row);
        }
    }

    /// <summary>Requeues a job that was neither removed nor requeued.</summary>
    public void Dispose() => Requeue();

    /// <summary>Whether the row still holds this claim.</summary>
    internal bool IsHeld(Session session) => QueueOperations.Holds(session, _row);

    /// <summary>Whether it was removed or requeued already.</summary>
    internal bool HasEnded => Volatile.Read(ref _ended) != 0;

    /// <summary>Removes the row within the caller's transaction.</summary>
    internal bool TryRemove(Session session) => QueueOperations.TryRemove(session, _row);

    /// <summary>Notes that the claim is no longer this object's to give up; false if that was so already.</summary>
    internal bool TryEnd()
    {
        if (Interlocked.Exchange(ref _ended, 1) != 0)
        {
            return false;
        }

        _connection.Claims.Remove(this);
        _connection.Storage.Ended(_row);
        return true;
    }
}
