using System.Diagnostics;
using Hangfire.Storage;

namespace ExportNative.Benchmarks.Storage;

/// <summary>How long the dashboard's pages and counts take.</summary>
internal static class Pages
{
    private const int Repeats = 5;

    /// <summary>The slowest of some calls of each page, in milliseconds, slowest page first.</summary>
    public static List<(string Page, double Milliseconds)> Measure(Hangfire.JobStorage storage, string anyJob, int jobs)
    {
        JobStorageMonitor monitor = (JobStorageMonitor)storage.GetMonitoringApi();
        Dictionary<string, Action> pages = new()
        {
            ["GetStatistics"] = () => monitor.GetStatistics(),
            ["Queues"] = () => monitor.Queues(),
            ["Servers"] = () => monitor.Servers(),
            ["JobDetails"] = () => monitor.JobDetails(anyJob),
            ["EnqueuedJobs"] = () => monitor.EnqueuedJobs("default", 0, 50),
            ["FetchedJobs"] = () => monitor.FetchedJobs("default", 0, 50),
            ["ProcessingJobs"] = () => monitor.ProcessingJobs(0, 50),
            ["ScheduledJobs"] = () => monitor.ScheduledJobs(0, 50),
            ["AwaitingJobs"] = () => monitor.AwaitingJobs(0, 50),
            ["FailedJobs"] = () => monitor.FailedJobs(0, 50),
            ["DeletedJobs"] = () => monitor.DeletedJobs(0, 50),
            ["SucceededJobs, first page"] = () => monitor.SucceededJobs(0, 50),
            ["SucceededJobs, first page of 500"] = () => monitor.SucceededJobs(0, 500),
            ["SucceededJobs, last page"] = () => monitor.SucceededJobs(jobs - 50, 50),
            ["SucceededListCount"] = () => monitor.SucceededListCount(),
            ["FailedCount"] = () => monitor.FailedCount(),
            ["ProcessingCount"] = () => monitor.ProcessingCount(),
            ["ScheduledCount"] = () => monitor.ScheduledCount(),
            ["DeletedListCount"] = () => monitor.DeletedListCount(),
            ["AwaitingCount"] = () => monitor.AwaitingCount(),
            ["EnqueuedCount"] = () => monitor.EnqueuedCount("default"),
            ["FetchedCount"] = () => monitor.FetchedCount("default"),
            ["SucceededByDatesCount"] = () => monitor.SucceededByDatesCount(),
            ["FailedByDatesCount"] = () => monitor.FailedByDatesCount(),
            ["DeletedByDatesCount"] = () => monitor.DeletedByDatesCount(),
            ["HourlySucceededJobs"] = () => monitor.HourlySucceededJobs(),
            ["HourlyFailedJobs"] = () => monitor.HourlyFailedJobs(),
            ["HourlyDeletedJobs"] = () => monitor.HourlyDeletedJobs(),
        };
        return [.. pages.Select(static page => (page.Key, Slowest(page.Value))).OrderByDescending(static page => page.Item2)];
    }

    private static double Slowest(Action page)
    {
        // Once before, for the compiler and the statement cache.
        page();
        double slowest = 0;
        for (int repeat = 0; repeat < Repeats; repeat++)
        {
            long started = Stopwatch.GetTimestamp();
            page();
            slowest = Math.Max(slowest, Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        return slowest;
    }
}
