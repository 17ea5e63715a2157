using System.Diagnostics;
using System.Globalization;
using ExportNative.JobStorage;
using Hangfire;

namespace ExportNative.Benchmarks.Storage;

/// <summary>The time from enqueue to start on a server that has nothing else to do.</summary>
internal static class Latency
{
    /// <summary>Milliseconds for each of a number of jobs that this process enqueues and runs.</summary>
    public static double[] SameProcess(Hangfire.JobStorage storage, int jobs)
    {
        using BackgroundJobServer server = new(Throughput.Options(4), storage);
        BackgroundJobClient client = new(storage);
        Thread.Sleep(1000);
        double[] times = new double[jobs];
        for (int job = 0; job < jobs; job++)
        {
            long started = Stopwatch.GetTimestamp();
            _ = client.Enqueue(() => EmptyJobs.Note());
            AwaitNote();
            times[job] = Stopwatch.GetElapsedTime(started, EmptyJobs.NotedAt).TotalMilliseconds;
            Thread.Sleep(20);
        }

        return times;
    }

    /// <summary>The same for jobs that another process enqueues, which says when by the steady clock of the machine.</summary>
    public static double[] OtherProcess(Hangfire.JobStorage storage, string connectionString, int jobs)
    {
        using BackgroundJobServer server = new(Throughput.Options(4), storage);
        Thread.Sleep(1000);
        ProcessStartInfo start = new(Environment.ProcessPath!)
        {
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
        };
        foreach (string argument in (string[])["storage-waker", connectionString, jobs.ToString(CultureInfo.InvariantCulture)])
        {
            start.ArgumentList.Add(argument);
        }

        using Process waker = Process.Start(start)!;
        double[] times = new double[jobs];
        for (int job = 0; job < jobs; job++)
        {
            // Between 20 and 120 ms, so that the moments are spread over the poll interval.
            Thread.Sleep(20 + (job * 37 % 100));
            waker.StandardInput.WriteLine("enqueue");
            long enqueuing = long.Parse(waker.StandardOutput.ReadLine()!, CultureInfo.InvariantCulture);
            AwaitNote();
            times[job] = Stopwatch.GetElapsedTime(enqueuing, EmptyJobs.NotedAt).TotalMilliseconds;
        }

        waker.StandardInput.Close();
        waker.WaitForExit();
        return times;
    }

    /// <summary>The other process: enqueues a job for each line that it reads and answers when it began to.</summary>
    public static int EnqueueFromHere(string connectionString, string jobs)
    {
        using SqliteJobStorage storage = new(connectionString);
        BackgroundJobClient client = new(storage);
        int left = int.Parse(jobs, CultureInfo.InvariantCulture);
        while (left-- > 0 && Console.ReadLine() is not null)
        {
            long started = Stopwatch.GetTimestamp();
            _ = client.Enqueue(() => EmptyJobs.Note());
            Console.WriteLine(started.ToString(CultureInfo.InvariantCulture));
        }

        return 0;
    }

    private static void AwaitNote()
    {
        if (!EmptyJobs.Noted.WaitOne(TimeSpan.FromSeconds(30)))
        {
            throw new TimeoutException("A job did not start within 30 seconds.");
        }
    }
}
