using System.Globalization;
using System.Text.Json;
using Hangfire.Common;
using Hangfire.Storage;
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
    private const long KnownVersion = 1;
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(30);
    private static readonly string[] Tables = ["job", "state", "jobparameter", "jobqueue", "set", "hash", "list", "counter", "aggregatedcounter"];

    private readonly SqliteConnection _from;
    private readonly NpgsqlConnection _to;
    private readonly TimeProvider _time;
    private readonly List<SqliteCommand> _reading = [];

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
        _reading.ForEach(static command => command.Dispose());
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
        Execute($"LOCK TABLE {string.Join(", ", Tables.Select(Table))} IN ACCESS EXCLUSIVE MODE");
        CheckTarget();
        Dictionary<string, long> counts = new()
        {
            ["jobs"] = Jobs(),
            ["parameters"] = Parameters(),
            ["states"] = States(),
            ["queued"] = Copy("jobqueue (jobid, queue)", "SELECT job_id, queue FROM hangfire_queue ORDER BY id", Number, Text),
            ["sets"] = Copy("set (key, value, score, expireat)", Expiring("s.key, s.value, s.score", "set"), Text, Text, Score, Time),
            ["hashes"] = Copy("hash (key, field, value, expireat)", Expiring("s.key, s.field, s.value", "hash"), Text, Text, Text, Time),
            ["lists"] = Copy("list (key, value, expireat)", Expiring("s.key, s.value", "list") + " ORDER BY s.key, s.number", Text, Text, Time),
            ["counters"] = Copy("counter (key, value, expireat)", "SELECT key, value, expire_at FROM hangfire_counter", Text, Number, Time),
        };
        Execute("SELECT setval('hangfire.job_id_seq', greatest((SELECT coalesce(max(id), 1) FROM hangfire.job), 1)), setval('hangfire.state_id_seq', greatest((SELECT coalesce(max(id), 1) FROM hangfire.state), 1))");
        Compare("job", counts["jobs"], "hangfire_job");
        Compare("state", counts["states"], "hangfire_state");
        Compare("jobqueue", counts["queued"], "hangfire_queue");
        Compare("set", counts["sets"], "hangfire_set");
        Compare("hash", counts["hashes"], "hangfire_hash");
        Compare("list", counts["lists"], "hangfire_list");
        Compare("counter", counts["counters"], "hangfire_counter");
        target.Commit();
        return counts;
    }

    private void CheckSource()
    {
        if (Ask("SELECT count(*) FROM sqlite_schema WHERE name = 'hangfire_schema'") == 0 || Ask("SELECT version FROM hangfire_schema") != KnownVersion)
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
        foreach (var table in Tables)
        {
            if (Count(table) > 0)
            {
                throw new InvalidOperationException($"The target is not empty: {Table(table)} has rows. Copy into a new database.");
            }
        }
    }

    private long Jobs()
    {
        long count = 0;
        using var rows = Read("SELECT id, type, method, parameter_types, arguments, queue, created_at, expire_at, state_number, state_name FROM hangfire_job ORDER BY id");
        using var copy = _to.BeginBinaryImport("COPY hangfire.job (id, invocationdata, arguments, createdat, expireat, stateid, statename) FROM STDIN (FORMAT BINARY)");
        while (rows.Read())
        {
            var invocation = new InvocationData(String(rows, 1), String(rows, 2), String(rows, 3), String(rows, 4), String(rows, 5));
            copy.StartRow();
            copy.Write(rows.GetInt64(0), NpgsqlDbType.Bigint);
            copy.Write(SerializationHelper.Serialize(invocation), NpgsqlDbType.Jsonb);
            copy.Write(invocation.Arguments ?? "[]", NpgsqlDbType.Jsonb);
            copy.Write(At(rows.GetInt64(6)), NpgsqlDbType.TimestampTz);
            Time(copy, rows, 7);

            // The state's id there is made of the job's and its number here; see States.
            Write(copy, rows.IsDBNull(8) ? null : StateId(rows.GetInt64(0), rows.GetInt64(8)), NpgsqlDbType.Bigint);
            Text(copy, rows, 9);
            count++;
        }

        copy.Complete();
        return count;
    }

    private long Parameters()
    {
        long count = 0;
        using var rows = Read("SELECT id, parameters FROM hangfire_job ORDER BY id");
        using var copy = _to.BeginBinaryImport("COPY hangfire.jobparameter (jobid, name, value) FROM STDIN (FORMAT BINARY)");
        while (rows.Read())
        {
            foreach (var (name, value) in JsonSerializer.Deserialize<Dictionary<string, string?>>(rows.GetString(1)) ?? [])
            {
                copy.StartRow();
                copy.Write(rows.GetInt64(0), NpgsqlDbType.Bigint);
                copy.Write(name, NpgsqlDbType.Text);
                Write(copy, value, NpgsqlDbType.Text);
                count++;
            }
        }

        copy.Complete();
        return count;
    }

    private long States()
    {
        long count = 0;
        using var rows = Read("SELECT job_id, number, name, reason, created_at, data FROM hangfire_state ORDER BY job_id, number");
        using var copy = _to.BeginBinaryImport("COPY hangfire.state (id, jobid, name, reason, createdat, data) FROM STDIN (FORMAT BINARY)");
        while (rows.Read())
        {
            copy.StartRow();
            copy.Write(StateId(rows.GetInt64(0), rows.GetInt64(1)), NpgsqlDbType.Bigint);
            copy.Write(rows.GetInt64(0), NpgsqlDbType.Bigint);
            Text(copy, rows, 2);
            Text(copy, rows, 3);
            copy.Write(At(rows.GetInt64(4)), NpgsqlDbType.TimestampTz);
            copy.Write(rows.GetString(5), NpgsqlDbType.Jsonb);
            count++;
        }

        copy.Complete();
        return count;
    }

    private long Copy(string into, string select, params Action<NpgsqlBinaryImporter, SqliteDataReader, int>[] columns)
    {
        long count = 0;
        using var rows = Read(select);
        var (table, rest) = (into[..into.IndexOf(' ', StringComparison.Ordinal)], into[into.IndexOf(' ', StringComparison.Ordinal)..]);
        using var copy = _to.BeginBinaryImport($"COPY {Table(table)} {rest} FROM STDIN (FORMAT BINARY)");
        while (rows.Read())
        {
            copy.StartRow();
            for (var i = 0; i < columns.Length; i++)
            {
                columns[i](copy, rows, i);
            }

            count++;
        }

        copy.Complete();
        return count;
    }

    // A collection's time to live is one row there, and is written to each of its items here.
    private static string Expiring(string columns, string kind)
        => $"SELECT {columns}, e.expire_at FROM hangfire_{kind} s LEFT JOIN hangfire_expiry e ON e.kind = '{kind}' AND e.key = s.key";

    // Numbers grow with time within a job and are small; a million states a job leaves room for nine million million jobs.
    private static long StateId(long job, long number) => (job * 1_000_000) + number;

    private static string Table(string name) => $"hangfire.\"{name}\"";

    private static DateTime At(long ticks) => new(ticks, DateTimeKind.Utc);

    private static string? String(SqliteDataReader rows, int column) => rows.IsDBNull(column) ? null : rows.GetString(column);

    private static void Text(NpgsqlBinaryImporter copy, SqliteDataReader rows, int column) => Write(copy, String(rows, column), NpgsqlDbType.Text);

    private static void Number(NpgsqlBinaryImporter copy, SqliteDataReader rows, int column) => copy.Write(rows.GetInt64(column), NpgsqlDbType.Bigint);

    private static void Score(NpgsqlBinaryImporter copy, SqliteDataReader rows, int column) => copy.Write(rows.GetDouble(column), NpgsqlDbType.Double);

    private static void Time(NpgsqlBinaryImporter copy, SqliteDataReader rows, int column)
        => Write(copy, rows.IsDBNull(column) ? null : At(rows.GetInt64(column)), NpgsqlDbType.TimestampTz);

    private static void Write(NpgsqlBinaryImporter copy, object? value, NpgsqlDbType type)
    {
        if (value is null)
        {
            copy.WriteNull();
        }
        else
        {
            copy.Write(value, type);
        }
    }

    private void Compare(string table, long copied, string source)
    {
        var (here, there) = (Ask($"SELECT count(*) FROM {source}"), Count(table));
        if (here != there || there != copied)
        {
            throw new InvalidOperationException($"{source} has {here} rows and {Table(table)} {there}. Nothing was changed.");
        }
    }

    // The reader ends with its command, so the commands live as long as the copy.
    private SqliteDataReader Read(string select)
    {
        var command = _from.CreateCommand();
        _reading.Add(command);
        command.CommandText = select;
        return command.ExecuteReader();
    }

    private long Ask(string select)
    {
        using var command = _from.CreateCommand();
        command.CommandText = select;
        return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    private long Count(string table)
    {
        using var command = _to.Command($"SELECT count(*) FROM {Table(table)}");
        return (long)command.ExecuteScalar()!;
    }

    private void Execute(string text)
    {
        using var command = _to.Command(text);
        command.ExecuteNonQuery();
    }
}
