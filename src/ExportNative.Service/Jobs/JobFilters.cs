using System.Data.Common;
using ExportNative.Service.Settings;
using Hangfire;
using Hangfire.Common;

namespace ExportNative.Service.Jobs;

/// <summary>The filters of this service's jobs, and of nobody else's in the process: Hangfire's global ones are not used.</summary>
internal sealed class JobFilters : IJobFilterProvider
{
    private readonly List<JobFilter> exports;
    private readonly List<JobFilter> webhooks;
    private readonly List<JobFilter> others = [SmallWork, new JobFilter(new AutomaticRetryAttribute { Attempts = 3 }, JobFilterScope.Global, null)];

    // Wherever such a job comes from, a retry or a schedule, it goes to its own queue.
    private static JobFilter SmallWork => new(new QueueAttribute(JobQueues.Housekeeping), JobFilterScope.Global, null);

    /// <summary>Makes them.</summary>
    public JobFilters(ExportRecords records, ServiceSettings settings)
    {
        exports =
        [
            // Failures that may pass by themselves, and a database that is away for a while.
            new JobFilter(Retry(settings.Jobs.Retries, settings.Jobs.RetryDelay, 4, typeof(RetryLaterException), typeof(DbException), typeof(TimeoutException)), JobFilterScope.Global, null),

            // Last, because it must see what the retries decided.
            new JobFilter(new ExportStateFilter(records), JobFilterScope.Type, 100),
        ];
        webhooks = [SmallWork, new JobFilter(Retry(settings.Webhooks.Retries, settings.Webhooks.RetryDelay, 2), JobFilterScope.Global, null)];
    }

    /// <inheritdoc/>
    public IEnumerable<JobFilter> GetFilters(Job job)
        => job?.Type == typeof(ExportJob) ? exports : job?.Type == typeof(WebhookJob) ? webhooks : others;

    private static AutomaticRetryAttribute Retry(int attempts, TimeSpan first, int factor, params Type[] only)
    {
        var retry = new AutomaticRetryAttribute
        {
            Attempts = attempts,
            DelayInSecondsByAttemptFunc = attempt => (int)Math.Min(86_400, first.TotalSeconds * Math.Pow(factor, attempt - 1)),
        };
        if (only.Length > 0)
        {
            retry.OnlyOn = only;
        }

        return retry;
    }
}
