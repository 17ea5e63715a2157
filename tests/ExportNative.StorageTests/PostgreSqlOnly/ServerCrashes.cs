using ExportNative.JobStorage.PostgreSql;
using ExportNative.StorageTests.Contract;
using ExportNative.Testing.Databases;
using Hangfire.Common;
using Hangfire.Storage;
using Xunit;

namespace ExportNative.StorageTests.PostgreSqlOnly;

/// <summary>The database server goes away for longer than a lease, under workers that live on.</summary>
public sealed class ServerCrashes : IDisposable
{
    private readonly PostgreSqlServer server = new();

    public void Dispose() => server.Dispose();

    [Fact]
    public async Task A_crash_of_the_server_takes_no_job_from_a_living_worker()
    {
        PostgreSqlJobStorageOptions options = new() { Lease = TimeSpan.FromSeconds(3) };
        string database = server.NewDatabase();
        using PostgreSqlJobStorage mine = PostgreSqlJobStorage.Open(database, options);
        using PostgreSqlJobStorage others = PostgreSqlJobStorage.Open(database, options);
        using JobStorageConnection worker = (JobStorageConnection)mine.GetConnection();
        using IStorageConnection other = others.GetConnection();
        string id = worker.CreateExpiredJob(Job.FromExpression(() => ContractJobs.Method("argument")), new Dictionary<string, string>(), DateTime.UtcNow, TimeSpan.FromHours(1));
        Enqueue(worker, id);
        using IFetchedJob fetched = worker.FetchNextJob(["default"], CancellationToken.None);
        using CancellationTokenSource end = new(TimeSpan.FromSeconds(14));
        Task<IFetchedJob> waiting = Task.Run(() => other.FetchNextJob(["default"], end.Token));

        server.Crash();
        await Task.Delay(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);
        server.Start();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.NotNull(worker.GetJobData(id));
        fetched.RemoveFromQueue();
        Assert.Equal(0, mine.GetMonitoringApi().FetchedCount("default"));
    }

    [Fact]
    public async Task A_job_of_a_worker_that_is_gone_goes_back_in_front_of_what_was_queued_after_it()
    {
        PostgreSqlJobStorageOptions options = new() { Lease = TimeSpan.FromSeconds(2) };
        string database = server.NewDatabase();
        PostgreSqlJobStorage gone = PostgreSqlJobStorage.Open(database, options);
        using JobStorageConnection worker = (JobStorageConnection)gone.GetConnection();
        string first = worker.CreateExpiredJob(Job.FromExpression(() => ContractJobs.Method("first")), new Dictionary<string, string>(), DateTime.UtcNow, TimeSpan.FromHours(1));
        string second = worker.CreateExpiredJob(Job.FromExpression(() => ContractJobs.Method("second")), new Dictionary<string, string>(), DateTime.UtcNow, TimeSpan.FromHours(1));
        Enqueue(worker, first);
        _ = worker.FetchNextJob(["default"], CancellationToken.None);
        Enqueue(worker, second);
        gone.Dispose();

        using PostgreSqlJobStorage others = PostgreSqlJobStorage.Open(database, options);
        await Task.Delay(TimeSpan.FromSeconds(4), TestContext.Current.CancellationToken);
        using IStorageConnection other = others.GetConnection();
        using IFetchedJob next = other.FetchNextJob(["default"], TestContext.Current.CancellationToken);

        Assert.Equal(first, next.JobId);
    }

    private static void Enqueue(JobStorageConnection connection, string id)
    {
        using IWriteOnlyTransaction transaction = connection.CreateWriteTransaction();
        transaction.AddToQueue("default", id);
        transaction.Commit();
    }
}
