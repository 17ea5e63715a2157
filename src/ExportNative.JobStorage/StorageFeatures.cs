using Hangfire.Storage;

namespace ExportNative.JobStorage;

/// <summary>Everything that is optional in Hangfire 1.8. What is named here is implemented in full, on both databases.</summary>
internal static class StorageFeatures
{
    private static readonly HashSet<string> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        JobStorageFeatures.ExtendedApi,
        JobStorageFeatures.JobQueueProperty,
        JobStorageFeatures.ProcessesInsteadOfComponents,
        JobStorageFeatures.Connection.GetUtcDateTime,
        JobStorageFeatures.Connection.BatchedGetFirstByLowest,
        JobStorageFeatures.Connection.GetSetContains,
        JobStorageFeatures.Connection.LimitedGetSetCount,
        JobStorageFeatures.Transaction.AcquireDistributedLock,
        JobStorageFeatures.Transaction.CreateJob,
        JobStorageFeatures.Transaction.SetJobParameter,
        JobStorageFeatures.Transaction.RemoveFromQueue(typeof(FetchedJob)),
        JobStorageFeatures.Monitoring.DeletedStateGraphs,
        JobStorageFeatures.Monitoring.AwaitingJobs,
    };

    /// <summary>Whether an optional part of Hangfire's contract is implemented; names that nobody knows are not.</summary>
    public static bool Has(string featureId)
    {
        ArgumentNullException.ThrowIfNull(featureId);
        return Names.Contains(featureId);
    }
}
