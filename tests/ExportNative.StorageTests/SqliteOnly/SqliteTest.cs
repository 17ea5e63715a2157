using ExportNative.JobStorage;
using ExportNative.StorageTests.Contract;
using Hangfire.Common;
using Hangfire.Storage;
using Microsoft.Data.Sqlite;

namespace ExportNative.StorageTests.SqliteOnly;

/// <summary>What the tests of this storage alone have: a storage on a file, and a way behind its back.</summary>
public abstract class SqliteTest : IDisposable
{
    protected SqliteTest()
    {
        Storage = Open();
        Connection = (JobStorageConnection)Storage.GetConnection();
    }

    protected TempFolder Folder { get; } = new();

    protected SqliteJobStorage Storage { get; }

    protected JobStorageConnection Connection { get; }

    protected JobStorageMonitor Monitor => (JobStorageMonitor)Storage.GetMonitoringApi();

    public void Dispose()
    {
        Connection.Dispose();
        Storage.Dispose();
        Folder.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>One more storage on the same file, as another process would have.</summary>
    protected SqliteJobStorage Open(SqliteJobStorageOptions? options = null) =>
        new(Folder.ConnectionString(), options ?? new SqliteJobStorageOptions { Synchronous = SynchronousMode.Normal });

    protected string Create() => Connection.CreateExpiredJob(
        Job.FromExpression(() => ContractJobs.Method("argument")), new Dictionary<string, string>(), DateTime.UtcNow, TimeSpan.FromHours(1));

    protected string Enqueue(string queue = "default")
    {
        string id = Create();
        Commit(transaction => transaction.AddToQueue(queue, id));
        return id;
    }

    protected void Commit(Action<JobStorageTransaction> write)
    {
        using JobStorageTransaction transaction = (JobStorageTransaction)Connection.CreateWriteTransaction();
        write(transaction);
        transaction.Commit();
    }

    /// <summary>Changes the file as no storage would.</summary>
    protected long Sql(string sql)
    {
        using SqliteConnection connection = new($"Data Source={Folder.File("jobs.db")};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar() is long number ? number : 0;
    }
}
