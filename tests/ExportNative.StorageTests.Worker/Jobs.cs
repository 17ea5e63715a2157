using System.Globalization;
using Hangfire;
using Hangfire.Common;
using Hangfire.Server;
using Hangfire.States;
using Hangfire.Storage;

namespace ExportNative.StorageTests.Worker;

/// <summary>The jobs that the tests of several processes run.</summary>
[CountsCompletions]
public static class Jobs
{
    /// <summary>Notes that its body ran to the end.</summary>
    public static void Work(int milliseconds, PerformContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (milliseconds > 0)
        {
            Thread.Sleep(milliseconds);
        }

        Journal.Write("ran " + context.BackgroundJob.Id);
    }

    /// <summary>Fails the first time and succeeds the second.</summary>
    [AutomaticRetry(Attempts = 20, DelaysInSeconds = [0])]
    public static void FailFirst(PerformContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (context.GetJobParameter<int>("RetryCount") == 0)
        {
            throw new InvalidOperationException("The first attempt always fails.");
        }

        Journal.Write("ran " + context.BackgroundJob.Id);
    }

    /// <summary>Says that it has started in this process and ends when this process is told to, whatever its token says.</summary>
    public static void HoldOut(string folder)
    {
        string process = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        File.WriteAllText(Path.Combine(folder, "started-" + process), string.Empty);
        while (!File.Exists(Path.Combine(folder, "go-" + process)))
        {
            Thread.Sleep(10);
        }

        File.WriteAllText(Path.Combine(folder, "ended-" + process), string.Empty);
    }
}

/// <summary>
/// Counts each completion of a job in the same transaction that completes it, as a program writes its own results: a
/// job that completes twice, or half, shows.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class CountsCompletionsAttribute : JobFilterAttribute, IApplyStateFilter
{
    public static string Counter(string jobId) => "completed:" + jobId;

    public void OnStateApplied(ApplyStateContext context, IWriteOnlyTransaction transaction)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(transaction);
        if (context.NewState.Name == SucceededState.StateName)
        {
            transaction.IncrementCounter(Counter(context.BackgroundJob.Id));
        }
    }

    public void OnStateUnapplied(ApplyStateContext context, IWriteOnlyTransaction transaction)
    {
    }
}
