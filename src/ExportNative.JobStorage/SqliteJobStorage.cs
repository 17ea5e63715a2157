using System.Globalization;
using Hangfire.Logging;
using Hangfire.Server;
using Hangfire.Storage;

namespace ExportNative.JobStorage;

/// <summary>
/// Hangfire's job storage in one SQLite file: durable, used by several processes of one machine at once, without a
/// server beside it. Create one per process and file, and dispose it at the end, after the servers that use it.
/// Thread-safe.
/// </summary>
public sealed class SqliteJobStorage : Hangfire.JobStorage, IDisposable
{
    private readonly SqliteJobStorageOptions _options;
    private readonly SqliteParts _parts;
    private readonly ExpirationProcess _expiration;
    private int _disposed;

    /// <summary>Opens or creates a job database with the default options.</summary>
    /// <param name="connectionString">
    /// A Microsoft.Data.Sqlite connection string whose Data Source is a file on a local disk, as in
    /// <c>Data Source=/var/lib/app/jobs.db</c>. The folder must exist; the file and its tables are created.
    /// </param>
    /// <exception cref="ArgumentException">The connection string is not one, or asks for what cannot work.</exception>
    /// <exception cref="JobStorageException">The file cannot be used; the message says why.</exception>
    public SqliteJobStorage(string connectionString)
        : this(connectionString, new SqliteJobStorageOptions())
    {
    }

    /// <summary>Opens or creates a job database.</summary>
    /// <param name="connectionString">As in <see cref="SqliteJobStorage(string)"/>.</param>
    /// <param name="options">Read now; later changes have no effect.</param>
    /// <exception cref="ArgumentException">The connection string or an option is wrong.</exception>
    /// <exception cref="JobStorageException">The file cannot be used; the message says why.</exception>
    public SqliteJobStorage(string connectionString, SqliteJobStorageOptions options)
        : this(connectionString, options, Schema.Migrations)
    {
    }

    /// <summary>Opens a database of other migrations than this program's, for the tests of migrating.</summary>
    internal SqliteJobStorage(string connectionString, SqliteJobStorageOptions options, IReadOnlyList<string> migrations)
    {
        ArgumentNullException.ThrowIfNull(connectionString);
        ArgumentNullException.ThrowIfNull(options);
        _options = options.Checked();
        JobDatabase database = new(connectionString, _options, migrations);
        try
        {
            QueueSignals signals = new();
            LeaseKeeper keeper = new(database, signals, _options);
            _parts = new SqliteParts(database, keeper, signals, _options.TimeProvider);
            _expiration = new ExpirationProcess(_parts, _options.ExpirationInterval, new FileShrinker(database.Writer).Shrink);
        }
        catch (Microsoft.Data.Sqlite.SqliteException exception)
        {
            database.Dispose();
            throw database.Explain(exception);
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>The full path of the database file.</summary>
    public string Path => _parts.Database.Path;

    /// <summary>True: whoever reads after a commit has returned, in any process, sees it.</summary>
    public override bool LinearizableReads => true;

    /// <summary>The running parts, for tests.</summary>
    internal SqliteParts Parts => _parts;

    /// <inheritdoc />
    public override IMonitoringApi GetMonitoringApi() => new StorageMonitor(_parts);

    /// <inheritdoc />
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
        logger.Info($"Using the following options for the SQLite job storage '{Path}':");
        logger.Info(string.Create(CultureInfo.InvariantCulture, $"    Queue poll interval: {_options.QueuePollInterval:c}. Lease: {_options.Lease:c}. Lock time to live: {_options.LockTimeToLive:c}."));
        logger.Info(string.Create(CultureInfo.InvariantCulture, $"    Expiration interval: {_options.ExpirationInterval:c}. Synchronous: {_options.Synchronous}. Write timeout: {_options.WriteTimeout:c}."));
    }

    /// <summary>
    /// Deletes everything that has expired and gives the space back, now instead of when a server does it next.
    /// </summary>
    /// <param name="cancellationToken">Stops between two portions; what was deleted stays so.</param>
    /// <returns>How many rows were deleted.</returns>
    public long RemoveExpired(CancellationToken cancellationToken = default) => _expiration.RunOnce(cancellationToken);

    /// <summary>
    /// Gives jobs and locks that this process still holds to others and closes the file. Whatever uses the storage
    /// afterwards gets an <see cref="ObjectDisposedException"/>.
    /// </summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            _parts.Dispose();
        }
    }

    /// <summary>The file's path, as the dashboard shows it. Nothing else of the connection string.</summary>
    public override string ToString() => $"SQLite: {Path}";
}
