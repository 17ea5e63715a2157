namespace ExportNative.LibAv;

/// <summary>
/// Reads a stream on a thread of its own, so that a read that never returns (a dead network drive, a pipe nobody writes to) can be
/// given up. The reading thread only ever writes to a buffer of its own: memory handed in by FFmpeg may be freed after giving up.
/// Costs one copy and two thread switches per read; reads without a time limit go directly.
/// </summary>
internal sealed class InterruptibleReader : IDisposable
{
    private static readonly TimeSpan LookForCancellationEvery = TimeSpan.FromMilliseconds(20);

    private readonly object gate = new();
    private readonly Stream stream;
    private readonly byte[] buffer;
    private readonly TimeSpan limit;
    private int wanted;
    private int got;
    private Exception? failure;
    private bool ended;

    /// <summary>Starts the reading thread.</summary>
    public InterruptibleReader(Stream stream, int bufferSize, TimeSpan limit)
    {
        this.stream = stream;
        this.limit = limit;
        buffer = GC.AllocateUninitializedArray<byte>(bufferSize);
        // Background: a thread that is stuck in a read must not keep the process alive.
        new Thread(Serve) { IsBackground = true, Name = "ExportNative source reader" }.Start();
    }

    /// <summary>Whether a read was given up and still has not returned; nothing more can be asked then.</summary>
    public bool IsStuck { get; private set; }

    /// <summary>Reads at most as many bytes as fit; 0 at the end.</summary>
    /// <exception cref="TimeoutException">The stream delivered nothing within the limit.</exception>
    /// <exception cref="OperationCanceledException">The token asked for it.</exception>
    public int Read(Span<byte> target, CancellationToken cancellation)
    {
        lock (gate)
        {
            if (IsStuck) throw new IOException("an earlier read of this file never returned");
            (wanted, got, failure) = (Math.Min(target.Length, buffer.Length), -1, null);
            Monitor.PulseAll(gate);
            var start = Environment.TickCount64;
            while (got < 0 && failure is null)
            {
                Monitor.Wait(gate, LookForCancellationEvery);
                if (got >= 0 || failure is not null) break;
                if (cancellation.IsCancellationRequested)
                {
                    IsStuck = true;
                    throw new OperationCanceledException(cancellation);
                }
                if (Environment.TickCount64 - start <= limit.TotalMilliseconds) continue;
                IsStuck = true;
                throw new TimeoutException($"the file delivered nothing for {limit.TotalSeconds:0.#} seconds");
            }
            if (failure is not null) System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
            buffer.AsSpan(0, got).CopyTo(target);
            return got;
        }
    }

    /// <summary>Ends the reading thread, at once or when its last read returns.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            ended = true;
            Monitor.PulseAll(gate);
        }
    }

    private void Serve()
    {
        while (true)
        {
            int size;
            lock (gate)
            {
                while (wanted == 0 && !ended) Monitor.Wait(gate);
                if (ended) return;
                size = wanted;
            }
            var read = 0;
            Exception? thrown = null;
            try
            {
                read = stream.Read(buffer, 0, size);
            }
#pragma warning disable CA1031 // Handed over to the thread that asked, which throws it.
            catch (Exception e)
            {
                thrown = e;
            }
#pragma warning restore CA1031
            lock (gate)
            {
                (wanted, got, failure) = (0, read, thrown);
                Monitor.PulseAll(gate);
            }
        }
    }
}
