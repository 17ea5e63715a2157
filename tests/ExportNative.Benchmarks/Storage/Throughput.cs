using System.Diagnostics;
using Hangfire;

namespace ExportNative.Benchmarks.Storage;

/// <summary>Jobs per second in and out of a storage, with all of Hangfire's default filters.</summary>
internal static class Throughput
{
    /// <summary>Enqueues jobs from one thread and returns how many per second.</summary>
    public static double Enqueue(Hangfire.JobStorage storage, int jobs)
    {
        BackgroundJobClient client = new(storage);
        long started = Stopwatch.GetTimestamp();
        for (int job = 0; job < jobs; job++)
        {
            _ = client.Enqueue(() => EmptyJobs.Nothing());
        }

        return jobs / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    /// <summary>Processes jobs that are already enqueued and returns how many per second.</summary>
    public static double Process(Hangfire.JobStorage storage, int workers, int jobs)
    {
        ManualResetEventSlim all = EmptyJobs.Expect(jobs);
        long started = Stopwatch.GetTimestamp();
        using BackgroundJobServer server = new(Options(workers), storage);
        if (!all.Wait(TimeSpan.FromMinutes(10)))
        {
            throw new TimeoutException($"The {jobs} jobs did not run within 10 minutes.");
        }

        // The body of the last job has run; it counts when its success is stored.
        while (storage.GetMonitoringApi().SucceededListCount() < jobs)
        {
            Thread.Sleep(1);
        }

        return jobs / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    public static BackgroundJobServerOptions Options(int workers) => new()
    {
        WorkerCount = workers,
        StopTimeout = TimeSpan.FromSeconds(5),
        ShutdownTimeout = TimeSpan.FromSeconds(10),
    };
}
