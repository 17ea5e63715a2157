using Hangfire.PostgreSql;
using Hangfire.PostgreSql.Factories;
using Hangfire.Storage;
using Npgsql;

namespace ExportNative.JobStorage.PostgreSql;

/// <summary>
/// Hangfire's job storage on a PostgreSQL server, for several machines: the tables and queries of Hangfire.PostgreSql, with
/// queues, locks and commits of its own, so that a worker that was frozen or cut off for longer than its lease can do no
/// harm when it comes back. Create one per process, and dispose it at the end, after the servers that use it. Thread-safe.
/// </summary>
public sealed class PostgreSqlJobStorage : PostgreSqlStorage, IDisposable
{
    /// <summary>Schema of all tables.</summary>
    internal const string Schema = "hangfire";

    private static readonly TimeSpan SetupTimeout = TimeSpan.FromMinutes(1);
    private readonly PostgreSqlLeases _leases;

    private PostgreSqlJobStorage(string connectionString, PostgreSqlStorageOptions options, PostgreSqlJobStorageOptions own)
        : base(new NpgsqlConnectionFactory(connectionString, options), options)
    {
        ConnectionString = connectionString;
        Own = own;
        _leases = new PostgreSqlLeases(connectionString, own);
    }

    /// <summary>Reads after a commit see it: there is one server.</summary>
    public override bool LinearizableReads => true;

    /// <summary>With the settings that this storage needs.</summary>
    internal string ConnectionString { get; }

    internal PostgreSqlJobStorageOptions Own { get; }

    internal PostgreSqlLeases Leases => _leases;

    /// <summary>Opens a database and makes its tables where they are missing; several processes may do so at once.</summary>
    /// <param name="connectionString">
    /// An Npgsql connection string of a server of version 14 or newer. Short timeouts and keep-alives are added unless it has
    /// its own, since what is hung up must be noticed sooner than a lease ends.
    /// </param>
    /// <param name="options">Read now; later changes have no effect.</param>
    /// <exception cref="ArgumentException">The connection string is not one.</exception>
    /// <exception cref="NpgsqlException">The server does not answer, or refuses.</exception>
    public static PostgreSqlJobStorage Open(string connectionString, PostgreSqlJobStorageOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(connectionString);
        var complete = PostgreSqlSessions.Complete(connectionString);
        using var setup = new PostgreSqlLockSession(complete);

        // Two processes that make the same tables at the same time fail both.
        setup.Acquire($"{Schema}:setup", SetupTimeout);
        return new PostgreSqlJobStorage(complete, new PostgreSqlStorageOptions { SchemaName = Schema, PrepareSchemaIfNecessary = true }, options ?? new PostgreSqlJobStorageOptions());
    }

    /// <inheritdoc/>
    public override IStorageConnection GetConnection() => new PostgreSqlFencedConnection(this);

    /// <inheritdoc/>
    public void Dispose() => _leases.Dispose();
}
