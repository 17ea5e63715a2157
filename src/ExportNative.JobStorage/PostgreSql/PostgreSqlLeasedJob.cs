using Hangfire.Storage;

namespace ExportNative.JobStorage.PostgreSql;

/// <summary>A job that a worker has fetched. Everything is done once, and only while the job is still this worker's.</summary>
internal sealed class PostgreSqlLeasedJob(PostgreSqlFencedConnection connection, PostgreSqlFetchedRow row) : IFetchedJob
{
    private readonly Lock _gate = new();
    private bool _isDone;

    public string JobId => row.JobId;

    public void RemoveFromQueue() => Finish(connection.Storage.Leases.Remove);

    public void Requeue() => Finish(connection.Storage.Leases.GiveBack);

    public void Dispose()
    {
        try
        {
            Requeue();
        }
        finally
        {
            connection.Forget(row);
        }
    }

    private void Finish(Action<PostgreSqlFetchedRow> how)
    {
        lock (_gate)
        {
            if (_isDone)
            {
                return;
            }

            how(row);
            _isDone = true;
            connection.Forget(row);
        }
    }
}
