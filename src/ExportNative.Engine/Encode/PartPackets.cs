using ExportNative.LibAv;

namespace ExportNative.Engine.Encode;

/// <summary>
/// The packets of one part on their way from the worker that makes them to the writer, in decode order. A worker that is
/// <see cref="MostBytes"/> ahead waits. Owns the packets that wait.
/// </summary>
internal sealed class PartPackets : IDisposable
{
    /// <summary>Some seconds of 4K footage; a part is seldom longer.</summary>
    private const long MostBytes = 16L << 20;

    private readonly object _gate = new();
    private readonly Queue<Packet> _waiting = new();
    private long _bytes;
    private bool _isComplete;
    private bool _isClosed;
    private Exception? _failure;

    /// <summary>Pictures that were damaged or missing in the source; final once every packet was taken.</summary>
    public long Concealed { get; private set; }

    /// <summary>Adds a packet and takes its content; waits while too much is waiting.</summary>
    /// <exception cref="OperationCanceledException">Nobody wants it any more.</exception>
    public void Add(Packet packet)
    {
        lock (_gate)
        {
            while (!_isClosed && _bytes > 0 && _bytes + packet.Size > MostBytes)
            {
                Monitor.Wait(_gate);
            }

            if (_isClosed)
            {
                throw new OperationCanceledException();
            }

            var own = new Packet();
            packet.MoveTo(own);
            _bytes += own.Size;
            _waiting.Enqueue(own);
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Some pictures were damaged or missing.</summary>
    public void Conceal(long pictures)
    {
        lock (_gate)
        {
            Concealed += pictures;
        }
    }

    /// <summary>No packet follows.</summary>
    /// <param name="failure">Why, when it ended early; thrown to the writer.</param>
    public void Complete(Exception? failure)
    {
        lock (_gate)
        {
            (_isComplete, _failure) = (true, failure);
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Waits for the next packet.</summary>
    /// <param name="packet">Filled.</param>
    /// <returns>False when there is none left.</returns>
    /// <exception cref="OperationCanceledException">Closed.</exception>
    /// <exception cref="Exception">What made the worker give up.</exception>
    public bool TryTake(Packet packet)
    {
        lock (_gate)
        {
            while (_waiting.Count == 0 && !_isComplete && !_isClosed)
            {
                Monitor.Wait(_gate);
            }

            if (_isClosed)
            {
                throw new OperationCanceledException();
            }

            if (_waiting.TryDequeue(out var next))
            {
                using (next)
                {
                    _bytes -= next.Size;
                    next.MoveTo(packet);
                }

                Monitor.PulseAll(_gate);
                return true;
            }

            if (_failure is not null)
            {
                System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(_failure);
            }

            return false;
        }
    }

    /// <summary>Gives up what waits; both sides that wait are woken.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _isClosed = true;
            while (_waiting.TryDequeue(out var packet))
            {
                packet.Dispose();
            }

            Monitor.PulseAll(_gate);
        }
    }
}
