using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace ExportNative.JobStorage;

/// <summary>
/// One SQLite connection with its prepared statements. Used by one thread at a time: the reader pool and the write
/// gate see to that, because a native connection shared by threads is how other storages got malformed images.
/// </summary>
internal sealed class Session : IDisposable
{
    // Statement texts are constants, hence the same object each time: comparing references spares hashing the text.
    private readonly Dictionary<string, sqlite3_stmt> _statements = new(ReferenceEqualityComparer.Instance);
    private readonly SqliteConnection _connection;
    private readonly sqlite3 _handle;

    /// <summary>Takes over an open connection.</summary>
    public Session(SqliteConnection connection)
    {
        _connection = connection;
        _handle = connection.Handle!;
    }

    /// <summary>True between a BEGIN and its COMMIT or ROLLBACK. SQLite itself rolls back on some errors.</summary>
    public bool InTransaction => raw.sqlite3_get_autocommit(_handle) == 0;

    /// <summary>Starts an execution of a statement, preparing it the first time.</summary>
    /// <param name="sql">A constant. One execution of it at a time.</param>
    public Query Query(string sql)
    {
        if (!_statements.TryGetValue(sql, out sqlite3_stmt? statement))
        {
            int code = raw.sqlite3_prepare_v3(_handle, sql, raw.SQLITE_PREPARE_PERSISTENT, out statement);
            if (code != raw.SQLITE_OK)
            {
                SqliteException.ThrowExceptionForRC(code, _handle);
            }

            _statements.Add(sql, statement);
        }

        return new Query(_handle, statement);
    }

    /// <summary>Runs a statement that has no parameters.</summary>
    public int Run(string sql)
    {
        using Query query = Query(sql);
        return query.Run();
    }

    /// <summary>Runs a script of several statements, once, unprepared.</summary>
    public void RunScript(string sql)
    {
        int code = raw.sqlite3_exec(_handle, sql);
        if (code != raw.SQLITE_OK)
        {
            SqliteException.ThrowExceptionForRC(code, _handle);
        }
    }

    /// <summary>The first column of the first row as a number, or null without a row.</summary>
    public long? Number(string sql)
    {
        using Query query = Query(sql);
        return query.Step() ? query.Int64OrNull(0) : null;
    }

    /// <summary>How long SQLite itself waits when another connection has the file; zero answers busy at once.</summary>
    public void WaitForOthers(TimeSpan timeout) => raw.sqlite3_busy_timeout(_handle, (int)timeout.TotalMilliseconds);

    /// <summary>Begins a write transaction; false when another connection is writing.</summary>
    public bool TryBeginWrite()
    {
        using Query query = Query("BEGIN IMMEDIATE");
        return query.TryRun();
    }

    /// <summary>Rolls back what is open. A no-op where SQLite has already done it, as it does on a full disk.</summary>
    public void RollBack()
    {
        if (InTransaction)
        {
            Run("ROLLBACK");
        }
    }

    /// <summary>Reads inside one snapshot, so that several statements see the same moment.</summary>
    public T Snapshot<T>(Func<Session, T> read)
    {
        Run("BEGIN");
        try
        {
            return read(this);
        }
        finally
        {
            Run("COMMIT");
        }
    }

    public void Dispose()
    {
        foreach (sqlite3_stmt statement in _statements.Values)
        {
            statement.Dispose();
        }

        _statements.Clear();
        _connection.Dispose();
    }
}
