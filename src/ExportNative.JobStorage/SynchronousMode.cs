namespace ExportNative.JobStorage;

/// <summary>How long a commit waits for the disk: SQLite's <c>PRAGMA synchronous</c> in write-ahead mode.</summary>
public enum SynchronousMode
{
    /// <summary>
    /// A commit is handed to the operating system and reaches the disk at the next checkpoint. Nothing is lost when a
    /// process crashes or is killed; the newest commits are lost, whole, when the machine loses power.
    /// </summary>
    Normal = 1,

    /// <summary>
    /// A commit that creates a job or changes its state returns after the disk has it, so an accepted job survives a
    /// power failure too. Locks, leases and heartbeats are not waited for: nothing needs them after a restart.
    /// </summary>
    Full = 2,
}
