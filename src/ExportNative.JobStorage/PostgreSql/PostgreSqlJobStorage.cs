using System.Globalization;
using Hangfire.Logging;
using Hangfire.Server;
using Hangfire.Storage;
using Npgsql;

namespace ExportNative.JobStorage.PostgreSql;

/// <summary>
/// Hangfire's job storage on a PostgreSQL server, for several machines. A worker that was frozen or cut off for longer than its
/// lease can do no harm when it comes back. Create one per process, and dispose it at the end, after the servers that use it.
/// Thread-safe.
/// </summary>
public sealed class PostgreSqlJobStorage : Hangfire.JobStorage, IDisposable
{
    private static readonly TimeSpan SetupTimeout = TimeSpan.FromMinutes(1);
    private readonly PostgreSqlJobStorageOptions _options;
    private readonly PostgreSqlParts _parts;
    private readonly ExpirationProcess _expiration;
    private int _disposed;

    private PostgreSqlJobStorage(string connectionString, PostgreSqlJobStorageOptions options)
    {
        _options = options;
        _parts = new PostgreSqlParts(connectionString, options);
        _expiration = new ExpirationProcess(_parts, options.ExpirationInterval);
    }

    /// <summary>True: whoever reads after a commit has returned sees it, since there is one server.</summary>
    public override bool LinearizableReads => true;

    /// <summary>The running parts, for tests.</summary>
    internal PostgreSqlParts Parts => _parts;

    /// <summary>Opens a database and makes its tables where they are missing; several processes may do so at once.</summary>
    /// <param name="connectionString">
    /// An Npgsql connection string of a server of version 14 or newer, built with ICU as all usual ones are. Short timeouts and
    /// keep-alives are added unless it has its own, since what is hung up must be noticed sooner than a lease ends. All tables
    /// are in the schema <c>hangfire</c>.
    /// </param>
    /// <param name="options">Read now; later changes have no effect.</param>
    /// <exception cref="ArgumentException">The connection string is not one.</exception>
    /// <exception cref="JobStorageException">The database belongs to a newer program, or is not encoded in UTF-8; the message says which.</exception>
    /// <exception cref="NpgsqlException">The server does not answer, or refuses.</exception>
    public static PostgreSqlJobStorage Open(string connectionString, PostgreSqlJobStorageOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(connectionString);
        string complete = PostgreSqlSessions.Complete(connectionString);
        using (PostgreSqlLockSession setup = new(PostgreSqlSessions.ForLocks(complete)))
        {
            // Two processes that make the same tables at the same time fail both.
            setup.Acquire($"{PostgreSqlSchema.Name}:setup", SetupTimeout);
            using NpgsqlConnection connection = PostgreSqlSessions.Open(complete);
            PostgreSqlSchema.Migrate(connection);
        }

        return new PostgreSqlJobStorage(complete, options ?? new PostgreSqlJobStorageOptions());
    }

    /// <inheritdoc/>
    public override IMonitoringApi GetMonitoringApi() => new StorageMonitor(_parts);

    /// <inheritdoc/>
    public override IStorageConnection GetConnection() => new StorageConnection(_parts);

    /// <summary>What every server runs for this storage: the deletion of what has expired.</summary>
    public override IEnumerable<IBackgroundProcess> GetStorageWideProcesses() => [_expiration];

    /// <summary>Whether an optional part of Hangfire's contract is implemented.</summary>
    /// <param name="featureId">One of the names in <see cref="JobStorageFeatures"/>; others are answered with false.</param>
    public override bool HasFeature(string featureId) => StorageFeatures.Has(featureId);

    /// <summary>Writes the settings to the log when a server starts.</summary>
    /// <param name="logger">Hangfire's log.</param>
    public override void WriteOptionsToLog(ILog logger)
    {
        logger.Info($"Using the following options for the job storage '{this}':");
        logger.Info(string.Create(CultureInfo.InvariantCulture, $"    Poll interval: {_options.PollInterval:c}. Lease: {_options.Lease:c}. Expiration interval: {_options.ExpirationInterval:c}."));
    }

    /// <summary>Deletes everything that has expired, now instead of when a server does it next.</summary>
    /// <param name="cancellationToken">Stops between two portions; what was deleted stays so.</param>
    /// <returns>How many rows were deleted.</returns>
    public long RemoveExpired(CancellationToken cancellationToken = default) => _expiration.RunOnce(cancellationToken);

    /// <summary>
    /// Ends the signs of life of what this process still holds, so that it goes to others when its lease ends. Whatever uses
    /// the storage afterwards gets an <see cref="ObjectDisposedException"/>.
    /// </summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            _parts.Dispose();
        }
    }

    /// <summary>Server and database, as the dashboard shows them. Nothing else of the connection string.</summary>
    public override string ToString()
    {
        NpgsqlConnectionStringBuilder builder = new(_parts.ConnectionString);
        return $"PostgreSQL: {builder.Database} on {builder.Host}";
    }
}
