using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace ExportNative.JobStorage;

/// <summary>
/// The open database file: one writer, a pool of readers, and one session that watches for other processes' commits.
/// Owns all of them.
/// </summary>
internal sealed class JobDatabase : IDisposable
{
    // Where write-ahead logging cannot work, because its index is memory that processes share through the file system.
    private static readonly HashSet<string> RemoteFileSystems = new(StringComparer.OrdinalIgnoreCase)
    {
        "nfs", "nfs4", "cifs", "smb", "smb2", "smb3", "smbfs", "ncpfs", "afs", "ceph", "fuse.sshfs", "fuse.s3fs", "fuse.glusterfs", "9p", "v9fs",
    };

    private readonly string _connectionString;
    private readonly SqliteJobStorageOptions _options;
    private readonly SqliteSession _watcher;
    private readonly Lock _watching = new();
    private bool _watcherClosed;

    /// <summary>Opens the file, creating it and its tables where they are missing.</summary>
    /// <exception cref="ArgumentException">The connection string is not one, or asks for what cannot work.</exception>
    /// <exception cref="JobStorageException">The file cannot be used; the message says why.</exception>
    public JobDatabase(string connectionString, SqliteJobStorageOptions options, IReadOnlyList<string> migrations)
    {
        _options = options;
        (_connectionString, Path) = Resolve(connectionString);
        CheckFolder();
        List<SqliteSession> opened = [];
        try
        {
            SqliteSession writer = Open(opened);
            Prepare(writer, migrations);
            _watcher = Open(opened);
            _ = CommitsOfOthers();
            Writer = new WriteGate(writer, options.Synchronous == SynchronousMode.Full, options.WriteTimeout);
            Readers = new ReaderPool(OpenReader);
        }
        catch (SqliteException exception)
        {
            opened.ForEach(static session => session.Dispose());
            throw Explain(exception);
        }
        catch
        {
            opened.ForEach(static session => session.Dispose());
            throw;
        }
    }

    /// <summary>The full path of the file.</summary>
    public string Path { get; }

    public WriteGate Writer { get; }

    public ReaderPool Readers { get; }

    /// <summary>
    /// A number that changes with every commit of another connection to this file, in this process or another. Costs
    /// about 5 microseconds.
    /// </summary>
    public long CommitsOfOthers()
    {
        lock (_watching)
        {
            ObjectDisposedException.ThrowIf(_watcherClosed, typeof(SqliteJobStorage));
            return _watcher.Number("PRAGMA data_version") ?? 0;
        }
    }

    public void Dispose()
    {
        lock (_watching)
        {
            if (!_watcherClosed)
            {
                _watcherClosed = true;
                _watcher.Dispose();
            }
        }

        Readers.Dispose();
        Writer.Close();
    }

    private static (string ConnectionString, string Path) Resolve(string connectionString)
    {
        SqliteConnectionStringBuilder builder = new(connectionString);
        if (builder.Mode == SqliteOpenMode.Memory || builder.DataSource is "" or ":memory:" || builder.DataSource.StartsWith("file:", StringComparison.OrdinalIgnoreCase))
        {
            throw new ArgumentException("The job storage needs the path of a file as its Data Source: a database in memory, or a URI, is neither durable nor shared.", nameof(connectionString));
        }

        if (builder.Mode == SqliteOpenMode.ReadOnly)
        {
            throw new ArgumentException("The job storage writes; Mode=ReadOnly cannot work.", nameof(connectionString));
        }

        if (builder.Cache == SqliteCacheMode.Shared)
        {
            throw new ArgumentException("Cache=Shared makes readers and the writer block each other (SQLITE_LOCKED); leave it out.", nameof(connectionString));
        }

        string path = System.IO.Path.GetFullPath(builder.DataSource);
        builder.DataSource = path;
        // Sessions are kept open by the reader pool; the provider's pool would keep them open after Dispose.
        builder.Pooling = false;
        return (builder.ConnectionString, path);
    }

    private void CheckFolder()
    {
        string folder = System.IO.Path.GetDirectoryName(Path)!;
        if (!Directory.Exists(folder))
        {
            throw new JobStorageException($"The folder '{folder}' of the job database does not exist. Create it, or correct the connection string.");
        }

        if (Directory.Exists(Path))
        {
            throw new JobStorageException($"The job database '{Path}' is a folder. Name a file in it.");
        }

        string fileSystem = FileSystem(folder);
        if (IsRemote(fileSystem))
        {
            throw new JobStorageException($"The folder '{folder}' is on a network file system ({fileSystem}), where processes on several machines cannot share SQLite's write-ahead log. Put the job database on a local disk.");
        }
    }

