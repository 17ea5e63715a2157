using ExportNative.JobStorage;
using ExportNative.JobStorage.PostgreSql;
using ExportNative.Testing.Databases;
using Npgsql;
using Xunit;

namespace ExportNative.StorageTests.PostgreSqlOnly;

/// <summary>Databases that cannot be used, and several processes that open the same new one.</summary>
public sealed class Opening(PostgreSqlServer server)
{
    [Fact]
    public void A_database_of_a_newer_program_is_refused_and_left_as_it_is()
    {
        string database = server.NewDatabase();
        PostgreSqlJobStorage.Open(database).Dispose();
        string name = new NpgsqlConnectionStringBuilder(database).Database!;
        server.Sql(name, "update hangfire.hangfire_schema set version = 1000");

        JobStorageException refused = Assert.Throws<JobStorageException>(() => PostgreSqlJobStorage.Open(database));

        Assert.Contains("1000", refused.Message, StringComparison.Ordinal);
        Assert.Contains("newer program", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_database_that_is_not_encoded_in_utf8_is_refused_with_what_to_do()
    {
        server.Sql("create database latin encoding 'LATIN1' lc_collate 'C' lc_ctype 'C' template template0");
        string database = new NpgsqlConnectionStringBuilder(server.NewDatabase()) { Database = "latin" }.ConnectionString;

        JobStorageException refused = Assert.Throws<JobStorageException>(() => PostgreSqlJobStorage.Open(database));

        Assert.Contains("LATIN1", refused.Message, StringComparison.Ordinal);
        Assert.Contains("ENCODING 'UTF8'", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Several_that_open_a_new_database_at_once_make_its_tables_once()
    {
        string database = server.NewDatabase();

        PostgreSqlJobStorage[] opened = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => PostgreSqlJobStorage.Open(database))));

        Assert.All(opened, storage => Assert.Equal(0, storage.GetMonitoringApi().FailedCount()));
        Array.ForEach(opened, storage => storage.Dispose());
    }
}
