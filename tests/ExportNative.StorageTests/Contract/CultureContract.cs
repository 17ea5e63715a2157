using System.Globalization;
using Hangfire;
using Hangfire.Storage;
using Xunit;

namespace ExportNative.StorageTests.Contract;

/// <summary>Cultures that write numbers, dates and letters in their own way change nothing that is stored.</summary>
public abstract class CultureContract<TKind> : ContractTest<TKind>
    where TKind : StorageKind, new()
{
    [Theory]
    [InlineData("tr-TR")]
    [InlineData("ar-SA")]
    [InlineData("de-DE")]
    public void A_culture_changes_nothing(string name)
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = new CultureInfo(name);
        try
        {
            // İ and ı: a state name must not be compared by the rules of Turkish.
            string id = CreateIn(new AState("SCHEDULED", data: new() { ["EnqueueAt"] = Hangfire.Common.JobHelper.SerializeDateTime(new DateTime(2030, 1, 2, 3, 4, 5, DateTimeKind.Utc)) }));
            Assert.Equal(1, Monitor.ScheduledCount());
            Assert.Equal(2030, Monitor.ScheduledJobs(0, 1)[0].Value.EnqueueAt.Year);
            _ = CreateIn(new AState("FAILED"));
            Assert.Equal(1, Monitor.FailedCount());

            Commit(static transaction =>
            {
                transaction.AddToSet("set", "b", 1.5);
                transaction.AddToSet("set", "a", 1.25);
                transaction.AddToSet("set", "minus", -0.5);
                transaction.IncrementCounter("stats:succeeded:" + DateTime.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
            });
            Assert.Equal(["minus", "a", "b"], Connection.GetRangeFromSet("set", 0, 9));
            Assert.Equal("a", Connection.GetFirstByLowestScoreFromSet("set", 1.2, 1.3));
            Assert.Equal(1, Monitor.SucceededByDatesCount()[DateTime.UtcNow.Date]);
            Assert.Equal(id, long.Parse(id, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture));
            Assert.NotNull(Connection.GetJobData(id).Job);
            Assert.InRange(Connection.GetJobData(id).CreatedAt, DateTime.UtcNow.AddMinutes(-1), DateTime.UtcNow.AddSeconds(1));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Theory]
    [InlineData("tr-TR")]
    [InlineData("ar-SA")]
    [InlineData("de-DE")]
    public void A_job_of_a_culture_runs_in_it(string name)
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = new CultureInfo(name);
        try
        {
            string id = new BackgroundJobClient(Storage).Enqueue(() => ContractJobs.Method("x"));
            Assert.Contains(name, Connection.GetJobParameter(id, "CurrentCulture"), StringComparison.Ordinal);
            Assert.Equal("Enqueued", Connection.GetStateData(id).Name);
            using IFetchedJob fetched = Connection.FetchNextJob(["default"], CancellationToken.None);
            Assert.Equal(id, fetched.JobId);
            fetched.RemoveFromQueue();
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}

public sealed class CulturesOfSqlite : CultureContract<Sqlite>;

public sealed class CulturesOfInMemory : CultureContract<InMemory>;

public sealed class CulturesOfPostgreSql : CultureContract<PostgreSql>;
