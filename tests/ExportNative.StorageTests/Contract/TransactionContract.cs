using Hangfire.Storage;
using Xunit;

namespace ExportNative.StorageTests.Contract;

/// <summary>The write transaction as a whole.</summary>
public abstract class TransactionContract<TKind> : ContractTest<TKind>
    where TKind : StorageKind, new()
{
    [Fact]
    public void Nothing_is_written_before_the_commit()
    {
        string id = Create();
        using JobStorageTransaction transaction = (JobStorageTransaction)Connection.CreateWriteTransaction();
        string created = transaction.CreateJob(AJob("new"), new Dictionary<string, string>(), DateTime.UtcNow, TimeSpan.FromHours(1));
        transaction.SetJobState(id, new AState("State"));
        transaction.AddToSet("set", "a");
        transaction.AddToQueue("default", id);
        Assert.Null(Connection.GetStateData(id));
        Assert.Null(Connection.GetJobData(created));
        Assert.Equal(0, Connection.GetSetCount("set"));
        Assert.Equal(0, Monitor.EnqueuedCount("default"));

        transaction.Commit();
        Assert.Equal("State", Connection.GetStateData(id).Name);
        Assert.Equal("new", Connection.GetJobData(created).Job.Args[0]);
        Assert.Equal(1, Connection.GetSetCount("set"));
        Assert.Equal(1, Monitor.EnqueuedCount("default"));
    }

    [Fact]
    public void A_transaction_that_is_not_committed_leaves_nothing()
    {
        string id = Create();
        using (IWriteOnlyTransaction transaction = Connection.CreateWriteTransaction())
        {
            transaction.SetJobState(id, new AState("State"));
            transaction.AddToSet("set", "a");
            transaction.Dispose();
        }

        Assert.Null(Connection.GetStateData(id));
        Assert.Equal(0, Connection.GetSetCount("set"));
    }

    [Fact]
    public void Commands_apply_in_the_order_in_which_they_were_given()
    {
        Commit(transaction =>
        {
            transaction.AddToSet("set", "a");
            transaction.RemoveFromSet("set", "a");
            transaction.RemoveSet("other");
            transaction.AddToSet("other", "a");
            transaction.InsertToList("list", "1");
            transaction.TrimList("list", 1, 1);
            transaction.InsertToList("list", "2");
        });
        Assert.Equal(0, Connection.GetSetCount("set"));
        Assert.Equal(1, Connection.GetSetCount("other"));
        Assert.Equal(["2"], Connection.GetAllItemsFromList("list"));
    }

    [Fact]
    public void Writing_through_the_connection_between_two_commands_is_no_deadlock()
    {
        string id = Create();
        using IWriteOnlyTransaction transaction = Connection.CreateWriteTransaction();
        transaction.SetJobState(id, new AState("State"));
        Connection.SetJobParameter(id, "RetryCount", "1");
        using (IWriteOnlyTransaction inner = Connection.CreateWriteTransaction())
        {
            inner.AddToSet("set", "a");
            inner.Commit();
        }

        transaction.Commit();
        Assert.Equal("1", Connection.GetJobParameter(id, "RetryCount"));
        Assert.Equal("State", Connection.GetStateData(id).Name);
    }

    [Fact]
    public void A_job_created_in_a_transaction_can_be_used_in_it()
    {
        string id = string.Empty;
        Commit(transaction =>
        {
            id = transaction.CreateJob(AJob(queue: "q"), new Dictionary<string, string> { ["P"] = "1" }, DateTime.UtcNow, TimeSpan.FromHours(1));
            transaction.SetJobParameter(id, "Q", "2");
            transaction.SetJobState(id, new AState("State"));
            transaction.PersistJob(id);
            transaction.AddToQueue("default", id);
        });
        JobData data = Connection.GetJobData(id);
        Assert.Equal("State", data.State);
        Assert.Equal("1", data.ParametersSnapshot["P"]);
        Assert.Equal("2", data.ParametersSnapshot["Q"]);
        Assert.Equal("q", data.Job.Queue);
        Assert.Null(Monitor.JobDetails(id).ExpireAt);
    }

    [Fact]
    public void A_lock_taken_through_a_transaction_is_held_at_once_and_freed_by_the_commit()
    {
        using JobStorageConnection other = Connect();
        using JobStorageTransaction transaction = (JobStorageTransaction)Connection.CreateWriteTransaction();
        transaction.AcquireDistributedLock("resource", TimeSpan.FromSeconds(1));
        Assert.Throws<DistributedLockTimeoutException>(() => other.AcquireDistributedLock("resource", TimeSpan.Zero));
        transaction.Commit();
        other.AcquireDistributedLock("resource", TimeSpan.Zero).Dispose();
    }

    [Fact]
    public void A_lock_taken_through_a_transaction_is_freed_when_it_is_dropped()
    {
        using JobStorageConnection other = Connect();
        JobStorageTransaction transaction = (JobStorageTransaction)Connection.CreateWriteTransaction();
        transaction.AcquireDistributedLock("resource", TimeSpan.FromSeconds(1));
        transaction.Dispose();
        transaction.Dispose();
        other.AcquireDistributedLock("resource", TimeSpan.Zero).Dispose();
    }

    [Fact]
    public void An_empty_commit_is_fine()
    {
        Commit(static _ => { });
        Assert.Equal(0, Monitor.GetStatistics().Enqueued);
    }

    [Fact]
    public void A_transaction_of_many_commands_is_one()
    {
        Commit(static transaction =>
        {
            for (int item = 0; item < 10_000; item++)
            {
                transaction.AddToSet("set", item.ToString(System.Globalization.CultureInfo.InvariantCulture), item);
            }
        });
        Assert.Equal(10_000, Connection.GetSetCount("set"));
        Assert.Equal("9999", Connection.GetRangeFromSet("set", 9999, 9999)[0]);
    }
}

public sealed class TransactionsOfSqlite : TransactionContract<Sqlite>;

public sealed class TransactionsOfInMemory : TransactionContract<InMemory>;

public sealed class TransactionsOfPostgreSql : TransactionContract<PostgreSql>;
