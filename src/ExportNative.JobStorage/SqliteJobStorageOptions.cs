using System.Globalization;

namespace ExportNative.JobStorage;

/// <summary>
/// The settings of a <see cref="SqliteJobStorage"/>. They are read once, by its constructor, which refuses values out
/// of range and names all of them in one <see cref="ArgumentException"/>. Processes that share a file may use
/// different settings: every process is judged by the lease that it announced itself.
/// </summary>
public sealed class SqliteJobStorageOptions
{
    /// <summary>
    /// How often this process looks for jobs, and released locks, that another process committed. Default 50 ms, range
    /// 5 ms to 10 s. A look is one <c>PRAGMA data_version</c> (about 5 microseconds), so the default costs an idle
    /// server less than 0.5 % of a core and starts another process's job after 25 ms on average. Jobs of the same
    /// process start at once, whatever this is.
    /// </summary>
    public TimeSpan QueuePollInterval { get; set; } = TimeSpan.FromMilliseconds(50);

    /// <summary>
    /// How long a process that holds jobs may show no sign of life before they are given to others. Default 30 s,
    /// range 1 s to 1 h. It is renewed five times in that span for as long as the process runs, so it does not limit
    /// how long a job takes; it is only the delay after a process froze, or died on another machine or in another
    /// container. The jobs of a process that died here are given away at once. Shorter notices a frozen process
    /// sooner, longer forgives longer stalls.
    /// </summary>
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The same span for distributed locks. Default 30 s, range 1 s to 1 h. Locks are renewed together with the lease
    /// for as long as they are held. A value below <see cref="Lease"/> frees the locks of a frozen process before its
    /// jobs.
    /// </summary>
    public TimeSpan LockTimeToLive { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How often a server deletes what has expired and gives the space back to the disk. Default 1 min, range 1 s to
    /// 1 day. Shorter keeps the file smaller between runs, longer deletes in larger portions.
    /// </summary>
    public TimeSpan ExpirationInterval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Whether a commit waits for the disk. Default <see cref="SynchronousMode.Full"/>, because a job that was accepted
    /// should not vanish in a power failure; <see cref="SynchronousMode.Normal"/> is several times faster on slow disks.
    /// </summary>
    public SynchronousMode Synchronous { get; set; } = SynchronousMode.Full;

    /// <summary>
    /// How long a write may wait for other processes before it fails with a <see cref="TimeoutException"/>. Default
    /// 1 min, range 1 s to 1 h. Writes take milliseconds, so only a process that was stopped in the middle of a
    /// commit, or a disk that hangs, can exhaust it.
    /// </summary>
    public TimeSpan WriteTimeout { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Whether the constructor checks the whole file for damage (<c>PRAGMA quick_check</c>) and refuses a damaged one,
    /// instead of finding the damage when a job needs the page. Default true; it reads the file once, measured as 0.5 s
    /// for the 73 MB of 100,000 jobs.
    /// </summary>
    public bool CheckIntegrityOnStart { get; set; } = true;

    /// <summary>The clock for every time that is stored and for measuring leases. Default the system's.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>Copies the settings, so that later changes to the object have no effect.</summary>
    internal SqliteJobStorageOptions Checked()
    {
        List<string> errors = [];
        Check(nameof(QueuePollInterval), QueuePollInterval, TimeSpan.FromMilliseconds(5), TimeSpan.FromSeconds(10), errors);
        Check(nameof(Lease), Lease, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1), errors);
        Check(nameof(LockTimeToLive), LockTimeToLive, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1), errors);
        Check(nameof(ExpirationInterval), ExpirationInterval, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1), errors);
        Check(nameof(WriteTimeout), WriteTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1), errors);
        if (!Enum.IsDefined(Synchronous))
        {
            errors.Add($"{nameof(Synchronous)} is neither Normal nor Full");
        }

        if (TimeProvider is null)
        {
            errors.Add($"{nameof(TimeProvider)} is null");
        }

        return errors.Count == 0
            ? (SqliteJobStorageOptions)MemberwiseClone()
            : throw new ArgumentException("The job storage's options are wrong: " + string.Join("; ", errors) + ".");
    }

    private static void Check(string name, TimeSpan value, TimeSpan least, TimeSpan most, List<string> errors)
    {
        if (value < least || value > most)
        {
            errors.Add(string.Create(
                CultureInfo.InvariantCulture, $"{name} is {value:c}, it must be between {least:c} and {most:c}"));
        }
    }
}