    /// <summary>Whether a file system, by the name that the system gives it, is one that several machines share.</summary>
    internal static bool IsRemote(string fileSystem) => RemoteFileSystems.Contains(fileSystem);

    private static string FileSystem(string folder)
    {
        try
        {
            return new DriveInfo(folder).DriveFormat;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return string.Empty;
        }
    }

    private SqliteSession Open(List<SqliteSession> opened)
    {
        SqliteConnection connection = new(_connectionString);
        try
        {
            connection.Open();
        }
        catch
        {
            connection.Dispose();
            throw;
        }

        SqliteSession session = new(connection);
        opened.Add(session);
        // For the moments in which SQLite needs the file alone: recovery after a crash, the last close, a checkpoint.
        session.WaitForOthers(_options.WriteTimeout);
        return session;
    }

    private SqliteSession OpenReader()
    {
        List<SqliteSession> opened = [];
        SqliteSession session = Open(opened);
        session.RunScript("PRAGMA query_only = ON");
        return session;
    }

    private void Prepare(SqliteSession writer, IReadOnlyList<string> migrations)
    {
        // Only an empty file takes this, and only before the write-ahead mode writes its first page. It is what lets
        // the file shrink without being rewritten.
        writer.RunScript("PRAGMA auto_vacuum = INCREMENTAL");
        using (Query mode = writer.Query("PRAGMA journal_mode = WAL"))
        {
            string answer = mode.Step() ? mode.Text(0) : "nothing";
            if (!string.Equals(answer, "wal", StringComparison.OrdinalIgnoreCase))
            {
                throw new JobStorageException($"SQLite cannot use a write-ahead log for '{Path}' (it answered '{answer}'): the file system has no shared memory. Put the job database on a local disk.");
            }
        }

        if (_options.CheckIntegrityOnStart)
        {
            CheckIntegrity(writer);
        }

        Schema.Migrate(writer, Path, migrations);
        // Each checkpoint waits for the disk twice, whatever synchronous says; at 16 MB of log that is rare enough, and
        // the log is no longer than that beside the file.
        writer.RunScript($"""
            PRAGMA synchronous = {(_options.Synchronous == SynchronousMode.Full ? "FULL" : "NORMAL")};
            PRAGMA foreign_keys = OFF;
            PRAGMA cache_size = -16000;
            PRAGMA wal_autocheckpoint = 4000;
            PRAGMA journal_size_limit = 16777216;
            """);
        // Proves at start, not at the first job, that the file can be written.
        writer.Run("BEGIN IMMEDIATE");
        writer.RunScript("UPDATE hangfire_next_id SET value = value WHERE name = 'job'");
        writer.Run("COMMIT");
        writer.WaitForOthers(TimeSpan.Zero);
    }

    private void CheckIntegrity(SqliteSession session)
    {
        using Query check = session.Query("PRAGMA quick_check(1)");
        string answer = check.Step() ? check.Text(0) : "nothing";
        if (answer != "ok")
        {
            throw new JobStorageException($"The job database '{Path}' is damaged ({answer}). Restore it from a copy, or move it away to start with an empty one.");
        }
    }

    /// <summary>What an error at the start means for whoever has to put it right.</summary>
    internal JobStorageException Explain(SqliteException exception)
    {
        string what = exception.SqliteErrorCode switch
        {
            raw.SQLITE_NOTADB => "is not an SQLite database, or its first page is damaged. Restore it from a copy, or move it away to start with an empty one",
            raw.SQLITE_CORRUPT => "is damaged. Restore it from a copy, or move it away to start with an empty one",
            raw.SQLITE_READONLY => "or its folder cannot be written by this user. SQLite needs to write the file and two beside it (-wal, -shm)",
            raw.SQLITE_CANTOPEN or raw.SQLITE_PERM => "cannot be opened or created by this user. SQLite needs to write the file and two beside it (-wal, -shm)",
            raw.SQLITE_FULL => "cannot be prepared because the disk is full",
            raw.SQLITE_IOERR => "cannot be read or written by the system",
            raw.SQLITE_BUSY => "was locked by another process for the whole write timeout",
            _ => "cannot be opened",
        };
        return new JobStorageException($"The job database '{Path}' {what}. ({exception.Message})", exception);
    }
}
