using System.Diagnostics;
using ExportNative.JobStorage;
using ExportNative.JobStorage.PostgreSql;
using ExportNative.Service.Settings;

namespace ExportNative.Service.Jobs;

/// <summary>Opens the job storage that the settings name.</summary>
internal static class JobStorages
{
    // A database that starts together with the service, or was cut off for a moment, is waited for.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Opens it; the caller disposes it when it can be.</summary>
    public static Hangfire.JobStorage Open(ServiceSettings settings, TimeProvider clock)
        => settings.Storage == StorageKind.PostgreSql ? OpenPostgreSql(settings, clock) : OpenSqlite(settings, clock);

    /// <summary>Place of the SQLite file.</summary>
    public static string SqliteFile(ServiceSettings settings) => Path.Combine(settings.DataPath, "jobs.db");

    private static SqliteJobStorage OpenSqlite(ServiceSettings settings, TimeProvider clock)
    {
        Directory.CreateDirectory(settings.DataPath);
        return new SqliteJobStorage(
            new Microsoft.Data.Sqlite.SqliteConnectionStringBuilder { DataSource = SqliteFile(settings) }.ToString(),
            new SqliteJobStorageOptions { TimeProvider = clock });
    }

    private static PostgreSqlJobStorage OpenPostgreSql(ServiceSettings settings, TimeProvider clock)
    {
        var began = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                return PostgreSqlJobStorage.Open(settings.ConnectionString, new PostgreSqlJobStorageOptions { TimeProvider = clock });
            }
            catch (Exception error) when (StorageTrouble.Passes(error) && Stopwatch.GetElapsedTime(began) < Patience)
            {
                Thread.Sleep(Pause);
            }
        }
    }
}
