using System.Globalization;
using ExportNative.JobStorage;
using Hangfire;
using Hangfire.Logging;
using Hangfire.Storage;
using Microsoft.Data.Sqlite;

namespace ExportNative.StorageTests.Worker;

/// <summary>What the storage does on a small file system that fills, or that cannot be written. Prints what it saw.</summary>
internal static class Disks
{
    private const int SqliteFull = 13;

    /// <summary>
    /// Enqueues until the disk is full, checks that nothing was half written, then lets a server run into the full disk
    /// and frees the space: every accepted job completes once.
    /// </summary>
    public static int Full(string folder)
    {
        LogProvider.SetCurrentLogProvider(new ErrorLog());
        string path = Path.Combine(folder, "jobs.db");
        string ballast = Path.Combine(folder, "ballast");
        using SqliteJobStorage storage = new($"Data Source={path}");
        BackgroundJobClient client = new(storage);
        List<string> accepted = [.. Enumerable.Range(0, 50).Select(_ => client.Enqueue(() => Jobs.Work(0, null!)))];
        Fill(ballast);
        Exception? refusal = null;
        while (refusal is null && accepted.Count < 100_000)
        {
            try
            {
                accepted.Add(client.Enqueue(() => Jobs.Work(0, null!)));
            }
            catch (BackgroundJobClientException exception)
            {
                refusal = exception;
            }
        }

        Console.WriteLine("refused with " + (refusal?.GetBaseException() as SqliteException)?.SqliteErrorCode);
        Console.WriteLine("halves " + Halves(path, accepted).ToString(CultureInfo.InvariantCulture));
        if (refusal?.GetBaseException() is not SqliteException { SqliteErrorCode: SqliteFull })
        {
            Console.WriteLine(refusal);
        }

        using (BackgroundJobServer server = new(Roles.Options(4), storage))
        {
            Thread.Sleep(1500);
            File.Delete(ballast);
            WaitForAll(storage, accepted);
        }

        using JobStorageConnection connection = (JobStorageConnection)storage.GetConnection();
        Console.WriteLine("completed once " + accepted.Count(id => connection.GetCounter(CountsCompletionsAttribute.Counter(id)) == 1).ToString(CultureInfo.InvariantCulture));
        Console.WriteLine("accepted " + accepted.Count.ToString(CultureInfo.InvariantCulture));
        return 0;
    }

    /// <summary>Opens a storage where there is no space at all.</summary>
    public static int FullAtStart(string folder)
    {
        Fill(Path.Combine(folder, "ballast"));
        return ReportRefusal(folder);
    }

    /// <summary>Opens a storage where nothing can be written.</summary>
    public static int ReadOnly(string folder) => ReportRefusal(folder);

    private static int ReportRefusal(string folder)
    {
        try
        {
            using SqliteJobStorage storage = new($"Data Source={Path.Combine(folder, "jobs.db")}");
            Console.WriteLine("opened");
        }
        catch (JobStorageException exception)
        {
            Console.WriteLine("refused: " + exception.Message);
        }

        return 0;
    }

    private static void Fill(string ballast)
    {
        byte[] block = new byte[4096];
        using FileStream file = new(ballast, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        try
        {
            while (true)
            {
                file.Write(block);
            }
        }
        catch (IOException)
        {
            // The file system is full, which is what was wanted.
        }
    }

    /// <summary>Jobs with a state and no place in the queue, the reverse, and accepted ones without either.</summary>
    private static long Halves(string path, List<string> accepted)
    {
        using SqliteConnection connection = new($"Data Source={path};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = """
            SELECT (SELECT count(*) FROM hangfire_job j WHERE (j.state_name IS NULL) = EXISTS (SELECT 1 FROM hangfire_queue q WHERE q.job_id = j.id))
                 + (SELECT count(*) FROM hangfire_queue q WHERE NOT EXISTS (SELECT 1 FROM hangfire_state s WHERE s.job_id = q.job_id))
                 + abs(?1 - (SELECT count(*) FROM hangfire_queue))
            """.Replace("?1", "$accepted", StringComparison.Ordinal);
        _ = command.Parameters.AddWithValue("$accepted", accepted.Count);
        return (long)command.ExecuteScalar()!;
    }

    private static void WaitForAll(SqliteJobStorage storage, List<string> accepted)
    {
        IMonitoringApi monitor = storage.GetMonitoringApi();
        for (int tries = 0; tries < 600 && monitor.SucceededListCount() < accepted.Count; tries++)
        {
            Thread.Sleep(100);
        }
    }
}
