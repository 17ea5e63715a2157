using ExportNative.JobStorage;
using Hangfire;
using Microsoft.Data.Sqlite;
using Xunit;

namespace ExportNative.StorageTests.SqliteOnly;

/// <summary>Opening a storage: what is refused and how, and the schema's versions.</summary>
public sealed class Opening : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Configures_hangfire_and_names_the_file_without_the_rest()
    {
        IGlobalConfiguration<SqliteJobStorage> configuration = GlobalConfiguration.Configuration.UseSqliteStorage(
            $"Data Source={_folder.File("jobs.db")};Default Timeout=7", new SqliteJobStorageOptions());
        using SqliteJobStorage storage = configuration.Entry;
        Assert.Same(storage, Hangfire.JobStorage.Current);
        Assert.Equal($"SQLite: {_folder.File("jobs.db")}", storage.ToString());
        Assert.Throws<ArgumentNullException>("configuration", () => SqliteJobStorageConfiguration.UseSqliteStorage(null!, "Data Source=x"));
    }

    [Fact]
    public void Refuses_a_folder_that_does_not_exist()
    {
        JobStorageException refused = Assert.Throws<JobStorageException>(() => new SqliteJobStorage($"Data Source={_folder.File("no/such/jobs.db")}"));
        Assert.Contains("does not exist", refused.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.File("no")));
    }

    [Fact]
    public void Refuses_a_folder_in_place_of_the_file()
    {
        JobStorageException refused = Assert.Throws<JobStorageException>(() => new SqliteJobStorage($"Data Source={_folder.Path}"));
        Assert.Contains("is a folder", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Data Source=:memory:")]
    [InlineData("Data Source=file:jobs.db?mode=memory")]
    [InlineData("Data Source=jobs;Mode=Memory")]
    [InlineData("Data Source=jobs.db;Mode=ReadOnly")]
    [InlineData("Data Source=jobs.db;Cache=Shared")]
    [InlineData("")]
    [InlineData("Nonsense=1")]
    public void Refuses_what_cannot_work(string connectionString) =>
        Assert.ThrowsAny<ArgumentException>(() => new SqliteJobStorage(connectionString));

    [Theory]
    [InlineData("nfs4", true)]
    [InlineData("CIFS", true)]
    [InlineData("ext4", false)]
    [InlineData("overlay", false)]
    [InlineData("tmpfs", false)]
    [InlineData("", false)]
    public void Knows_the_file_systems_of_several_machines(string fileSystem, bool remote) =>
        Assert.Equal(remote, JobDatabase.IsRemote(fileSystem));

    [Fact]
    public void Refuses_null()
    {
        Assert.Throws<ArgumentNullException>("connectionString", () => new SqliteJobStorage(null!));
        Assert.Throws<ArgumentNullException>("options", () => new SqliteJobStorage("Data Source=x", null!));
    }

    [Fact]
    public void Refuses_options_out_of_range_all_at_once()
    {
        ArgumentException refused = Assert.Throws<ArgumentException>(() => new SqliteJobStorage(_folder.ConnectionString(), new SqliteJobStorageOptions
        {
            QueuePollInterval = TimeSpan.Zero,
            Lease = TimeSpan.FromDays(1),
            LockTimeToLive = TimeSpan.Zero,
            ExpirationInterval = TimeSpan.Zero,
            WriteTimeout = TimeSpan.Zero,
            Synchronous = 0,
        }));
        foreach (string option in (string[])["QueuePollInterval", "Lease", "LockTimeToLive", "ExpirationInterval", "WriteTimeout", "Synchronous"])
        {
            Assert.Contains(option, refused.Message, StringComparison.Ordinal);
        }

        Assert.False(File.Exists(_folder.File("jobs.db")));
    }

    [Fact]
    public void Refuses_a_file_that_is_no_database()
    {
        File.WriteAllText(_folder.File("jobs.db"), new string('x', 5000));
        JobStorageException refused = Assert.Throws<JobStorageException>(() => new SqliteJobStorage(_folder.ConnectionString()));
        Assert.Contains("is not an SQLite database", refused.Message, StringComparison.Ordinal);
        Assert.Equal(new string('x', 5000), File.ReadAllText(_folder.File("jobs.db")));
    }

    [Fact]
    public void Refuses_a_damaged_file()
    {
        using (SqliteJobStorage storage = new(_folder.ConnectionString()))
        {
            BackgroundJobClient client = new(storage);
            for (int job = 0; job < 200; job++)
            {
                _ = client.Enqueue(() => Contract.ContractJobs.Method("argument"));
            }
        }

        using (FileStream file = File.OpenWrite(_folder.File("jobs.db")))
        {
            file.Position = 4096 * 3;
            file.Write(Enumerable.Repeat((byte)0xA5, 4096 * 20).ToArray());
        }

        JobStorageException refused = Assert.Throws<JobStorageException>(() => new SqliteJobStorage(_folder.ConnectionString()));
        Assert.Contains("damaged", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_a_newer_schema_and_leaves_it_alone()
    {
        string[] newer = [.. Schema.Migrations, "CREATE TABLE hangfire_of_the_future (id INTEGER)"];
        using (SqliteJobStorage future = new(_folder.ConnectionString(), new SqliteJobStorageOptions(), newer))
        {
            Assert.Equal(2, Version());
        }

        JobStorageException refused = Assert.Throws<JobStorageException>(() => new SqliteJobStorage(_folder.ConnectionString()));
        Assert.Contains("version 2", refused.Message, StringComparison.Ordinal);
        Assert.Equal(2, Version());
    }

    [Fact]
    public void Brings_an_older_schema_up_and_keeps_what_is_in_it()
    {
        using (SqliteJobStorage old = new(_folder.ConnectionString()))
        {
            _ = new BackgroundJobClient(old).Enqueue(() => Contract.ContractJobs.Method("argument"));
        }

        string[] newer = [.. Schema.Migrations, "ALTER TABLE hangfire_job ADD COLUMN note TEXT", "CREATE INDEX hangfire_job_note ON hangfire_job (note)"];
        using SqliteJobStorage current = new(_folder.ConnectionString(), new SqliteJobStorageOptions(), newer);
        Assert.Equal(3, Version());
        Assert.Equal(1, current.GetMonitoringApi().EnqueuedCount("default"));
    }

    [Fact]
    public void Undoes_a_migration_that_fails()
    {
        using (SqliteJobStorage old = new(_folder.ConnectionString()))
        {
            Assert.Equal(1, Version());
        }

        string[] broken = [.. Schema.Migrations, "CREATE TABLE half (id INTEGER)", "CREATE NONSENSE"];
        JobStorageException refused = Assert.Throws<JobStorageException>(() => new SqliteJobStorage(_folder.ConnectionString(), new SqliteJobStorageOptions(), broken));
        Assert.Contains("Nothing was changed", refused.Message, StringComparison.Ordinal);
        Assert.Equal(1, Version());
        using SqliteJobStorage again = new(_folder.ConnectionString());
        Assert.Equal(0, Scalar("SELECT count(*) FROM sqlite_schema WHERE name = 'half'"));
    }

    [Fact]
    public void Makes_a_file_that_can_shrink_and_be_shared()
    {
        using SqliteJobStorage storage = new(_folder.ConnectionString());
        Assert.Equal(2, Scalar("PRAGMA auto_vacuum"));
        Assert.True(File.Exists(_folder.File("jobs.db-wal")));
    }

    [Fact]
    public void Closing_leaves_one_file_and_refuses_further_use()
    {
        SqliteJobStorage storage = new(_folder.ConnectionString());
        Hangfire.Storage.IStorageConnection connection = storage.GetConnection();
        storage.Dispose();
        storage.Dispose();
        Assert.Equal(["jobs.db"], Directory.EnumerateFiles(_folder.Path).Select(Path.GetFileName));
        Assert.Throws<ObjectDisposedException>(() => connection.GetJobData("1"));
        Assert.Throws<ObjectDisposedException>(() => connection.Heartbeat("server"));
    }

    private long Version() => Scalar("SELECT version FROM hangfire_schema");

    private long Scalar(string sql)
    {
        using SqliteConnection connection = new($"{_folder.ConnectionString()};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }
}
