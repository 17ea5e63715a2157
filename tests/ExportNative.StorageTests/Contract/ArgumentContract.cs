using Hangfire.Common;
using Hangfire.Server;
using Hangfire.Storage;
using Xunit;

namespace ExportNative.StorageTests.Contract;

/// <summary>Null arguments: every method refuses each by its name, before it does anything.</summary>
public abstract class ArgumentContract<TKind> : ContractTest<TKind>
    where TKind : StorageKind, new()
{
    private static readonly Dictionary<string, string> NoParameters = [];
    private static readonly ServerContext Context = new();

    [Fact]
    public void The_connection_refuses_null()
    {
        Refuses("resource", () => Connection.AcquireDistributedLock(null, TimeSpan.Zero));
        Refuses("job", () => Connection.CreateExpiredJob(null, NoParameters, DateTime.UtcNow, TimeSpan.Zero));
        Refuses("parameters", () => Connection.CreateExpiredJob(AJob(), null, DateTime.UtcNow, TimeSpan.Zero));
        Refuses("id", () => Connection.SetJobParameter(null, "name", "value"));
        Refuses("name", () => Connection.SetJobParameter("1", null, "value"));
        Refuses("id", () => Connection.GetJobParameter(null, "name"));
        Refuses("name", () => Connection.GetJobParameter("1", null));
        Refuses("jobId", () => Connection.GetJobData(null));
        Refuses("jobId", () => Connection.GetStateData(null));
        Refuses("serverId", () => Connection.AnnounceServer(null, Context));
        Refuses("context", () => Connection.AnnounceServer("server", null));
        Refuses("serverId", () => Connection.RemoveServer(null));
        Refuses("serverId", () => Connection.Heartbeat(null));
    }

    [Fact]
    public void The_connections_collections_refuse_null()
    {
        Refuses("key", () => Connection.GetAllItemsFromSet(null));
        Refuses("key", () => Connection.GetFirstByLowestScoreFromSet(null, 0, 1));
        Refuses("key", () => Connection.GetFirstByLowestScoreFromSet(null, 0, 1, 1));
        Refuses("key", () => Connection.GetSetContains(null, "value"));
        Refuses("value", () => Connection.GetSetContains("key", null));
        Refuses("key", () => Connection.GetSetCount(null));
        Refuses("keys", () => Connection.GetSetCount(null, 1));
        Refuses("key", () => Connection.GetRangeFromSet(null, 0, 1));
        Refuses("key", () => Connection.GetSetTtl(null));
        Refuses("key", () => Connection.SetRangeInHash(null, NoParameters));
        Refuses("keyValuePairs", () => Connection.SetRangeInHash("key", null));
        Refuses("key", () => Connection.GetAllEntriesFromHash(null));
        Refuses("key", () => Connection.GetValueFromHash(null, "name"));
        Refuses("name", () => Connection.GetValueFromHash("key", null));
        Refuses("key", () => Connection.GetHashCount(null));
        Refuses("key", () => Connection.GetHashTtl(null));
        Refuses("key", () => Connection.GetListCount(null));
        Refuses("key", () => Connection.GetAllItemsFromList(null));
        Refuses("key", () => Connection.GetRangeFromList(null, 0, 1));
        Refuses("key", () => Connection.GetListTtl(null));
        Refuses("key", () => Connection.GetCounter(null));
    }

    [Fact]
    public void The_transaction_refuses_null()
    {
        using JobStorageTransaction transaction = (JobStorageTransaction)Connection.CreateWriteTransaction();
        Refuses("job", () => transaction.CreateJob(null, NoParameters, DateTime.UtcNow, TimeSpan.Zero));
        Refuses("parameters", () => transaction.CreateJob(AJob(), null, DateTime.UtcNow, TimeSpan.Zero));
        Refuses("jobId", () => transaction.SetJobParameter(null, "name", "value"));
        Refuses("name", () => transaction.SetJobParameter("1", null, "value"));
        Refuses("jobId", () => transaction.ExpireJob(null, TimeSpan.Zero));
        Refuses("jobId", () => transaction.PersistJob(null));
        Refuses("jobId", () => transaction.SetJobState(null, new AState("State")));
        Refuses("state", () => transaction.SetJobState("1", null));
        Refuses("jobId", () => transaction.AddJobState(null, new AState("State")));
        Refuses("state", () => transaction.AddJobState("1", null));
        Refuses("queue", () => transaction.AddToQueue(null, "1"));
        Refuses("jobId", () => transaction.AddToQueue("queue", null));
        Refuses("resource", () => transaction.AcquireDistributedLock(null, TimeSpan.Zero));
    }

    [Fact]
    public void The_transactions_collections_refuse_null()
    {
        using JobStorageTransaction transaction = (JobStorageTransaction)Connection.CreateWriteTransaction();
        Refuses("key", () => transaction.IncrementCounter(null));
        Refuses("key", () => transaction.IncrementCounter(null, TimeSpan.Zero));
        Refuses("key", () => transaction.DecrementCounter(null));
        Refuses("key", () => transaction.DecrementCounter(null, TimeSpan.Zero));
        Refuses("key", () => transaction.AddToSet(null, "value"));
        Refuses("value", () => transaction.AddToSet("key", null));
        Refuses("key", () => transaction.AddToSet(null, "value", 1));
        Refuses("value", () => transaction.AddToSet("key", null, 1));
        Refuses("key", () => transaction.RemoveFromSet(null, "value"));
        Refuses("value", () => transaction.RemoveFromSet("key", null));
        Refuses("key", () => transaction.AddRangeToSet(null, []));
        Refuses("items", () => transaction.AddRangeToSet("key", null));
        Assert.Throws<ArgumentException>("items", () => transaction.AddRangeToSet("key", ["a", null]));
        Refuses("key", () => transaction.RemoveSet(null));
        Refuses("key", () => transaction.InsertToList(null, "value"));
        Refuses("value", () => transaction.InsertToList("key", null));
        Refuses("key", () => transaction.RemoveFromList(null, "value"));
        Refuses("value", () => transaction.RemoveFromList("key", null));
        Refuses("key", () => transaction.TrimList(null, 0, 1));
        Refuses("key", () => transaction.SetRangeInHash(null, NoParameters));
        Refuses("keyValuePairs", () => transaction.SetRangeInHash("key", null));
        Refuses("key", () => transaction.RemoveHash(null));
        Refuses("key", () => transaction.ExpireSet(null, TimeSpan.Zero));
        Refuses("key", () => transaction.ExpireHash(null, TimeSpan.Zero));
        Refuses("key", () => transaction.ExpireList(null, TimeSpan.Zero));
        Refuses("key", () => transaction.PersistSet(null));
        Refuses("key", () => transaction.PersistHash(null));
        Refuses("key", () => transaction.PersistList(null));
    }

    [Fact]
    public void The_monitor_refuses_null()
    {
        Refuses("jobId", () => Monitor.JobDetails(null));
        Refuses("queue", () => Monitor.EnqueuedJobs(null, 0, 1));
        Refuses("queue", () => Monitor.FetchedJobs(null, 0, 1));
        Refuses("queue", () => Monitor.EnqueuedCount(null));
        Refuses("queue", () => Monitor.FetchedCount(null));
    }

    private static void Refuses(string name, Action call) => Assert.Throws<ArgumentNullException>(name, call);

    private static void Refuses(string name, Func<object?> call) => Assert.Throws<ArgumentNullException>(name, call);
}

public sealed class ArgumentsOfSqlite : ArgumentContract<Sqlite>;

public sealed class ArgumentsOfInMemory : ArgumentContract<InMemory>;

public sealed class ArgumentsOfPostgreSql : ArgumentContract<PostgreSql>;
