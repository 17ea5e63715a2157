using ExportNative.JobStorage;
using ExportNative.JobStorage.PostgreSql;
using ExportNative.Testing.Databases;
using Hangfire.InMemory;
using Npgsql;
using Xunit;

[assembly: AssemblyFixture(typeof(PostgreSqlServer))]

namespace ExportNative.StorageTests.Contract;

/// <summary>One of the storages that the contract is tested on. Owns what it opened.</summary>
public abstract class StorageKind : IDisposable
{
    public abstract Hangfire.JobStorage Storage { get; }

    /// <summary>Returns when everything that has expired is gone.</summary>
    public abstract void RemoveExpired();

    public abstract void Dispose();
}

/// <summary>The storage under test.</summary>
public sealed class Sqlite : StorageKind
{
    private readonly TempFolder _folder = new();
    private readonly SqliteJobStorage _storage;

    public Sqlite() => _storage = new SqliteJobStorage(_folder.ConnectionString(), new SqliteJobStorageOptions { Synchronous = SynchronousMode.Normal });

    public override Hangfire.JobStorage Storage => _storage;

    public override void RemoveExpired() => _storage.RemoveExpired();

    public override void Dispose()
    {
        _storage.Dispose();
        _folder.Dispose();
    }
}

/// <summary>Hangfire's own storage in memory, the oracle: what a test expects, this must do too.</summary>
public sealed class InMemory : StorageKind
{
    // It caps every expiry at three hours unless told not to, and has numbers for ids like a database if told so.
    private readonly InMemoryStorage _storage = new(new InMemoryStorageOptions { MaxExpirationTime = null, IdType = InMemoryStorageIdType.Long });

    public override Hangfire.JobStorage Storage => _storage;

    // It evicts by itself, every five seconds, when it has nothing else to do.
    public override void RemoveExpired() => Thread.Sleep(TimeSpan.FromSeconds(11));

    public override void Dispose() => _storage.Dispose();
}

/// <summary>The storage for several machines.</summary>
public sealed class PostgreSql : StorageKind
{
    private readonly PostgreSqlJobStorage _storage;

    public PostgreSql()
    {
        PostgreSqlServer server = TestContext.Current.GetFixture<PostgreSqlServer>().AsTask().GetAwaiter().GetResult()!;
        _storage = PostgreSqlJobStorage.Open(server.NewDatabase(), new PostgreSqlJobStorageOptions { PollInterval = TimeSpan.FromMilliseconds(50) });
    }

    public override Hangfire.JobStorage Storage => _storage;

    public override void RemoveExpired() => _storage.RemoveExpired();

    public override void Dispose()
    {
        _storage.Dispose();
        NpgsqlConnection.ClearAllPools();
    }
}
