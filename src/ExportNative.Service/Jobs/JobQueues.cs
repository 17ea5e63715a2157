using ExportNative.Contracts;

namespace ExportNative.Service.Jobs;

/// <summary>
/// Names of the queues. Some storages take the order from a server's list and some from the alphabet; these sort the same
/// way in both.
/// </summary>
internal static class JobQueues
{
    /// <summary>Webhooks, clean-up: small work that never waits behind exports.</summary>
    public const string Housekeeping = "housekeeping";

    /// <summary>The exports' queues, the first served first.</summary>
    public static readonly string[] Exports = ["exports-1-high", "exports-2-normal", "exports-3-low"];

    /// <summary>The queue of a priority.</summary>
    public static string Of(ExportPriority priority) => Exports[2 - (int)priority];
}
