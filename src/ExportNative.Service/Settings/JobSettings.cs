using System.ComponentModel.DataAnnotations;

namespace ExportNative.Service.Settings;

/// <summary>How exports are run.</summary>
public sealed record JobSettings
{
    /// <summary>Exports that one process runs at once. Default 2: the disk is the limit, not the processor. Range 1 to 64.</summary>
    [Range(1, 64)]
    public int Concurrency { get; init; } = 2;

    /// <summary>
    /// Threads of one export that encode pictures around cuts. Null, the default, shares the processors among the exports that run at
    /// once: processors / <see cref="Concurrency"/>, at least 1. Range 1 to 64.
    /// </summary>
    [Range(1, 64)]
    public int? CutWorkers { get; init; }

    /// <summary>Times that an export is tried again when it may succeed later (disk full, a read that failed). Default 3, range 0 to 20.</summary>
    [Range(0, 20)]
    public int Retries { get; init; } = 3;

    /// <summary>Wait before the first of them; each next waits four times as long. Default 15 s, range 1 s to 1 h.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// Times that an export may be found unfinished by a process that vanished before it is given up, since its files may
    /// be what crashes the process. Default 5, range 1 to 100.
    /// </summary>
    [Range(1, 100)]
    public int MostCrashes { get; init; } = 5;

    /// <summary>How often a worker looks whether its export was cancelled in another process. Default 0.5 s, range 0.1 s to 2 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:00:02")]
    public TimeSpan CancellationInterval { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How often progress is saved, which is as often as clients see it move. Default 0.4 s, range 0.1 s to 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:00:05")]
    public TimeSpan ProgressInterval { get; init; } = TimeSpan.FromMilliseconds(400);

    /// <summary>Time without any progress after which an export is given up as stalled. Default 10 min, range 1 s to 1 day.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Bytes that one export may write in a second, so that exports leave the disk to others; 0 is no limit, the default.</summary>
    [Range(0L, 1L << 40)]
    public long MaxBytesPerSecond { get; init; }
}
