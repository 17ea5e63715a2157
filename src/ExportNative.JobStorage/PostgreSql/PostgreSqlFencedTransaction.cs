using System.Transactions;
using Hangfire.PostgreSql;
using Npgsql;

namespace ExportNative.JobStorage.PostgreSql;

/// <summary>
/// Hangfire.PostgreSql's transaction, committed only while everything that it is allowed by still holds: the rows of the
/// fetched jobs are locked and looked at in the same transaction, and the locks are those of the session that commits.
/// </summary>
internal sealed class PostgreSqlFencedTransaction : PostgreSqlWriteOnlyTransaction
{
    private const string IsMine = "SELECT 1 FROM hangfire.jobqueue WHERE id = $1 AND updatecount = $2 AND fetchedat IS NOT NULL FOR UPDATE";

    private readonly PostgreSqlFencedConnection _connection;
    private readonly Session _session;
    private readonly List<string> _queues = [];

    public PostgreSqlFencedTransaction(PostgreSqlFencedConnection connection)
        : this(connection, new Session())
    {
    }

    private PostgreSqlFencedTransaction(PostgreSqlFencedConnection connection, Session session)
        : base(connection.Storage, () => session.Current!)
    {
        _connection = connection;
        _session = session;
    }

    public override void AddToQueue(string queue, string jobId)
    {
        _queues.Add(queue);
        base.AddToQueue(queue, jobId);
    }

    public override void Commit()
    {
        if (_connection.Locks is { } locks)
        {
            locks.Use(CommitOver);
        }
        else
        {
            using var session = PostgreSqlSessions.Open(_connection.Storage.ConnectionString);
            CommitOver(session);
        }

        _connection.Storage.Leases.Wake(_queues);
    }

    private void CommitOver(NpgsqlConnection session)
    {
        _session.Current = session;
        var options = new TransactionOptions { IsolationLevel = IsolationLevel.ReadCommitted, Timeout = TransactionManager.MaximumTimeout };
        using var scope = new TransactionScope(TransactionScopeOption.RequiresNew, options);
        session.EnlistTransaction(Transaction.Current);
        foreach (var row in _connection.Fetched)
        {
            using var command = session.Command(IsMine, row.Id, row.Token);
            if (command.ExecuteScalar() is null)
            {
                throw new LeaseLostException($"Job {row.JobId} was given to another worker.");
            }
        }

        base.Commit();
        scope.Complete();
    }

    /// <summary>What the base class commits over; it asks when it does.</summary>
    private sealed class Session
    {
        public NpgsqlConnection? Current { get; set; }
    }
}
