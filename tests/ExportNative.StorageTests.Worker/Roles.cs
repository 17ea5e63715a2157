using ExportNative.JobStorage;
using Hangfire;
using Hangfire.Logging;
using Hangfire.Storage;

namespace ExportNative.StorageTests.Worker;

/// <summary>What a process of the tests can be.</summary>
internal static class Roles
{
    /// <summary>Opens the storage and closes it.</summary>
    public static int Open(string connectionString)
    {
        using SqliteJobStorage storage = new(connectionString);
        _ = storage.GetMonitoringApi().GetStatistics();
        return 0;
    }

    /// <summary>Runs jobs until the input ends, then stops in order.</summary>
    public static int Serve(string connectionString, int workers, TimeSpan lease, string journal)
    {
        Journal.Open(journal);
        LogProvider.SetCurrentLogProvider(new ErrorLog());
        using SqliteJobStorage storage = new(connectionString, new SqliteJobStorageOptions { Lease = lease, LockTimeToLive = lease });
        using BackgroundJobServer server = new(Options(workers), storage);
        Console.WriteLine("ready");
        _ = Console.In.ReadToEnd();
        return 0;
    }

    /// <summary>Enqueues jobs of every kind as fast as they are accepted, notes each that was, and runs them as well.</summary>
    public static int ProduceAndServe(string connectionString, int workers, string journal)
    {
        Journal.Open(journal);
        LogProvider.SetCurrentLogProvider(new ErrorLog());
        // Not waiting for the disk makes the processes meet at the file more often, which is what is tested.
        using SqliteJobStorage storage = new(connectionString, new SqliteJobStorageOptions { Synchronous = SynchronousMode.Normal });
        using BackgroundJobServer server = new(Options(workers), storage);
        BackgroundJobClient client = new(storage);
        bool ended = false;
        Thread producer = new(() =>
        {
            while (!Volatile.Read(ref ended))
            {
                try
                {
                    Accept(client.Enqueue(() => Jobs.Work(0, null!)));
                    Accept(client.Enqueue(() => Jobs.FailFirst(null!)));
                    string parent = client.Enqueue(() => Jobs.Work(1, null!));
                    Accept(parent);
                    Accept(client.ContinueJobWith(parent, () => Jobs.Work(0, null!)));
                    Accept(client.Schedule(() => Jobs.Work(0, null!), TimeSpan.FromMilliseconds(50)));
                }
                catch (Exception exception) when (ErrorLog.IsOfStorage(exception))
                {
                    Journal.Write("error client: " + exception.ToString().ReplaceLineEndings(" | "));
                }

                // Leaves the workers time; the queue stays short enough to be emptied at the end.
                Thread.Sleep(10);
            }
        });
        producer.Start();
        Console.WriteLine("ready");
        _ = Console.In.ReadToEnd();
        Volatile.Write(ref ended, true);
        producer.Join();
        return 0;
    }

    /// <summary>Takes a lock, and then commits with it or releases it as it is told, and says what came of it.</summary>
    public static int HoldLock(string connectionString, string resource, TimeSpan lease)
    {
        using SqliteJobStorage storage = new(connectionString, new SqliteJobStorageOptions { Lease = lease, LockTimeToLive = lease });
        using JobStorageConnection connection = (JobStorageConnection)storage.GetConnection();
        IDisposable held = connection.AcquireDistributedLock(resource, TimeSpan.FromSeconds(30));
        Console.WriteLine("held");
        while (Console.ReadLine() is { } order)
        {
            switch (order)
            {
                case "commit":
                    Console.WriteLine(TryCommit(connection) ? "committed" : "refused");
                    break;
                case "release":
                    held.Dispose();
                    Console.WriteLine("released");
                    break;
                case "take":
                    held = connection.AcquireDistributedLock(resource, TimeSpan.FromSeconds(30));
                    Console.WriteLine("held");
                    break;
                default:
                    return 2;
            }
        }

        return 0;
    }

    public static BackgroundJobServerOptions Options(int workers) => new()
    {
        WorkerCount = workers,
        SchedulePollingInterval = TimeSpan.FromSeconds(1),
        CancellationCheckInterval = TimeSpan.FromSeconds(1),
        StopTimeout = TimeSpan.FromSeconds(10),
        ShutdownTimeout = TimeSpan.FromSeconds(20),
    };

    private static bool TryCommit(JobStorageConnection connection)
    {
        try
        {
            using IWriteOnlyTransaction transaction = connection.CreateWriteTransaction();
            transaction.AddToSet("committed", "by lock holder");
            transaction.Commit();
            return true;
        }
        catch (LeaseLostException)
        {
            return false;
        }
    }

    private static void Accept(string id) => Journal.Write("accepted " + id);
}
