using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace ExportNative.JobStorage;

/// <summary>A prepared statement of SQLite.</summary>
/// <remarks>
/// Statements are stepped directly on the connection's native handle: a <see cref="SqliteCommand"/> costs several
/// times the statement itself here, and it sleeps 150 ms on every busy answer.
/// </remarks>
internal sealed class SqliteStatement(sqlite3 database, sqlite3_stmt statement) : Statement, IDisposable
{
    private const int StackLimit = 512;

    public void Dispose() => statement.Dispose();

    public override void Reset() => _ = raw.sqlite3_reset(statement);

    public override void Bind(int index, long value) => Check(raw.sqlite3_bind_int64(statement, index, value));

    public override void Bind(int index, double value) => Check(raw.sqlite3_bind_double(statement, index, value));

    // With its length, so that a NUL character inside it survives.
    public override void Bind(int index, string? value)
    {
        if (value is null)
        {
            Check(raw.sqlite3_bind_null(statement, index));
        }
        else if (value.Length == 0)
        {
            // A pointer to nothing would bind NULL; the string overload points at a terminator.
            Check(raw.sqlite3_bind_text(statement, index, string.Empty));
        }
        else
        {
            int most = Encoding.UTF8.GetMaxByteCount(value.Length);
            Span<byte> buffer = most <= StackLimit ? stackalloc byte[StackLimit] : new byte[most];
            Check(raw.sqlite3_bind_text(statement, index, buffer[..Encoding.UTF8.GetBytes(value, buffer)]));
        }
    }

    /// <inheritdoc/>
    /// <exception cref="SqliteException">SQLite refused; the extended code is in it.</exception>
    public override bool Step()
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

    public override int Run()
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

    public override bool IsNull(int column) => raw.sqlite3_column_type(statement, column) == raw.SQLITE_NULL;

    public override long Int64(int column) => raw.sqlite3_column_int64(statement, column);

    // The bytes of the text, not the NUL-terminated string: text may hold a NUL.
    public override string Text(int column) => Encoding.UTF8.GetString(raw.sqlite3_column_blob(statement, column));

    private void Check(int code)
    {
        if (code != raw.SQLITE_OK)
        {
            SqliteException.ThrowExceptionForRC(code, database);
        }
    }
}
