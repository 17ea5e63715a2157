using System.Globalization;
using Microsoft.Data.Sqlite;

namespace ExportNative.JobStorage;

/// <summary>
/// The tables and how they came to be. Migration n (counted from 1) brings a database from version n-1 to n; a
/// migration that was released is never edited, a change is a new one at the end.
/// </summary>
/// <remarks>
/// Times are UTC ticks of 100 ns as in <see cref="DateTime.Ticks"/>. A claim or a lock's token is the owner's id in the
/// upper 32 bits and a number of its own in the lower, so that the range of an owner's tokens is known. The queue has
/// no foreign key to the job: a queued job may expire, and its worker then drops the row.
/// </remarks>
internal static class Schema
{
    public static readonly IReadOnlyList<string> Migrations =
    [
        """
        CREATE TABLE hangfire_job (
            id INTEGER PRIMARY KEY,
            type TEXT, method TEXT, parameter_types TEXT, arguments TEXT, queue TEXT,
            parameters TEXT NOT NULL,
            created_at INTEGER NOT NULL,
            expire_at INTEGER,
            state_number INTEGER,
            state_name TEXT COLLATE NOCASE,
            state_at INTEGER);
        CREATE INDEX hangfire_job_by_state ON hangfire_job (state_name, state_at) WHERE state_name IS NOT NULL;
        CREATE INDEX hangfire_job_by_expiry ON hangfire_job (expire_at) WHERE expire_at IS NOT NULL;

        CREATE TABLE hangfire_state (
            job_id INTEGER NOT NULL, number INTEGER NOT NULL,
            name TEXT NOT NULL, reason TEXT, created_at INTEGER NOT NULL, data TEXT NOT NULL,
            PRIMARY KEY (job_id, number)) WITHOUT ROWID;

        CREATE TABLE hangfire_queue (
            id INTEGER PRIMARY KEY, queue TEXT NOT NULL, job_id INTEGER NOT NULL,
            claim INTEGER, fetched_at INTEGER);
        CREATE INDEX hangfire_queue_waiting ON hangfire_queue (queue, id) WHERE claim IS NULL;
        CREATE INDEX hangfire_queue_claimed ON hangfire_queue (claim) WHERE claim IS NOT NULL;

        CREATE TABLE hangfire_set (
            key TEXT NOT NULL, value TEXT NOT NULL, score REAL NOT NULL,
            PRIMARY KEY (key, value)) WITHOUT ROWID;
        CREATE INDEX hangfire_set_by_score ON hangfire_set (key, score, value);
        CREATE TABLE hangfire_hash (
            key TEXT NOT NULL, field TEXT NOT NULL, value TEXT,
            PRIMARY KEY (key, field)) WITHOUT ROWID;
        CREATE TABLE hangfire_list (
            key TEXT NOT NULL, number INTEGER NOT NULL, value TEXT,
            PRIMARY KEY (key, number)) WITHOUT ROWID;
        CREATE TABLE hangfire_expiry (
            kind TEXT NOT NULL, key TEXT NOT NULL, expire_at INTEGER NOT NULL,
            PRIMARY KEY (kind, key)) WITHOUT ROWID;
        CREATE INDEX hangfire_expiry_by_time ON hangfire_expiry (expire_at);
        CREATE TABLE hangfire_counter (
            key TEXT PRIMARY KEY, value INTEGER NOT NULL, expire_at INTEGER) WITHOUT ROWID;
        CREATE INDEX hangfire_counter_by_expiry ON hangfire_counter (expire_at) WHERE expire_at IS NOT NULL;

        CREATE TABLE hangfire_server (
            id TEXT PRIMARY KEY, queues TEXT NOT NULL, workers INTEGER NOT NULL,
            started_at INTEGER NOT NULL, heartbeat INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE hangfire_owner (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            machine TEXT NOT NULL, process INTEGER NOT NULL, started TEXT NOT NULL,
            beat INTEGER NOT NULL, lease_ms INTEGER NOT NULL, lock_ms INTEGER NOT NULL);
        CREATE TABLE hangfire_lock (
            resource TEXT PRIMARY KEY, token INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE hangfire_next_id (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
        INSERT INTO hangfire_next_id VALUES ('job', 1);
        """,
    ];

    private const string VersionExists = "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'hangfire_schema'";
    private const string ReadVersion = "SELECT version FROM hangfire_schema";

    /// <summary>
    /// Brings the database to the version of the given migrations. One process does it, under the write lock; the
    /// others wait and find it done. A migration that fails leaves the version before it, whole.
    /// </summary>
    /// <exception cref="JobStorageException">The database is newer than the migrations.</exception>
    public static void Migrate(SqliteSession session, string path, IReadOnlyList<string> migrations)
    {
        if (Version(session) == migrations.Count)
        {
            return;
        }

        session.Run("BEGIN EXCLUSIVE");
        try
        {
            long version = Version(session);
            if (version > migrations.Count)
            {
                throw new JobStorageException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"The job database '{path}' has schema version {version}, this program knows up to {migrations.Count}. Use the newer program, or another file."));
            }

            if (version == 0)
            {
                session.RunScript("CREATE TABLE IF NOT EXISTS hangfire_schema (version INTEGER NOT NULL); INSERT INTO hangfire_schema VALUES (0);");
            }

            for (long next = version; next < migrations.Count; next++)
            {
                session.RunScript(migrations[(int)next]);
            }

            session.RunScript(string.Create(CultureInfo.InvariantCulture, $"UPDATE hangfire_schema SET version = {migrations.Count}"));
            session.Run("COMMIT");
        }
        catch (SqliteException exception) when (exception.SqliteErrorCode == SQLitePCL.raw.SQLITE_ERROR)
        {
            session.RollBack();
            throw new JobStorageException(
                $"The job database '{path}' could not be brought to the schema of this program: {exception.Message} Nothing was changed.",
                exception);
        }
        catch
        {
            session.RollBack();
            throw;
        }
    }

    private static long Version(SqliteSession session) =>
        session.Number(VersionExists) is null ? 0 : session.Number(ReadVersion) ?? 0;
}
