using ExportNative.Engine.Encode;
using ExportNative.Engine.Plan;
using ExportNative.LibAv;

namespace ExportNative.Engine.Write;

/// <summary>Writes encoded parts that follow each other, in step with the sound that is read meanwhile.</summary>
internal sealed class PartCursor(IReadOnlyList<EncodedPart> parts, PartWorkers workers, Action<Packet, long> write) : IDisposable
{
    private readonly Packet _next = new();
    private bool _hasNext;
    private int _part;

    /// <summary>Pictures that were damaged or missing in the source.</summary>
    public long Concealed { get; private set; }

    /// <summary>Writes the pictures shown up to a tick of the program; waits until they are encoded.</summary>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public void WriteUpTo(long tick)
    {
        while (_part < parts.Count)
        {
            var part = parts[_part];
            if (!_hasNext && !workers.TryTake(part, _next, out var concealed))
            {
                Concealed += concealed;
                workers.Written(part);
                _part++;
                continue;
            }

            _hasNext = _next.Pts > tick;
            if (_hasNext)
            {
                return;
            }

            write(_next, _next.Pts);
        }
    }

    public void Dispose() => _next.Dispose();
}
