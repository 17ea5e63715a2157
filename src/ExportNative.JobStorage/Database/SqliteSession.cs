using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace ExportNative.JobStorage;

/// <summary>
/// One SQLite connection with its prepared statements. The reader pool and the write gate see to it that one thread uses it
/// at a time, because a native connection shared by threads is how other storages got malformed images.
/// </summary>
internal sealed class SqliteSession : Session
{
    // Statement texts are constants, hence the same object each time: comparing references spares hashing the text.
    private readonly Dictionary<string, SqliteStatement> _statements = new(ReferenceEqualityComparer.Instance);
    private readonly SqliteConnection _connection;
    private readonly sqlite3 _handle;

    /// <summary>Takes over an open connection.</summary>
    public SqliteSession(SqliteConnection connection)
    {
        _connection = connection;
        _handle = connection.Handle!;
    }

    /// <summary>True between a BEGIN and its COMMIT or ROLLBACK. SQLite itself rolls back on some errors.</summary>
    public bool InTransaction => raw.sqlite3_get_autocommit(_handle) == 0;

    public override void RunScript(string sql)
    {
        int code = raw.sqlite3_exec(_handle, sql);
        if (code != raw.SQLITE_OK)
        {
            SqliteException.ThrowExceptionForRC(code, _handle);
        }
    }

    /// <summary>How long SQLite itself waits when another connection has the file; zero answers busy at once.</summary>
    public void WaitForOthers(TimeSpan timeout) => raw.sqlite3_busy_timeout(_handle, (int)timeout.TotalMilliseconds);

    /// <summary>Begins a write transaction; false when another connection is writing.</summary>
    public bool TryBeginWrite()
    {
        SqliteStatement begin = Statement("BEGIN IMMEDIATE");
        try
        {
            return begin.TryRun();
        }
        finally
        {
            begin.Reset();
        }
    }

    /// <summary>Rolls back what is open. A no-op where SQLite has already done it, as it does on a full disk.</summary>
    public void RollBack()
    {
        if (InTransaction)
        {
            Run("ROLLBACK");
        }
    }

    public override T Snapshot<T>(Func<Session, T> read)
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

    public override void Dispose()
    {
        foreach (SqliteStatement statement in _statements.Values)
        {
            statement.Dispose();
        }

        _statements.Clear();
        _connection.Dispose();
    }

    protected override Statement Prepare(string sql) => Statement(sql);

    private SqliteStatement Statement(string sql)
    {
        if (!_statements.TryGetValue(sql, out SqliteStatement? statement))
        {
            int code = raw.sqlite3_prepare_v3(_handle, sql, raw.SQLITE_PREPARE_PERSISTENT, out sqlite3_stmt prepared);
            if (code != raw.SQLITE_OK)
            {
                SqliteException.ThrowExceptionForRC(code, _handle);
            }

            statement = new SqliteStatement(_handle, prepared);
            _statements.Add(sql, statement);
        }

        return statement;
    }
}
