namespace ExportNative.JobStorage.PostgreSql;

/// <summary>How a <see cref="PostgreSqlJobStorage"/> treats its queues.</summary>
public sealed record PostgreSqlJobStorageOptions
{
    /// <summary>
    /// Time without a sign of life after which a worker's jobs go back to their queues, measured by each other worker with
    /// its own steady clock and only while it reaches the server itself; so an outage of the server takes no job from anybody.
    /// Default 8 s. A worker gives a sign of life each fifth of it.
    /// </summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>How often a waiting worker looks for a job that another process has put into its queue. Default 0.5 s.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How often each server deletes what has expired. Default 1 min.</summary>
    public TimeSpan ExpirationInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The clock of the states' times, and the steady one by which others are judged. Default the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
