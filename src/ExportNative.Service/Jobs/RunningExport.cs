using ExportNative.Contracts;

namespace ExportNative.Service.Jobs;

/// <summary>
/// An export that this process is working on: its latest figures, whether anything moves, and the means to stop it. The
/// engine reports on its own thread; everybody else only reads.
/// </summary>
/// <param name="id">The config's id.</param>
/// <param name="jobId">Hangfire's id of the job that makes it.</param>
/// <param name="attempt">Distinguishes this attempt from any other at the same export.</param>
/// <param name="furthest">How far earlier attempts were seen; what clients see never goes below.</param>
/// <param name="clock">For the time without movement.</param>
internal sealed class RunningExport(string id, string jobId, string attempt, double furthest, TimeProvider clock) : IProgress<ExportProgress>, IDisposable
{
    private readonly CancellationTokenSource stop = new();
    private readonly Lock gate = new();
    private ExportProgress? latest;
    private bool saved = true;
    private long moved = clock.GetTimestamp();

    /// <summary>The config's id.</summary>
    public string Id => id;

    /// <summary>Hangfire's id of the job that makes it.</summary>
    public string JobId => jobId;

    /// <summary>Distinguishes this attempt from any other at the same export.</summary>
    public string Attempt => attempt;

    /// <summary>Cancelled by <see cref="Stop"/>.</summary>
    public CancellationToken Stopped => stop.Token;

    /// <summary>Whether it was stopped because nothing moved.</summary>
    public bool HasStalled { get; private set; }

    /// <summary>Whether it was stopped because another attempt counts by now, or the export was removed.</summary>
    public bool IsOvertaken { get; private set; }

    /// <summary>The latest figures; null before the first.</summary>
    public ExportProgress? Latest
    {
        get
        {
            lock (gate)
            {
                return latest;
            }
        }
    }

    /// <summary>Since when nothing was read or written.</summary>
    public TimeSpan Still => clock.GetElapsedTime(Interlocked.Read(ref moved));

    /// <summary>Something was read or written.</summary>
    public void Move() => Interlocked.Exchange(ref moved, clock.GetTimestamp());

    /// <inheritdoc/>
    public void Report(ExportProgress value)
    {
        Move();
        lock (gate)
        {
            furthest = Math.Max(furthest, value.Fraction);
            latest = value with { Fraction = furthest };
            saved = false;
        }
    }

    /// <summary>The figures to save; null when they are saved already.</summary>
    public ExportProgress? TakeUnsaved()
    {
        lock (gate)
        {
            var unsaved = saved ? null : latest;
            saved = true;
            return unsaved;
        }
    }

    /// <summary>Asks the engine to stop; it does within a packet.</summary>
    public void Stop() => stop.Cancel();

    /// <summary>Stops it because nothing moved for too long.</summary>
    public void StopStalled()
    {
        HasStalled = true;
        stop.Cancel();
    }

    /// <summary>Stops it because another attempt counts by now, or the export was removed.</summary>
    public void StopOvertaken()
    {
        IsOvertaken = true;
        stop.Cancel();
    }

    /// <inheritdoc/>
    public void Dispose() => stop.Dispose();
}
