using ExportNative.JobStorage;
using Hangfire.Storage;
using Microsoft.Data.Sqlite;
using Xunit;

namespace ExportNative.StorageTests.SqliteOnly;

/// <summary>The writer and its gate: other processes' locks, durability, errors in a group.</summary>
public sealed class Writes : SqliteTest
{
    [Fact]
    public async Task Wait_for_another_process_and_then_succeed()
    {
        string id = Create();
        using SqliteConnection other = Lock();
        Task write = Task.Run(() => Connection.SetJobParameter(id, "name", "value"), TestContext.Current.CancellationToken);
        await Task.Delay(300, TestContext.Current.CancellationToken);
        Assert.False(write.IsCompleted);
        // Readers do not wait.
        Assert.Null(Connection.GetJobParameter(id, "name"));
        Unlock(other);
        await write.WaitAsync(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);
        Assert.Equal("value", Connection.GetJobParameter(id, "name"));
    }

    [Fact]
    public void Give_up_after_the_write_timeout_with_a_reason_and_work_again_afterwards()
    {
        string id = Create();
        using SqliteJobStorage impatient = Open(new SqliteJobStorageOptions { WriteTimeout = TimeSpan.FromSeconds(1) });
        using IStorageConnection connection = impatient.GetConnection();
        using (SqliteConnection other = Lock())
        {
            TimeoutException refused = Assert.Throws<TimeoutException>(() => connection.SetJobParameter(id, "name", "value"));
            Assert.Contains("kept the job database locked for 1 s", refused.Message, StringComparison.Ordinal);
            Unlock(other);
        }

        connection.SetJobParameter(id, "name", "later");
        Assert.Equal("later", Connection.GetJobParameter(id, "name"));
    }

    [Fact]
    public void Of_jobs_wait_for_the_disk_and_of_locks_do_not()
    {
        using SqliteJobStorage full = new(Folder.ConnectionString("full.db"), new SqliteJobStorageOptions { Synchronous = SynchronousMode.Full });
        Assert.Equal(2, full.Parts.Write(Synchronous));
        Assert.Equal(1, full.Parts.Write(Synchronous, durable: false));
        Assert.Equal(2, full.Parts.Write(Synchronous));
        Assert.Equal(1, Storage.Parts.Write(Synchronous));

        static long Synchronous(Session session) => session.Number("PRAGMA synchronous")!.Value;
    }

    [Fact]
    public async Task That_throw_in_a_group_take_no_other_with_them()
    {
        int failed = 0;
        using Barrier together = new(9);
        Task[] writers = [.. Enumerable.Range(0, 9).Select(number => Task.Factory.StartNew(
            () =>
            {
                together.SignalAndWait();
                try
                {
                    _ = Storage.Parts.Write(session =>
                    {
                        SetOperations.Add(session, "group", number.ToString(System.Globalization.CultureInfo.InvariantCulture), 0);
                        return number != 4 ? true : throw new InvalidOperationException("mine");
                    });
                }
                catch (InvalidOperationException)
                {
                    _ = Interlocked.Increment(ref failed);
                }
            },
            TaskCreationOptions.LongRunning))];
        await Task.WhenAll(writers).WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.Equal(1, failed);
        Assert.Equal(["0", "1", "2", "3", "5", "6", "7", "8"], Connection.GetRangeFromSet("group", 0, 10));
    }

    [Fact]
    public void That_fail_half_way_leave_nothing()
    {
        Assert.Throws<SqliteException>(() => Storage.Parts.Write<bool>(static session =>
        {
            SetOperations.Add(session, "set", "half", 0);
            session.RunScript("INSERT INTO hangfire_set (key, value, score) VALUES ('set', NULL, 0)");
            return true;
        }));
        Assert.Equal(0, Connection.GetSetCount("set"));
        Commit(static transaction => transaction.AddToSet("set", "whole"));
        Assert.Equal(1, Connection.GetSetCount("set"));
    }

    private static void Unlock(SqliteConnection other)
    {
        using SqliteCommand command = other.CreateCommand();
        command.CommandText = "COMMIT";
        _ = command.ExecuteNonQuery();
    }

    /// <summary>Takes the write lock as another process in the middle of a commit has it.</summary>
    private SqliteConnection Lock()
    {
        SqliteConnection other = new($"Data Source={Folder.File("jobs.db")};Pooling=False");
        other.Open();
        using SqliteCommand command = other.CreateCommand();
        command.CommandText = "BEGIN IMMEDIATE";
        _ = command.ExecuteNonQuery();
        return other;
    }
}
