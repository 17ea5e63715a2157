using System.Diagnostics;

namespace ExportNative.Service.Jobs;

/// <summary>
/// Holds a writing thread back so that it stays under a rate. It blocks on purpose: the engine's thread is what must wait.
/// </summary>
/// <param name="maxBytesPerSecond">0 is no limit.</param>
/// <param name="hurry">Cancelled: nobody waits any more.</param>
internal sealed class WritePace(long maxBytesPerSecond, CancellationToken hurry)
{
    private readonly Stopwatch clock = new();
    private long written;

    /// <summary>Bytes were written; returns when more may be.</summary>
    public void Written(int bytes)
    {
        if (maxBytesPerSecond == 0)
        {
            return;
        }

        clock.Start();
        var ahead = TimeSpan.FromSeconds((double)Interlocked.Add(ref written, bytes) / maxBytesPerSecond) - clock.Elapsed;
        if (ahead > TimeSpan.Zero)
        {
            hurry.WaitHandle.WaitOne(ahead);
        }
    }
}
