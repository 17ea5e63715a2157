using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace ExportNative.JobStorage;

/// <summary>
/// One execution of a prepared statement. Bind the parameters (numbered from 1), then <see cref="Step"/> through the
/// rows or <see cref="Run"/>; disposing resets the statement, so that it holds no read transaction open.
/// </summary>
/// <remarks>
/// Statements are stepped directly on the connection's native handle: a <see cref="SqliteCommand"/> costs several
/// times the statement itself here, and it sleeps 150 ms on every busy answer.
/// </remarks>
internal readonly ref struct Query(sqlite3 database, sqlite3_stmt statement)
{
    private const int StackLimit = 512;

    public void Dispose() => _ = raw.sqlite3_reset(statement);

    public Query Bind(int index, long value) => Checked(raw.sqlite3_bind_int64(statement, index, value));

    public Query Bind(int index, double value) => Checked(raw.sqlite3_bind_double(statement, index, value));

    public Query Bind(int index, long? value) =>
        Checked(value is { } number ? raw.sqlite3_bind_int64(statement, index, number) : raw.sqlite3_bind_null(statement, index));

    /// <summary>Binds text with its length, so that a NUL character inside it survives. Null binds NULL.</summary>
    public Query Bind(int index, string? value)
    {
        if (value is null)
        {
            return Checked(raw.sqlite3_bind_null(statement, index));
        }

        if (value.Length == 0)
        {
            // A pointer to nothing would bind NULL; the string overload points at a terminator.
            return Checked(raw.sqlite3_bind_text(statement, index, string.Empty));
        }

        int most = Encoding.UTF8.GetMaxByteCount(value.Length);
        Span<byte> buffer = most <= StackLimit ? stackalloc byte[StackLimit] : new byte[most];
        return Checked(raw.sqlite3_bind_text(statement, index, buffer[..Encoding.UTF8.GetBytes(value, buffer)]));
    }

    /// <summary>Goes to the next row; false at the end.</summary>
    /// <exception cref="SqliteException">SQLite refused; the extended code is in it.</exception>
    public bool Step()
    {
        int code = raw.sqlite3_step(statement);
        if (code == raw.SQLITE_ROW)
        {
            return true;
        }

        if (code != raw.SQLITE_DONE)
        {
            SqliteException.ThrowExceptionForRC(code, database);
        }

        return false;
    }

    /// <summary>Steps to the end and returns how many rows were inserted, updated or deleted.</summary>
    public int Run()
    {
        while (Step())
        {
        }

        return raw.sqlite3_changes(database);
    }

    /// <summary>Runs a statement that may find the file locked; false if it is.</summary>
    public bool TryRun()
    {
        int code = raw.sqlite3_step(statement);
        // PROTOCOL is what is left of BUSY when the log's index changed hands too often while it was looked at.
        if ((code & 0xFF) is raw.SQLITE_BUSY or raw.SQLITE_PROTOCOL)
        {
            return false;
        }

        if (code != raw.SQLITE_DONE)
        {
            SqliteException.ThrowExceptionForRC(code, database);
        }

        return true;
    }

    public bool IsNull(int column) => raw.sqlite3_column_type(statement, column) == raw.SQLITE_NULL;

    public long Int64(int column) => raw.sqlite3_column_int64(statement, column);

    public long? Int64OrNull(int column) => IsNull(column) ? null : Int64(column);

    /// <summary>The text of a column that is never NULL.</summary>
    // The bytes of the text, not the NUL-terminated string: text may hold a NUL.
    public string Text(int column) => Encoding.UTF8.GetString(raw.sqlite3_column_blob(statement, column));

    public string? TextOrNull(int column) => IsNull(column) ? null : Text(column);

    private Query Checked(int code)
    {
        if (code != raw.SQLITE_OK)
        {
            SqliteException.ThrowExceptionForRC(code, database);
        }

        return this;
    }
}
