using Hangfire.Storage;
using Xunit;

namespace ExportNative.StorageTests.Contract;

/// <summary>Fetching jobs from queues.</summary>
public abstract class QueueContract<TKind> : ContractTest<TKind>
    where TKind : StorageKind, new()
{
    [Fact]
    public void Jobs_come_in_the_order_in_which_they_were_queued()
    {
        string[] ids = [Create(), Create(), Create()];
        Commit(transaction => Array.ForEach(ids, id => transaction.AddToQueue("default", id)));
        Assert.Equal(ids, ids.Select(_ => FetchAndRemove("default")));
    }

    [Fact]
    public void The_queue_named_first_is_served_first()
    {
        string low = Create();
        string high = Create();
        Commit(transaction =>
        {
            transaction.AddToQueue("a-low", low);
            transaction.AddToQueue("z-high", high);
        });
        Assert.Equal(high, FetchAndRemove("z-high", "a-low"));
        Assert.Equal(low, FetchAndRemove("z-high", "a-low"));
    }

    [Fact]
    public void A_queue_gives_only_its_own_jobs()
    {
        string id = Create();
        Commit(transaction => transaction.AddToQueue("other", id));
        using CancellationTokenSource soon = new(TimeSpan.FromMilliseconds(200));
        Assert.ThrowsAny<OperationCanceledException>(() => Connection.FetchNextJob(["default", "Other"], soon.Token));
        Assert.Equal(id, FetchAndRemove("other"));
    }

    [Fact]
    public void A_fetched_job_is_not_given_to_another()
    {
        string id = Create();
        Commit(transaction => transaction.AddToQueue("default", id));
        using IFetchedJob fetched = Connection.FetchNextJob(["default"], CancellationToken.None);
        Assert.Equal(id, fetched.JobId);
        using JobStorageConnection other = Connect();
        using CancellationTokenSource soon = new(TimeSpan.FromMilliseconds(200));
        Assert.ThrowsAny<OperationCanceledException>(() => other.FetchNextJob(["default"], soon.Token));
        fetched.RemoveFromQueue();
        fetched.RemoveFromQueue();
    }

    [Fact]
    public void A_requeued_job_is_given_again()
    {
        string id = Create();
        Commit(transaction => transaction.AddToQueue("default", id));
        using (IFetchedJob fetched = Connection.FetchNextJob(["default"], CancellationToken.None))
        {
            fetched.Requeue();
        }

        Assert.Equal(id, FetchAndRemove("default"));
        Assert.Equal(0, Monitor.EnqueuedCount("default"));
    }

    [Fact]
    public void The_same_job_may_be_queued_twice()
    {
        string id = Create();
        Commit(transaction =>
        {
            transaction.AddToQueue("default", id);
            transaction.AddToQueue("default", id);
        });
        Assert.Equal(id, FetchAndRemove("default"));
        Assert.Equal(id, FetchAndRemove("default"));
    }

    [Fact]
    public async Task Fetching_waits_until_a_job_comes()
    {
        string id = Create();
        using JobStorageConnection waiting = Connect();
        Task<string> fetch = Task.Run(() =>
        {
            using IFetchedJob fetched = waiting.FetchNextJob(["one", "two"], TestContext.Current.CancellationToken);
            fetched.RemoveFromQueue();
            return fetched.JobId;
        });
        await Task.Delay(200, TestContext.Current.CancellationToken);
        Assert.False(fetch.IsCompleted);
        Commit(transaction => transaction.AddToQueue("two", id));
        Assert.Equal(id, await fetch.WaitAsync(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Cancelling_ends_the_wait()
    {
        using CancellationTokenSource source = new();
        Task fetch = Task.Run(() => Connection.FetchNextJob(["default"], source.Token));
        await Task.Delay(100, TestContext.Current.CancellationToken);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => fetch.WaitAsync(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Many_workers_get_each_job_exactly_once()
    {
        const int Jobs = 300;
        using CancellationTokenSource end = new(TimeSpan.FromSeconds(60));
        System.Collections.Concurrent.ConcurrentBag<string> got = [];
        Task[] workers = [.. Enumerable.Range(0, 10).Select(_ => Task.Factory.StartNew(
            () =>
            {
                using JobStorageConnection connection = Connect();
                while (got.Count < Jobs && !end.IsCancellationRequested)
                {
                    try
                    {
                        using IFetchedJob fetched = connection.FetchNextJob(["default"], end.Token);
                        fetched.RemoveFromQueue();
                        got.Add(fetched.JobId);
                        if (got.Count >= Jobs)
                        {
                            end.Cancel();
                        }
                    }
                    catch (OperationCanceledException)
                    {
                    }
                }
            },
            TaskCreationOptions.LongRunning))];
        List<string> ids = [];
        for (int job = 0; job < Jobs; job++)
        {
            string id = Create();
            ids.Add(id);
            Commit(transaction => transaction.AddToQueue("default", id));
        }

        await Task.WhenAll(workers).WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        Assert.Equal(ids.Order(), got.Order());
    }

    [Fact]
    public void Fetching_needs_queues()
    {
        Assert.Throws<ArgumentNullException>("queues", () => Connection.FetchNextJob(null, CancellationToken.None));
        Assert.Throws<ArgumentException>("queues", () => Connection.FetchNextJob([], CancellationToken.None));
    }

    private string FetchAndRemove(params string[] queues)
    {
        using CancellationTokenSource end = new(TimeSpan.FromSeconds(10));
        using IFetchedJob fetched = Connection.FetchNextJob(queues, end.Token);
        fetched.RemoveFromQueue();
        return fetched.JobId;
    }
}

public sealed class QueuesOfSqlite : QueueContract<Sqlite>;

public sealed class QueuesOfInMemory : QueueContract<InMemory>;

public sealed class QueuesOfPostgreSql : QueueContract<PostgreSql>;
