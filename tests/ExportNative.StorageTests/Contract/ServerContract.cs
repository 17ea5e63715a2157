using Hangfire.Server;
using Hangfire.Storage;
using Hangfire.Storage.Monitoring;
using Xunit;

namespace ExportNative.StorageTests.Contract;

/// <summary>Announcing servers and keeping them alive; the features and the clock.</summary>
public abstract class ServerContract<TKind> : ContractTest<TKind>
    where TKind : StorageKind, new()
{
    [Fact]
    public void An_announced_server_is_shown_until_it_is_removed()
    {
        Connection.AnnounceServer("b", new ServerContext { Queues = ["one", "two"], WorkerCount = 5 });
        Connection.AnnounceServer("a", new ServerContext { Queues = ["one"], WorkerCount = 1 });
        IList<ServerDto> servers = Monitor.Servers();
        Assert.Equal(["a", "b"], servers.Select(static server => server.Name));
        Assert.Equal(["one", "two"], servers[1].Queues);
        Assert.Equal(5, servers[1].WorkersCount);
        Assert.InRange(servers[1].StartedAt, DateTime.UtcNow.AddMinutes(-1), DateTime.UtcNow.AddSeconds(1));
        Assert.InRange(servers[1].Heartbeat!.Value, DateTime.UtcNow.AddMinutes(-1), DateTime.UtcNow.AddSeconds(1));

        Connection.RemoveServer("b");
        Connection.RemoveServer("never there");
        Assert.Equal("a", Assert.Single(Monitor.Servers()).Name);
    }

    [Fact]
    public void A_heartbeat_moves_the_time()
    {
        Connection.AnnounceServer("server", new ServerContext { Queues = ["one"], WorkerCount = 1 });
        ServerDto before = Monitor.Servers()[0];
        Thread.Sleep(1200);
        Connection.Heartbeat("server");
        ServerDto after = Monitor.Servers()[0];
        Assert.True(after.Heartbeat > before.Heartbeat!.Value.AddSeconds(0.5));
        Assert.InRange(after.StartedAt, before.StartedAt.AddMilliseconds(-500), before.StartedAt.AddMilliseconds(500));
    }

    [Fact]
    public void A_heartbeat_of_a_server_that_is_gone_says_so()
    {
        Connection.AnnounceServer("server", new ServerContext { Queues = ["one"], WorkerCount = 1 });
        Connection.RemoveServer("server");
        Assert.Throws<BackgroundServerGoneException>(() => Connection.Heartbeat("server"));
    }

    [Fact]
    public void Servers_that_have_been_silent_too_long_are_removed()
    {
        Connection.AnnounceServer("silent", new ServerContext { Queues = ["one"], WorkerCount = 1 });
        Thread.Sleep(2500);
        Connection.AnnounceServer("alive", new ServerContext { Queues = ["one"], WorkerCount = 1 });
        Assert.Equal(0, Connection.RemoveTimedOutServers(TimeSpan.FromMinutes(1)));
        Assert.Equal(1, Connection.RemoveTimedOutServers(TimeSpan.FromSeconds(2)));
        Assert.Equal("alive", Assert.Single(Monitor.Servers()).Name);
        Assert.Throws<ArgumentException>("timeOut", () => Connection.RemoveTimedOutServers(TimeSpan.Zero));
        Assert.Throws<ArgumentException>("timeOut", () => Connection.RemoveTimedOutServers(TimeSpan.FromSeconds(-1)));
    }

    [Fact]
    public void The_storage_knows_the_time() =>
        Assert.InRange(Connection.GetUtcDateTime(), DateTime.UtcNow.AddSeconds(-5), DateTime.UtcNow.AddSeconds(5));

    [Fact]
    public void Reads_are_linearizable() => Assert.True(Storage.LinearizableReads);

    [Theory]
    [InlineData("Storage.ExtendedApi")]
    [InlineData("Job.Queue")]
    [InlineData("Connection.GetUtcDateTime")]
    [InlineData("Connection.BatchedGetFirstByLowestScoreFromSet")]
    [InlineData("Connection.GetSetContains")]
    [InlineData("Connection.GetSetCount.Limited")]
    [InlineData("Transaction.AcquireDistributedLock")]
    [InlineData("Transaction.CreateJob")]
    [InlineData("Transaction.SetJobParameter")]
    [InlineData("Monitoring.DeletedStateGraphs")]
    [InlineData("Monitoring.AwaitingJobs")]
    public void A_feature_is_declared(string feature) => Assert.True(Storage.HasFeature(feature));

    [Fact]
    public void A_fetched_job_can_be_acknowledged_in_a_transaction()
    {
        string id = Create();
        Commit(transaction => transaction.AddToQueue("default", id));
        using IFetchedJob fetched = Connection.FetchNextJob(["default"], CancellationToken.None);
        Commit(transaction =>
        {
            transaction.SetJobState(id, new AState("Succeeded"));
            transaction.RemoveFromQueue(fetched);
        });
        fetched.RemoveFromQueue();
        Assert.Equal(0, Monitor.EnqueuedCount("default"));
        Assert.Equal(0, Monitor.FetchedCount("default"));
        Assert.Equal("Succeeded", Connection.GetStateData(id).Name);
    }

    [Fact]
    public void An_unknown_feature_is_not_declared_and_none_is_an_error()
    {
        Assert.False(Storage.HasFeature("Something.Else"));
        Assert.Throws<ArgumentNullException>("featureId", () => Storage.HasFeature(null));
    }
}

public sealed class ServersOfSqlite : ServerContract<Sqlite>;

public sealed class ServersOfInMemory : ServerContract<InMemory>;

public sealed class ServersOfPostgreSql : ServerContract<PostgreSql>;
