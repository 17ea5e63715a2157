using ExportNative.JobStorage;
using ExportNative.JobStorage.PostgreSql;
using ExportNative.StorageTests.Contract;
using ExportNative.Testing.Databases;
using Hangfire.Storage;
using Npgsql;
using Xunit;

namespace ExportNative.StorageTests.PostgreSqlOnly;

/// <summary>What a worker that was frozen or cut off can still do on PostgreSQL when it comes back: nothing.</summary>
public sealed class FencedCommits(PostgreSqlServer server) : ContractTest<PostgreSql>
{
    private string Database => new NpgsqlConnectionStringBuilder(((PostgreSqlJobStorage)Storage).Parts.ConnectionString).Database!;

    [Fact]
    public void A_commit_under_a_lock_is_refused_whole_when_the_server_has_ended_its_session()
    {
        using IDisposable held = Connection.AcquireDistributedLock("resource", TimeSpan.Zero);
        EndSessions();
        using JobStorageConnection other = Connect();
        using IDisposable taken = other.AcquireDistributedLock("resource", TimeSpan.FromSeconds(5));

        Exception refused = Assert.ThrowsAny<Exception>(() => Commit(transaction => transaction.AddToSet("set", "value")));

        Assert.True(StorageTrouble.Passes(refused), refused.ToString());
        Assert.Throws<LeaseLostException>(() => Commit(transaction => transaction.AddToSet("set", "value")));
        Assert.Equal(0, other.GetSetCount("set"));
    }

    [Fact]
    public void A_lock_can_be_taken_again_when_all_that_the_lost_session_held_was_given_back()
    {
        IDisposable held = Connection.AcquireDistributedLock("resource", TimeSpan.Zero);
        EndSessions();
        held.Dispose();

        using IDisposable again = Connection.AcquireDistributedLock("resource", TimeSpan.Zero);
        Commit(transaction => transaction.AddToSet("set", "value"));

        Assert.Equal(1, Connection.GetSetCount("set"));
    }

    [Fact]
    public void A_commit_of_a_worker_whose_job_went_back_to_its_queue_is_refused()
    {
        string id = Create();
        Commit(transaction => transaction.AddToQueue("default", id));
        using IFetchedJob fetched = Connection.FetchNextJob(["default"], CancellationToken.None);
        Assert.NotNull(Connection.GetJobData(id));
        server.Sql(Database, "update hangfire.hangfire_queue set claim = null");

        Assert.Throws<LeaseLostException>(() => Commit(transaction => transaction.SetJobState(id, AState.Processing())));

        Assert.Null(Connection.GetJobData(id));
        using JobStorageConnection other = Connect();
        using IFetchedJob next = other.FetchNextJob(["default"], CancellationToken.None);
        fetched.RemoveFromQueue();
        Assert.Null(other.GetJobData(id)!.State);
        using JobStorageTransaction transaction = (JobStorageTransaction)other.CreateWriteTransaction();
        transaction.SetJobState(id, AState.Processing());
        transaction.Commit();
    }

    // As when its client is frozen or out of reach for too long.
    private void EndSessions() => server.Sql(Database, $"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{Database}' and pid <> pg_backend_pid()");
}
