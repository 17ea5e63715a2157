using System.IO.Abstractions;
using ExportNative.Contracts;
using ExportNative.Engine.Plan;
using ExportNative.Engine.Read;
using ExportNative.LibAv;
using Microsoft.Extensions.Logging;

namespace ExportNative.Engine.Encode;

/// <summary>
/// Prepares encoded parts on threads of its own, a few parts ahead of the writer. Which thread makes a part, and when, changes
/// nothing in it. Memory is bounded by the number of parts ahead and the bytes that each may hold.
/// </summary>
internal sealed class PartWorkers : IDisposable
{
    private const int PartsAheadPerWorker = 3;

    private readonly IReadOnlyList<EncodedPart> _parts;
    private readonly EncoderChoice _encoders;
    private readonly int _timescale;
    private readonly IFileSystem _fileSystem;
    private readonly ILogger _logger;
    private readonly TimeProvider _clock;
    private readonly PartPackets[] _packets;
    private readonly Thread[] _threads;
    private readonly CancellationTokenSource _stop;
    private readonly object _gate = new();
    private int _next;
    private int _written;
    private long _pictures;
    private long _busy;
    private long _bytesRead;
    private long _waited;          // the writer's alone

    /// <param name="plan">Its parts are made, in their order.</param>
    /// <param name="workers">Threads, 1 or more.</param>
    /// <param name="fileSystem">Where sources are opened again.</param>
    /// <param name="clock">Measures what a picture costs.</param>
    /// <param name="logger">FFmpeg's messages.</param>
    /// <param name="cancellation">Stops all of them.</param>
    public PartWorkers(ProgramPlan plan, int workers, IFileSystem fileSystem, TimeProvider clock, ILogger logger, CancellationToken cancellation)
    {
        _parts = plan.Parts;
        _encoders = plan.Encoders;
        _timescale = (int)plan.Clock.Timescale;
        _fileSystem = fileSystem;
        _clock = clock;
        _logger = logger;
        _packets = [.. _parts.Select(_ => new PartPackets())];
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        _threads = [.. Enumerable.Range(0, Math.Min(workers, _parts.Count)).Select(i => new Thread(Work) { IsBackground = true, Name = $"cut worker {i}" })];
        foreach (var thread in _threads)
        {
            thread.Start();
        }
    }

    /// <summary>Pictures encoded so far.</summary>
    public long Pictures => Interlocked.Read(ref _pictures);

    /// <summary>Seconds of work that an encoded picture took on average, decoding included, divided by the workers; 0 until measured.</summary>
    public double SecondsPerPicture => Pictures == 0 ? 0 : TimeSpan.FromTicks(Interlocked.Read(ref _busy)).TotalSeconds / Pictures / _threads.Length;

    /// <summary>Seconds that the writer stood still for packets.</summary>
    public double SecondsWaited => TimeSpan.FromTicks(_waited).TotalSeconds;

    /// <summary>Bytes read from the sources.</summary>
    public long BytesRead => Interlocked.Read(ref _bytesRead);

    /// <summary>Takes the next packet of a part; waits for it.</summary>
    /// <returns>False when there is none left; <paramref name="concealed"/> then tells how many pictures were damaged or missing.</returns>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    /// <exception cref="ExportException">The part could not be made.</exception>
    public bool TryTake(EncodedPart part, Packet packet, out long concealed)
    {
        var packets = _packets[part.Number];
        var started = _clock.GetTimestamp();
        var isTaken = packets.TryTake(packet);
        _waited += _clock.GetElapsedTime(started).Ticks;
        concealed = isTaken ? 0 : packets.Concealed;
        return isTaken;
    }

    /// <summary>The writer has taken all packets of a part, and those of all before it.</summary>
    public void Written(EncodedPart part)
    {
        lock (_gate)
        {
            _written = part.Number + 1;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Stops the workers and waits for them: a picture at most.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        lock (_gate)
        {
            Monitor.PulseAll(_gate);
        }

        foreach (var packets in _packets)
        {
            packets.Dispose();
        }

        foreach (var thread in _threads)
        {
            thread.Join();
        }

        _stop.Dispose();
    }

    private void Work()
    {
        using var files = new CutFiles(_fileSystem, _logger);
        while (TryTakePart(out var number))
        {
            var part = _parts[number];
            Exception? failure = null;
            var started = _clock.GetTimestamp();
            try
            {
                var (file, before) = files.Open(part.Source, _stop.Token);
                using (var encoder = new PartEncoder(part, _encoders.For(part.Source), _timescale, _packets[number], () => Interlocked.Increment(ref _pictures), _logger))
                {
                    encoder.Run(file, _stop.Token);
                }

                Interlocked.Add(ref _bytesRead, file.BytesRead - before);
            }
            catch (LibAvException e)
            {
                failure = e.Function is "avcodec_send_frame" or "avcodec_receive_packet" or "avcodec_open2"
                    ? new ExportException(ExportErrorKind.Internal, ExportStage.Write, part.Source.Name.AsWritten, part.Run.FirstSegment, $"encoding the pictures around a cut failed: {e.Message.TrimEnd('.')}.", "Cut at keyframes instead (\"cut\": \"keyframe\").", e)
                    : SourceErrors.ReadFailed(part.Source.Name, part.Run.FirstSegment, e.Message, e);
            }
            catch (IOException e)
            {
                failure = SourceErrors.ReadFailed(part.Source.Name, part.Run.FirstSegment, e.Message, e);
            }
            catch (Exception e)
            {
                // Whatever it is belongs to the writer, who is waiting for this part.
                failure = e;
            }

            Interlocked.Add(ref _busy, _clock.GetElapsedTime(started).Ticks);
            _packets[number].Complete(failure);
        }
    }

    private bool TryTakePart(out int number)
    {
        lock (_gate)
        {
            while (!_stop.IsCancellationRequested && _next < _parts.Count && _next >= _written + (_threads.Length * PartsAheadPerWorker))
            {
                Monitor.Wait(_gate);
            }

            number = _next++;
            return !_stop.IsCancellationRequested && number < _parts.Count;
        }
    }
}
