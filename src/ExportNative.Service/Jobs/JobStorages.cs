using ExportNative.JobStorage;
using ExportNative.Service.Settings;
using Hangfire.PostgreSql;
using Hangfire.PostgreSql.Factories;

namespace ExportNative.Service.Jobs;

/// <summary>Opens the job storage that the settings name.</summary>
internal static class JobStorages
{
    /// <summary>Opens it; the caller disposes it when it can be.</summary>
    public static Hangfire.JobStorage Open(ServiceSettings settings, TimeProvider clock)
    {
        if (settings.Storage == StorageKind.PostgreSql)
        {
            var options = new PostgreSqlStorageOptions
            {
                // Without sliding, a job that takes longer than the lease runs twice.
                UseSlidingInvisibilityTimeout = true,
                InvisibilityTimeout = TimeSpan.FromSeconds(8),
                QueuePollInterval = TimeSpan.FromSeconds(1),
                DistributedLockTimeout = TimeSpan.FromMinutes(1),
            };
            return new PostgreSqlStorage(new NpgsqlConnectionFactory(settings.ConnectionString, options), options);
        }

        Directory.CreateDirectory(settings.DataPath);
        return new SqliteJobStorage(
            new Microsoft.Data.Sqlite.SqliteConnectionStringBuilder { DataSource = Path.Combine(settings.DataPath, "jobs.db") }.ToString(),
            new SqliteJobStorageOptions { TimeProvider = clock });
    }
}
