using System.Globalization;
using Microsoft.Data.Sqlite;
using Npgsql;
using NpgsqlTypes;

namespace ExportNative.JobStorage.PostgreSql;

/// <summary>
/// Moves a whole job database from a SQLite file to a PostgreSQL server: jobs under the same ids with their history,
/// queues, sets, hashes, lists and counters. Everything in one transaction, whose counts are compared with the file's before
/// it is committed; until then nothing is changed, and afterwards the file is still what it was.
/// </summary>
public sealed class StorageCopy : IDisposable
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(30);

    // What is claimed or locked, and by whom, ends with the service that is stopped: those columns and tables stay behind.
    private static readonly (string Table, string What, (string Name, NpgsqlDbType Type)[] Columns)[] Tables =
    [
        ("hangfire_job", "jobs",
            [
                ("id", NpgsqlDbType.Bigint), ("type", NpgsqlDbType.Text), ("method", NpgsqlDbType.Text), ("parameter_types", NpgsqlDbType.Text),
                ("arguments", NpgsqlDbType.Text), ("queue", NpgsqlDbType.Text), ("parameters", NpgsqlDbType.Text), ("created_at", NpgsqlDbType.Bigint),
                ("expire_at", NpgsqlDbType.Bigint), ("state_number", NpgsqlDbType.Bigint), ("state_name", NpgsqlDbType.Text), ("state_at", NpgsqlDbType.Bigint),
            ]),
        ("hangfire_state", "states",
            [
                ("job_id", NpgsqlDbType.Bigint), ("number", NpgsqlDbType.Bigint), ("name", NpgsqlDbType.Text), ("reason", NpgsqlDbType.Text),
                ("created_at", NpgsqlDbType.Bigint), ("data", NpgsqlDbType.Text),
            ]),
        ("hangfire_queue", "queued", [("id", NpgsqlDbType.Bigint), ("queue", NpgsqlDbType.Text), ("job_id", NpgsqlDbType.Bigint)]),
        ("hangfire_set", "set members", [("key", NpgsqlDbType.Text), ("value", NpgsqlDbType.Text), ("score", NpgsqlDbType.Double)]),
        ("hangfire_hash", "hash fields", [("key", NpgsqlDbType.Text), ("field", NpgsqlDbType.Text), ("value", NpgsqlDbType.Text)]),
        ("hangfire_list", "list items", [("key", NpgsqlDbType.Text), ("number", NpgsqlDbType.Bigint), ("value", NpgsqlDbType.Text)]),
        ("hangfire_expiry", "expiries", [("kind", NpgsqlDbType.Text), ("key", NpgsqlDbType.Text), ("expire_at", NpgsqlDbType.Bigint)]),
        ("hangfire_counter", "counters", [("key", NpgsqlDbType.Text), ("value", NpgsqlDbType.Bigint), ("expire_at", NpgsqlDbType.Bigint)]),
    ];

    private readonly SqliteConnection _from;
    private readonly NpgsqlConnection _to;
    private readonly TimeProvider _time;

    private StorageCopy(SqliteConnection from, NpgsqlConnection to, TimeProvider time)
    {
        _from = from;
        _to = to;
        _time = time;
    }

    /// <summary>Copies.</summary>
    /// <param name="file">The SQLite file. No service may be running on it.</param>
    /// <param name="connectionString">Npgsql connection string of the target, whose tables are made if they are missing and must be empty.</param>
    /// <param name="time">Tells whether a service gave a sign of life lately.</param>
    /// <returns>How many rows of each kind were copied.</returns>
    /// <exception cref="InvalidOperationException">It is refused, and why: no such file, another version, a running service, a target that is not empty.</exception>
    /// <exception cref="NpgsqlException">The server does not answer, or refuses. Nothing was changed.</exception>
    public static IReadOnlyDictionary<string, long> Run(string file, string connectionString, TimeProvider time)
    {
        ArgumentException.ThrowIfNullOrEmpty(file);
        ArgumentNullException.ThrowIfNull(time);
        if (!File.Exists(file))
        {
            throw new InvalidOperationException($"There is no job database {file}.");
        }

        using (PostgreSqlJobStorage.Open(connectionString))
        {
            using var copy = new StorageCopy(
                new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Mode = SqliteOpenMode.ReadWrite, Pooling = false }.ToString()),
                new NpgsqlConnection(new NpgsqlConnectionStringBuilder(PostgreSqlSessions.Complete(connectionString)) { CommandTimeout = 0 }.ConnectionString),
                time);
            return copy.Run();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _from.Dispose();
        _to.Dispose();
    }

    private Dictionary<string, long> Run()
    {
        _from.Open();

        // Whoever writes to the file waits from here on; a reader's view would let a starting service go on unseen.
        using var source = _from.BeginTransaction(deferred: false);
        CheckSource();
        _to.Open();
        using var target = _to.BeginTransaction();
        Execute($"LOCK TABLE {string.Join(", ", Tables.Select(static table => table.Table))} IN ACCESS EXCLUSIVE MODE");
        CheckTarget();
        Dictionary<string, long> counts = [];
        foreach (var (table, what, columns) in Tables)
        {
            counts.Add(what, Copy(table, columns));
        }

        Execute($"UPDATE hangfire_next_id SET value = {Ask("SELECT value FROM hangfire_next_id WHERE name = 'job'").ToString(CultureInfo.InvariantCulture)} WHERE name = 'job'");
        Execute("SELECT setval(pg_get_serial_sequence('hangfire_queue', 'id'), (SELECT coalesce(max(id), 0) + 1 FROM hangfire_queue), false)");
        target.Commit();
        return counts;
    }

    private void CheckSource()
    {
        if (Ask("SELECT count(*) FROM sqlite_schema WHERE name = 'hangfire_schema'") == 0 || Ask("SELECT version FROM hangfire_schema") != Schema.Migrations.Count)
        {
            throw new InvalidOperationException("The job database is of another version than this program. Start the service on it once, stop it, and copy then.");
        }

        var lately = (_time.GetUtcNow().UtcDateTime - Silence).Ticks;
        if (Ask($"SELECT count(*) FROM hangfire_server WHERE heartbeat > {lately.ToString(CultureInfo.InvariantCulture)}") > 0)
        {
            throw new InvalidOperationException($"A service is running on the job database, or was killed less than {Silence.TotalSeconds:0} s ago. Stop it, and copy then.");
        }
    }

    private void CheckTarget()
    {
        foreach (var (table, _, _) in Tables)
        {
            if (Count(table) > 0)
            {
                throw new InvalidOperationException($"The target is not empty: {table} has rows. Copy into a new database.");
            }
        }
    }

    private long Copy(string table, (string Name, NpgsqlDbType Type)[] columns)
    {
        var names = string.Join(", ", columns.Select(static column => column.Name));
        long copied = 0;
        using (var command = _from.CreateCommand())
        {
            command.CommandText = $"SELECT {names} FROM {table}";
            using var rows = command.ExecuteReader();
            using var copy = _to.BeginBinaryImport($"COPY {table} ({names}) FROM STDIN (FORMAT BINARY)");
            for (; rows.Read(); copied++)
            {
                copy.StartRow();
                for (var column = 0; column < columns.Length; column++)
                {
                    Write(copy, rows, column, columns[column].Type);
                }
            }

            copy.Complete();
        }

        var (here, there) = (Ask($"SELECT count(*) FROM {table}"), Count(table));
        return here == there && there == copied
            ? copied
            : throw new InvalidOperationException($"{table} has {here} rows in the file and {there} on the server. Nothing was changed.");
    }

    private static void Write(NpgsqlBinaryImporter copy, SqliteDataReader rows, int column, NpgsqlDbType type)
    {
        if (rows.IsDBNull(column))
        {
            copy.WriteNull();
        }
        else if (type == NpgsqlDbType.Text)
        {
            copy.Write(PostgreSqlText.Write(rows.GetString(column)), type);
        }
        else if (type == NpgsqlDbType.Double)
        {
            copy.Write(rows.GetDouble(column), type);
        }
        else
        {
            copy.Write(rows.GetInt64(column), type);
        }
    }

    private long Ask(string select)
    {
        using var command = _from.CreateCommand();
        command.CommandText = select;
        return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    private long Count(string table)
    {
        using var command = _to.Command($"SELECT count(*) FROM {table}");
        return (long)command.ExecuteScalar()!;
    }

    private void Execute(string text)
    {
        using var command = _to.Command(text);
        command.ExecuteNonQuery();
    }
}
