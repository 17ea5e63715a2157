using System.Globalization;
using ExportNative.StorageTests.Worker;
using Microsoft.Data.Sqlite;
using Xunit;

namespace ExportNative.StorageTests.Processes;

/// <summary>What must be true of a job database at any moment at which no process works on it.</summary>
internal static class JobInvariants
{
    /// <summary>
    /// The file is sound, every accepted job is there, each either completed exactly once and in no queue, or is still
    /// to be done and in the place where somebody will find it.
    /// </summary>
    public static void Check(string path, IReadOnlyCollection<string> accepted)
    {
        using SqliteConnection connection = new($"Data Source={path};Pooling=False");
        connection.Open();
        Assert.Equal("ok", Scalar(connection, "PRAGMA integrity_check"));
        if (Scalar(connection, "SELECT name FROM sqlite_schema WHERE name = 'hangfire_job'") is null)
        {
            // Killed while the file was being made: all of the schema is there or none, and nothing was accepted yet.
            Assert.Empty(accepted);
            return;
        }

        Dictionary<string, (string? State, long Succeeded, long Queued, long Scheduled, long Completed)> jobs = Read(connection);
        foreach (string id in accepted)
        {
            Assert.True(jobs.TryGetValue(id, out (string? State, long Succeeded, long Queued, long Scheduled, long Completed) job), $"Job {id} was accepted and is lost.");
            string shown = $"job {id}: {job}";
            Assert.True(job.Succeeded == job.Completed, "Completion and its count differ, " + shown);
            Assert.True(job.Completed <= 1, "Completed twice, " + shown);
            switch (job.State)
            {
                case "Succeeded":
                    Assert.True(job is { Completed: 1, Queued: 0 }, "Done and still queued, " + shown);
                    break;
                case "Enqueued" or "Processing":
                    Assert.True(job is { Completed: 0, Queued: 1 }, "To be done and not queued once, " + shown);
                    break;
                case "Scheduled":
                    Assert.True(job is { Completed: 0, Scheduled: 1 }, "Scheduled and not on the schedule, " + shown);
                    break;
                case "Awaiting":
                    Assert.True(job is { Completed: 0, Queued: 0 }, "Awaiting and queued, " + shown);
                    break;
                default:
                    Assert.Fail("In no state to go on from, " + shown);
                    break;
            }
        }
    }

    /// <summary>Every accepted job has completed, once.</summary>
    public static void CheckAllCompleted(string path, IReadOnlyCollection<string> accepted)
    {
        Check(path, accepted);
        using SqliteConnection connection = new($"Data Source={path};Pooling=False");
        connection.Open();
        Dictionary<string, (string? State, long Succeeded, long Queued, long Scheduled, long Completed)> jobs = Read(connection);
        Assert.Equal(accepted.Count, accepted.Count(id => jobs[id].Completed == 1));
    }

    private static Dictionary<string, (string? State, long Succeeded, long Queued, long Scheduled, long Completed)> Read(SqliteConnection connection)
    {
        Dictionary<string, (string?, long, long, long, long)> jobs = new(StringComparer.Ordinal);
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = """
            SELECT j.id, j.state_name,
                (SELECT count(*) FROM hangfire_state s WHERE s.job_id = j.id AND s.name = 'Succeeded'),
                coalesce(q.places, 0),
                (SELECT count(*) FROM hangfire_set z WHERE z.key = 'schedule' AND z.value = CAST(j.id AS TEXT)),
                coalesce((SELECT c.value FROM hangfire_counter c WHERE c.key = $counter || j.id), 0)
            FROM hangfire_job j
            LEFT JOIN (SELECT job_id, count(*) places FROM hangfire_queue GROUP BY job_id) q ON q.job_id = j.id
            """;
        _ = command.Parameters.AddWithValue("$counter", CountsCompletionsAttribute.Counter(string.Empty));
        using SqliteDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
            jobs.Add(
                reader.GetInt64(0).ToString(CultureInfo.InvariantCulture),
                (reader.IsDBNull(1) ? null : reader.GetString(1), reader.GetInt64(2), reader.GetInt64(3), reader.GetInt64(4), reader.GetInt64(5)));
        }

        return jobs;
    }

    private static string? Scalar(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return (string?)command.ExecuteScalar();
    }
}
