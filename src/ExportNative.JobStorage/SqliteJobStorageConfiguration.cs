using Hangfire;

namespace ExportNative.JobStorage;

/// <summary>Makes Hangfire use the SQLite job storage.</summary>
public static class SqliteJobStorageConfiguration
{
    /// <summary>Opens the storage with the default options and makes it Hangfire's.</summary>
    /// <param name="configuration">Hangfire's configuration.</param>
    /// <param name="connectionString">As in <see cref="SqliteJobStorage(string)"/>.</param>
    /// <returns>The configuration, whose <c>Entry</c> is the storage. Dispose it when the program ends.</returns>
    public static IGlobalConfiguration<SqliteJobStorage> UseSqliteStorage(this IGlobalConfiguration configuration, string connectionString) =>
        UseSqliteStorage(configuration, connectionString, new SqliteJobStorageOptions());

    /// <summary>Opens the storage and makes it Hangfire's.</summary>
    /// <param name="configuration">Hangfire's configuration.</param>
    /// <param name="connectionString">As in <see cref="SqliteJobStorage(string)"/>.</param>
    /// <param name="options">Read now; later changes have no effect.</param>
    /// <returns>The configuration, whose <c>Entry</c> is the storage. Dispose it when the program ends.</returns>
    public static IGlobalConfiguration<SqliteJobStorage> UseSqliteStorage(
        this IGlobalConfiguration configuration, string connectionString, SqliteJobStorageOptions options)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return configuration.UseStorage(new SqliteJobStorage(connectionString, options));
    }
}
