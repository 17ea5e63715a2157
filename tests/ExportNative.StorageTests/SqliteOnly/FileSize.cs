using ExportNative.JobStorage;
using ExportNative.StorageTests.Contract;
using ExportNative.StorageTests.Processes;
using Hangfire.Common;
using Hangfire.States;
using Hangfire.Storage;
using Xunit;

namespace ExportNative.StorageTests.SqliteOnly;

/// <summary>The file follows what is in it. <c>./build.sh storage-expiry</c> runs this with 1,000,000 jobs.</summary>
public sealed class FileSize : IDisposable
{
    private const int Live = 1000;
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Returns_to_that_of_the_live_rows_after_many_jobs_have_expired()
    {
        int expiring = Amount.Of("STORAGE_EXPIRING_JOBS", 20_000);
        long alone = SizeWith("alone.db", expiring: 0, portions: 1, out _);
        long after = SizeWith("after.db", expiring, portions: 1, out long full);
        TestContext.Current.SendDiagnosticMessage($"{Live} live jobs alone {alone} bytes; with {expiring} more {full}; after these expired {after}");
        Assert.True(full > alone * 2, "The expiring jobs did not make the file larger.");
        Assert.InRange(after, 0, alone * 1.2);
    }

    [Fact]
    public void Stays_near_that_of_the_live_rows_while_jobs_expire_little_by_little()
    {
        long alone = SizeWith("alone.db", expiring: 0, portions: 1, out _);
        long after = SizeWith("after.db", expiring: 20_000, portions: 10, out _);
        Assert.InRange(after, 0, alone * 1.2);
    }

    private long SizeWith(string name, int expiring, int portions, out long full)
    {
        using (SqliteJobStorage storage = new(_folder.ConnectionString(name), new SqliteJobStorageOptions { Synchronous = SynchronousMode.Normal }))
        {
            int every = expiring / Live;
            full = 0;
            for (int portion = 0; portion < portions; portion++)
            {
                // The live ones lie scattered among the others, one in each of their pages.
                Fill(storage, live: Live / portions, expiringForEach: every);
                full = Math.Max(full, Size(name));
                Thread.Sleep(20);
                Assert.Equal(expiring / portions, storage.RemoveExpired(TestContext.Current.CancellationToken));
            }

            Assert.Equal(Live, storage.GetMonitoringApi().SucceededListCount());
        }

        return Size(name);
    }

    private static void Fill(SqliteJobStorage storage, int live, int expiringForEach)
    {
        Job job = Job.FromExpression(() => ContractJobs.Method("argument"));
        Dictionary<string, string> parameters = new() { ["CurrentCulture"] = "\"en-US\"", ["CurrentUICulture"] = "\"en-US\"" };
        using IStorageConnection connection = storage.GetConnection();
        for (int one = 0; one < live; one++)
        {
            using JobStorageTransaction transaction = (JobStorageTransaction)connection.CreateWriteTransaction();
            for (int other = 0; other <= expiringForEach; other++)
            {
                string id = transaction.CreateJob(job, parameters, DateTime.UtcNow, TimeSpan.FromDays(30));
                transaction.SetJobState(id, new EnqueuedState());
                transaction.SetJobState(id, AState.Processing());
                transaction.SetJobState(id, new SucceededState("result", 1, 1));
                transaction.ExpireJob(id, other == 0 ? TimeSpan.FromDays(1) : TimeSpan.FromMilliseconds(1));
            }

            transaction.Commit();
        }
    }

    /// <summary>The database and its log.</summary>
    private long Size(string name) => Directory.EnumerateFiles(_folder.Path, name + "*").Where(static file => !file.EndsWith("-shm", StringComparison.Ordinal)).Sum(static file => new FileInfo(file).Length);
}
