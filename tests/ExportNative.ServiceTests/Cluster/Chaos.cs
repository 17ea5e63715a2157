using System.Diagnostics;
using ExportNative.Testing;
using ExportNative.Testing.Databases;

namespace ExportNative.ServiceTests.Cluster;

/// <summary>Strikes hosts at random, and mends them when their time has come. The same seed strikes the same.</summary>
internal sealed class Chaos(int seed, ClusterNetwork network, PostgreSqlServer database, ClusterWorker[] workers, Action<string> note)
{
    private const int LongestSeconds = 40;
    private const int LongestDead = 5;
    private const string Database = "db";
    private readonly Random random = new(seed);
    private readonly Dictionary<string, (TimeSpan Until, Func<Task> Mend, Task? Mending)> struck = [];
    private readonly Stopwatch clock = Stopwatch.StartNew();

    /// <summary>How often something was struck.</summary>
    public int Strikes { get; private set; }

    /// <summary>Strikes something that is well; nothing when nothing is.</summary>
    public void Strike()
    {
        string[] well = [.. workers.Select(worker => worker.Host).Append(Database).Where(host => !struck.ContainsKey(host))];
        if (well.Length == 0)
        {
            return;
        }

        var host = well[random.Next(well.Length)];
        var seconds = random.Next(1, LongestSeconds + 1);
        var (what, mend) = random.Next(3) switch
        {
            0 => ("cut off", Cut(host)),
            1 => ("frozen", Freeze(host)),
            _ => ("killed", Kill(host)),
        };
        seconds = what == "killed" && host != Database ? Math.Min(seconds, LongestDead) : seconds;
        note($"{host} {what} for {seconds} s");
        struck[host] = (clock.Elapsed + TimeSpan.FromSeconds(seconds), mend, null);
        Strikes++;
    }

    /// <summary>Mends what is due, or everything.</summary>
    public async Task Mend(bool all)
    {
        // A worker that starts waits for the database, which may be mended only later; so nobody waits for the worker.
        foreach (var (host, (until, mend, mending)) in struck.ToList())
        {
            if (mending is null && (all || clock.Elapsed >= until))
            {
                struck[host] = (until, mend, mend());
            }
        }

        foreach (var (host, (_, _, mending)) in struck.ToList())
        {
            if (mending is not null && (all || mending.IsCompleted))
            {
                await mending;
                struck.Remove(host);
                note($"{host} is well");
            }
        }
    }

    private Func<Task> Cut(string host)
    {
        network.Cut(host);
        return () =>
        {
            network.Heal(host);
            return Task.CompletedTask;
        };
    }

    private Func<Task> Freeze(string host)
    {
        Signal(host, "STOP");
        return () =>
        {
            Signal(host, "CONT");
            return Task.CompletedTask;
        };
    }

    private Func<Task> Kill(string host)
    {
        if (host == Database)
        {
            database.Crash();
            return () =>
            {
                database.Start();
                return Task.CompletedTask;
            };
        }

        var worker = workers.Single(one => one.Host == host);
        worker.Kill();
        return worker.Restart;
    }

    private void Signal(string host, string name)
    {
        if (host != Database)
        {
            workers.Single(one => one.Host == host).Signal(name);
            return;
        }

        foreach (var process in database.Processes())
        {
            Tool.Try("kill", $"-{name}", $"{process}");
        }
    }
}
