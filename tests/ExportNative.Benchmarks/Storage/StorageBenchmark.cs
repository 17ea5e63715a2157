using System.Diagnostics;
using System.Globalization;
using System.Text;
using ExportNative.JobStorage;
using Hangfire;
using Hangfire.InMemory;
using Hangfire.Logging;

namespace ExportNative.Benchmarks.Storage;

/// <summary>
/// The job storage beside Hangfire.InMemory, in one run on one machine: absolute figures depend on the machine, their
/// ratios hardly do, so these are kept and compared.
/// </summary>
internal static class StorageBenchmark
{
    /// <param name="arguments">The number of jobs, 100,000 by default, and the file to write the report to.</param>
    public static int Run(string[] arguments)
    {
        LogProvider.SetCurrentLogProvider(new NoLog());
        int jobs = arguments.Length > 0 ? int.Parse(arguments[0], CultureInfo.InvariantCulture) : 100_000;
        string folder = Directory.CreateTempSubdirectory("job-storage-bench-").FullName;
        try
        {
            string report = Measure(folder, jobs);
            Console.WriteLine(report);
            if (arguments.Length > 1)
            {
                File.WriteAllText(arguments[1], report);
            }

            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Measure(string folder, int jobs)
    {
        // Compiles everything once before anything is measured.
        using (SqliteJobStorage warm = Open(folder, "warm", SynchronousMode.Normal))
        {
            _ = Throughput.Enqueue(warm, 2000);
            _ = Throughput.Process(warm, 4, 2000);
        }

        string loadBefore = Load();
        StringBuilder report = new();
        Line(report, $"# Job storage benchmark");
        Line(report, $"");
        Line(report, $"Written by `./build.sh bench storage`: {jobs:N0} empty jobs with all of Hangfire's default filters, {Environment.ProcessorCount} processors, {DateTime.UtcNow:yyyy-MM-dd}.");
        Line(report, $"");
        Line(report, $"| figure | SQLite, NORMAL | SQLite, FULL | InMemory | NORMAL / InMemory |");
        Line(report, $"|---|---:|---:|---:|---:|");
        (double enqueue, double eight, double one) memory = Rates(static _ => new InMemoryStorage(new InMemoryStorageOptions { MaxExpirationTime = null }), jobs);
        (double enqueue, double eight, double one) normal = Rates(name => Open(folder, "normal-" + name, SynchronousMode.Normal), jobs);
        (double enqueue, double eight, double one) full = Rates(name => Open(folder, "full-" + name, SynchronousMode.Full), jobs / 20);
        Row(report, "enqueued from one thread, jobs/s", normal.enqueue, full.enqueue, memory.enqueue);
        Row(report, "processed by 8 workers, jobs/s", normal.eight, full.eight, memory.eight);
        Row(report, "processed by 1 worker, jobs/s", normal.one, full.one, memory.one);
        Line(report, $"");

        string connectionString = ConnectionString(folder, "normal-8");
        long opening = Stopwatch.GetTimestamp();
        using SqliteJobStorage finished = new(connectionString, new SqliteJobStorageOptions { Synchronous = SynchronousMode.Normal });
        TimeSpan opened = Stopwatch.GetElapsedTime(opening);
        List<(string Page, double Milliseconds)> pages = Pages.Measure(finished, "1", jobs);
        double[] here = Latency.SameProcess(finished, 200);
        double[] there = Latency.OtherProcess(finished, connectionString, 100);
        double idle = IdlePercent(finished);
        Line(report, $"| other figures, with those {jobs:N0} finished jobs in the file | |");
        Line(report, $"|---|---:|");
        Line(report, $"| enqueue to start, same process, median | {Percentile(here, 50):F2} ms |");
        Line(report, $"| enqueue to start, same process, 99th percentile | {Percentile(here, 99):F2} ms |");
        Line(report, $"| enqueue to start, other process, median | {Percentile(there, 50):F1} ms |");
        Line(report, $"| enqueue to start, other process, 99th percentile | {Percentile(there, 99):F1} ms |");
        Line(report, $"| opening the file of {new FileInfo(finished.Path).Length / 1e6:F0} MB, integrity check included | {opened.TotalMilliseconds:F0} ms |");
        Line(report, $"| idle server with 20 workers, of one core | {idle:F2} % |");
        foreach ((string page, double milliseconds) in pages)
        {
            Line(report, $"| {page}, slowest of five | {milliseconds:F2} ms |");
        }

        Line(report, $"");
        Line(report, $"Load of the machine (one minute's average of runnable tasks) before {loadBefore}, after {Load()}. The benchmark alone is about 3; more means that others used the processors and the disk at the same time.");
        return report.ToString();
    }

    /// <summary>The first field of /proc/loadavg, where there is one.</summary>
    private static string Load() =>
        File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "unknown";

    private static (double Enqueue, double Eight, double One) Rates(Func<string, Hangfire.JobStorage> open, int jobs)
    {
        double enqueue;
        double eight;
        double one;
        using (IDisposable owner = (IDisposable)open("8"))
        {
            enqueue = Throughput.Enqueue((Hangfire.JobStorage)owner, jobs);
            eight = Throughput.Process((Hangfire.JobStorage)owner, 8, jobs);
        }

        using (IDisposable owner = (IDisposable)open("1"))
        {
            _ = Throughput.Enqueue((Hangfire.JobStorage)owner, jobs);
            one = Throughput.Process((Hangfire.JobStorage)owner, 1, jobs);
        }

        return (enqueue, eight, one);
    }

    /// <summary>The processor time that a server with nothing to do uses in ten seconds.</summary>
    private static double IdlePercent(SqliteJobStorage storage)
    {
        using BackgroundJobServer server = new(Throughput.Options(20), storage);
        Thread.Sleep(3000);
        using Process self = Process.GetCurrentProcess();
        TimeSpan before = self.TotalProcessorTime;
        long started = Stopwatch.GetTimestamp();
        Thread.Sleep(10_000);
        self.Refresh();
        return 100 * ((self.TotalProcessorTime - before) / Stopwatch.GetElapsedTime(started));
    }

    private static SqliteJobStorage Open(string folder, string name, SynchronousMode synchronous) =>
        new(ConnectionString(folder, name), new SqliteJobStorageOptions { Synchronous = synchronous });

    private static string ConnectionString(string folder, string name) => $"Data Source={Path.Combine(folder, name)}.db";

    private static double Percentile(double[] values, int percent) =>
        values.Order().ElementAt(Math.Min(values.Length - 1, values.Length * percent / 100));

    private static void Row(StringBuilder report, string figure, double normal, double full, double memory) =>
        Line(report, $"| {figure} | {normal:N0} | {full:N0} | {memory:N0} | {normal / memory:F2} |");

    private static void Line(StringBuilder report, FormattableString text) =>
        report.Append(text.ToString(CultureInfo.InvariantCulture)).Append('\n');

    private sealed class NoLog : ILogProvider
    {
        public ILog GetLogger(string name) => new Silence();

        private sealed class Silence : ILog
        {
            public bool Log(LogLevel logLevel, Func<string>? messageFunc, Exception? exception = null) => false;
        }
    }
}
