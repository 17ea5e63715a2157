using Hangfire.Common;
using Hangfire.States;
using Hangfire.Storage;

namespace ExportNative.StorageTests.Contract;

/// <summary>What every test of the contract has: an empty storage of one kind.</summary>
public abstract class ContractTest<TKind> : IDisposable
    where TKind : StorageKind, new()
{
    protected ContractTest() => Connection = Connect();

    protected TKind Kind { get; } = new();

    protected Hangfire.JobStorage Storage => Kind.Storage;

    protected JobStorageConnection Connection { get; }

    protected JobStorageMonitor Monitor => (JobStorageMonitor)Storage.GetMonitoringApi();

    public void Dispose()
    {
        Connection.Dispose();
        Kind.Dispose();
        GC.SuppressFinalize(this);
    }

    protected static Job AJob(string argument = "argument", string? queue = null)
    {
        Job job = Job.FromExpression(() => ContractJobs.Method(argument));
        return new Job(job.Type, job.Method, job.Args, queue);
    }

    protected JobStorageConnection Connect() => (JobStorageConnection)Storage.GetConnection();

    protected string Create(string argument = "argument", Dictionary<string, string>? parameters = null) =>
        Connection.CreateExpiredJob(AJob(argument), parameters ?? [], DateTime.UtcNow, TimeSpan.FromHours(1));

    /// <summary>A job whose argument can be written and not be read again.</summary>
    protected string CreateUnloadable() => Connection.CreateExpiredJob(
        Job.FromExpression(() => ContractJobs.Unreadable(new WriteOnce())), new Dictionary<string, string> { ["P"] = "1" }, DateTime.UtcNow, TimeSpan.FromHours(1));

    protected void Commit(Action<JobStorageTransaction> write)
    {
        using JobStorageTransaction transaction = (JobStorageTransaction)Connection.CreateWriteTransaction();
        write(transaction);
        transaction.Commit();
    }

    protected string CreateIn(IState state, string argument = "argument")
    {
        string id = Create(argument);
        Commit(transaction => transaction.SetJobState(id, state));
        return id;
    }
}

/// <summary>An argument that cannot be deserialised, as when a class has changed since the job was made.</summary>
public sealed class WriteOnce
{
    private readonly string _value = "value";

    public string Value
    {
        get => _value;
        set => throw new InvalidOperationException("This class has changed.");
    }
}

/// <summary>The jobs that the contract's tests create.</summary>
public static class ContractJobs
{
    public static void Method(string argument) => ArgumentNullException.ThrowIfNull(argument);

    public static void Unreadable(WriteOnce argument) => ArgumentNullException.ThrowIfNull(argument);
}

/// <summary>A state of any name with any data.</summary>
public sealed class AState(string name, string? reason = null, Dictionary<string, string>? data = null) : IState
{
    public string Name => name;

    public string Reason => reason!;

    public bool IsFinal => false;

    public bool IgnoreJobLoadException => false;

    public Dictionary<string, string> SerializeData() => data!;

    public static AState Processing() => new("Processing", data: new Dictionary<string, string> { ["ServerId"] = "the-server", ["WorkerId"] = "the-worker" });
}
