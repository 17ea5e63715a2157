using ExportNative.JobStorage;
using ExportNative.StorageTests.Contract;
using Hangfire.States;
using Hangfire.Storage;
using Xunit;

namespace ExportNative.StorageTests.SqliteOnly;

/// <summary>A fetched job, what ends it, and what a lost claim forbids.</summary>
public sealed class FetchedJobs : SqliteTest
{
    [Fact]
    public void Are_counted_and_shown_until_they_are_removed()
    {
        string id = Enqueue();
        using IFetchedJob fetched = Fetch();
        Assert.Equal(0, Monitor.EnqueuedCount("default"));
        Assert.Equal(1, Monitor.FetchedCount("default"));
        Assert.Equal(id, Assert.Single(Monitor.FetchedJobs("default", 0, 10)).Key);
        Assert.InRange(Monitor.FetchedJobs("default", 0, 10)[0].Value.FetchedAt!.Value, DateTime.UtcNow.AddMinutes(-1), DateTime.UtcNow.AddSeconds(1));
        Assert.Equal(1, Monitor.Queues()[0].Fetched);
        fetched.RemoveFromQueue();
        Assert.Equal(0, Monitor.FetchedCount("default"));
    }

    [Fact]
    public void Go_back_to_their_place_when_they_are_dropped()
    {
        string first = Enqueue();
        string second = Enqueue();
        IFetchedJob fetched = Fetch();
        fetched.Dispose();
        fetched.Dispose();
        Assert.Equal([first, second], Monitor.EnqueuedJobs("default", 0, 10).Select(static job => job.Key));
    }

    [Fact]
    public void Stay_removed_whatever_is_called_afterwards()
    {
        _ = Enqueue();
        IFetchedJob fetched = Fetch();
        fetched.RemoveFromQueue();
        fetched.RemoveFromQueue();
        fetched.Requeue();
        fetched.Dispose();
        Assert.Equal(0, Sql("SELECT count(*) FROM hangfire_queue"));
    }

    [Fact]
    public void Stay_requeued_whatever_is_called_afterwards()
    {
        _ = Enqueue();
        IFetchedJob fetched = Fetch();
        fetched.Requeue();
        fetched.Requeue();
        fetched.RemoveFromQueue();
        fetched.Dispose();
        Assert.Equal(1, Monitor.EnqueuedCount("default"));
    }

    [Fact]
    public void Are_acknowledged_with_the_rest_of_the_transaction_or_not_at_all()
    {
        string id = Enqueue();
        using IFetchedJob fetched = Fetch();
        Assert.True(Storage.HasFeature(JobStorageFeatures.Transaction.RemoveFromQueue(fetched.GetType())));
        using (JobStorageTransaction dropped = (JobStorageTransaction)Connection.CreateWriteTransaction())
        {
            dropped.RemoveFromQueue(fetched);
        }

        Assert.Equal(1, Monitor.FetchedCount("default"));
        Commit(transaction =>
        {
            transaction.SetJobState(id, new SucceededState("result", 1, 1));
            transaction.RemoveFromQueue(fetched);
        });
        Assert.Equal(0, Sql("SELECT count(*) FROM hangfire_queue"));
        fetched.RemoveFromQueue();
        fetched.Requeue();
        Assert.Equal(0, Sql("SELECT count(*) FROM hangfire_queue"));
    }

    [Fact]
    public void Of_another_storage_or_none_cannot_be_acknowledged()
    {
        using JobStorageTransaction transaction = (JobStorageTransaction)Connection.CreateWriteTransaction();
        Assert.Throws<ArgumentNullException>("fetchedJob", () => transaction.RemoveFromQueue(null));
        Assert.Throws<ArgumentException>("fetchedJob", () => transaction.RemoveFromQueue(new Foreign()));
    }

    [Fact]
    public void Whose_claim_is_lost_can_change_nothing_any_more()
    {
        string id = Enqueue();
        using IFetchedJob fetched = Fetch();
        GiveToAnother();

        Assert.Null(Connection.GetJobData(id));
        Assert.NotNull(((JobStorageConnection)Storage.GetConnection()).GetJobData(id));
        LeaseLostException refused = Assert.Throws<LeaseLostException>(() => Commit(transaction =>
        {
            transaction.AddToSet("set", "half");
            transaction.SetJobState(id, new SucceededState("result", 1, 1));
            transaction.RemoveFromQueue(fetched);
        }));
        Assert.Contains(id, refused.Message, StringComparison.Ordinal);
        Assert.Equal(0, Connection.GetSetCount("set"));
        Assert.Null(Connection.GetStateData(id));

        // Even a transaction that says nothing of the job: it was made by the job.
        Assert.Throws<LeaseLostException>(() => Commit(static transaction => transaction.AddToSet("set", "half")));
        fetched.RemoveFromQueue();
        fetched.Requeue();
        fetched.Dispose();
        Assert.Equal(1, Sql("SELECT count(*) FROM hangfire_queue WHERE claim = 77"));

        // Once it has let go of the job, the connection is as good as any.
        Commit(static transaction => transaction.AddToSet("set", "whole"));
        Assert.Equal(1, Connection.GetSetCount("set"));
    }

    [Fact]
    public void Can_be_dropped_after_the_storage_was_closed()
    {
        _ = Enqueue();
        SqliteJobStorage other = Open();
        IStorageConnection connection = other.GetConnection();
        IFetchedJob fetched = connection.FetchNextJob(["default"], CancellationToken.None);
        _ = connection.AcquireDistributedLock("resource", TimeSpan.Zero);
        other.Dispose();
        fetched.Dispose();
        connection.Dispose();
        Assert.Equal(1, Monitor.EnqueuedCount("default"));
        Connection.AcquireDistributedLock("resource", TimeSpan.Zero).Dispose();
    }

    [Fact]
    public void Of_a_storage_that_is_closed_wait_for_the_next()
    {
        string id = Enqueue();
        using (SqliteJobStorage other = Open())
        {
            IStorageConnection connection = other.GetConnection();
            Assert.Equal(id, connection.FetchNextJob(["default"], CancellationToken.None).JobId);
            Assert.Equal(1, Monitor.FetchedCount("default"));
        }

        Assert.Equal(0, Monitor.FetchedCount("default"));
        using IFetchedJob fetched = Fetch();
        Assert.Equal(id, fetched.JobId);
    }

    [Fact]
    public async Task Wake_a_worker_of_another_storage_on_the_same_file()
    {
        using SqliteJobStorage other = Open();
        using IStorageConnection waiting = other.GetConnection();
        Task<string> fetch = Task.Run(() =>
        {
            using IFetchedJob fetched = waiting.FetchNextJob(["default"], CancellationToken.None);
            fetched.RemoveFromQueue();
            return fetched.JobId;
        });
        await Task.Delay(300, TestContext.Current.CancellationToken);
        string id = Enqueue();
        Assert.Equal(id, await fetch.WaitAsync(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken));
    }

    private IFetchedJob Fetch() => Connection.FetchNextJob(["default"], CancellationToken.None);

    /// <summary>What happens to the claim of a process that was frozen.</summary>
    private void GiveToAnother() => Sql("UPDATE hangfire_queue SET claim = 77");

    private sealed class Foreign : IFetchedJob
    {
        public string JobId => "1";

        public void Dispose()
        {
        }

        public void RemoveFromQueue()
        {
        }

        public void Requeue()
        {
        }
    }
}
