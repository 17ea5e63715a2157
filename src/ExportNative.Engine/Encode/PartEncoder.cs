using ExportNative.Contracts;
using ExportNative.Engine.Plan;
using ExportNative.Engine.Read;
using ExportNative.LibAv;
using Microsoft.Extensions.Logging;

namespace ExportNative.Engine.Encode;

/// <summary>
/// Makes the packets of one encoded part: decodes from the keyframe before it and encodes the pictures that belong to it. Decoder
/// and encoder are new for each part and have one thread, so the result depends on nothing else.
/// </summary>
/// <remarks>
/// Damage is treated as players treat it: a packet that the decoder refuses is left out, a picture that it had to repair is shown
/// as it is, one that is missing leaves the picture before on screen. All three are counted, and so are pictures decoded from them.
/// </remarks>
internal sealed class PartEncoder : IDisposable
{
    private static readonly Dictionary<string, string> OneThread = new() { ["threads"] = "1" };

    private readonly EncodedPart _part;
    private readonly PartPackets _target;
    private readonly Decoder _decoder;
    private readonly Encoder _encoder;
    private readonly Action _pictureEncoded;
    private readonly Packet _packet = new();
    private readonly Packet _encoded = new();
    private readonly Frame _frame = new();
    private readonly int _codecId;
    private readonly HashSet<long> _expected = [];
    private readonly DecoderComplaints _complaints;
    private bool _restsOnDamage;
    private long _nextTick = long.MinValue;
    private long _latestStep;
    private long _pictures;

    /// <param name="part">What is made.</param>
    /// <param name="settings">The encoder.</param>
    /// <param name="timescale">Ticks of the program a second.</param>
    /// <param name="target">Takes the packets.</param>
    /// <param name="pictureEncoded">Called for each picture.</param>
    /// <param name="logger">FFmpeg's messages.</param>
    /// <exception cref="LibAvException">Decoder or encoder cannot be opened.</exception>
    public PartEncoder(EncodedPart part, EncoderSettings settings, int timescale, PartPackets target, Action pictureEncoded, ILogger logger)
    {
        _part = part;
        _target = target;
        _latestStep = part.FirstStep;
        _pictureEncoded = pictureEncoded;
        var video = part.Source.Video;
        _codecId = video.Stream.CodecId;
        _complaints = new DecoderComplaints(logger);
        _decoder = Decoder.Open(video.Stream.Parameters, video.Stream.TimeBase, OneThread, _complaints);
        try
        {
            _encoder = settings.Open(part.Source, new Rational(1, timescale), inBandHeaders: true);
        }
        catch
        {
            _decoder.Dispose();
            throw;
        }
    }

    /// <summary>Decodes and encodes the whole part.</summary>
    /// <exception cref="ExportException">The footage changes its size or format, or ends before its container says.</exception>
    /// <exception cref="LibAvException">The file cannot be read, or encoding failed.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public void Run(CutFile file, CancellationToken cancellation)
    {
        // 1. Decode up to the last picture of the part.
        file.SeekTo(_part.DecodeFrom);
        bool begun = false, done = false, ended = false;
        while (!done && !ended)
        {
            cancellation.ThrowIfCancellationRequested();
            ended = !file.Read(_packet);
            if (ended)
            {
                done = Send(null);
                break;
            }

            begun |= _packet.Pts == _part.DecodeFrom.Pts && _packet.IsKeyframe;
            if (begun && IsNeeded())
            {
                done = Send(_packet);
            }

            _packet.Unref();
        }

        // 2. The very last pictures may be missing in every player; elsewhere a packet that no picture came of was damaged.
        if (ended)
        {
            CheckEnd();
        }
        else
        {
            _target.Conceal(Math.Max(0, _expected.Count - _pictures));
        }

        // 3. Let the encoder give out what it held back.
        if (_pictures > 0)
        {
            Encode(null);
        }
    }

    public void Dispose()
    {
        _decoder.Dispose();
        _encoder.Dispose();
        _packet.Dispose();
        _encoded.Dispose();
        _frame.Dispose();
    }

    /// <summary>Decides by the packet alone; counts the pictures that must come of the part's packets.</summary>
    private bool IsNeeded()
    {
        if (_packet.Pts == FFmpeg.NoTimestamp)
        {
            return true;
        }

        var step = _part.Source.Video.StepOf(_packet.Pts);
        if (step >= _part.FirstStep && step < _part.EndStep && PictureUse.IsShown(_codecId, _packet.Data))
        {
            // Two fields of one picture may come as two packets.
            _expected.Add(step);
        }

        return step >= _part.FirstStep || PictureUse.IsReference(_codecId, _packet.Data, _part.Source.Video.NalFormat);
    }

    /// <summary>The file ended before the part did: right at its own end, and damage anywhere else.</summary>
    private void CheckEnd()
    {
        var missing = _part.Source.TimeOfStep(_part.EndStep) - _part.Source.TimeOfStep(_latestStep);
        if (missing > _part.Source.Video.LatestEnd)
        {
            throw SourceErrors.ReadFailed(_part.Source.Name, _part.Run.FirstSegment, $"its pictures end {missing} s before they should: it is cut off or damaged", null);
        }
    }

    /// <returns>True when the part is complete.</returns>
    private bool Send(Packet? packet)
    {
        while (true)
        {
            var step = CodecStep.Done;
            var complaints = _complaints.Count;
            try
            {
                step = _decoder.Send(packet);
            }
            catch (LibAvException)
            {
                // Refused: players go on with the next one. What it was to show is found missing, or repaired, below.
            }

            NoteDamage(packet, complaints);
            if (TakeFrames())
            {
                return true;
            }

            if (step != CodecStep.Again)
            {
                return false;
            }
        }
    }

    /// <summary>
    /// Damage lasts until the next keyframe, unless nothing is decoded from the packet. Pictures shown before the keyframe that decoding
    /// begins at lack what they refer to, and are not wanted.
    /// </summary>
    private void NoteDamage(Packet? packet, long complaintsBefore)
    {
        if (packet is null || packet.Pts < _part.DecodeFrom.Pts)
        {
            return;
        }

        _restsOnDamage &= !packet.IsKeyframe;
        if (_complaints.Count > complaintsBefore)
        {
            if (PictureUse.IsReference(_codecId, packet.Data, _part.Source.Video.NalFormat))
            {
                _restsOnDamage = true;
            }
            else
            {
                _target.Conceal(1);
            }
        }
    }

    private bool TakeFrames()
    {
        while (true)
        {
            try
            {
                if (_decoder.Receive(_frame) != CodecStep.Done)
                {
                    return false;
                }
            }
            catch (LibAvException)
            {
                continue;
            }

            var pts = _frame.Pts == FFmpeg.NoTimestamp ? _frame.BestEffortTimestamp : _frame.Pts;
            if (pts == FFmpeg.NoTimestamp)
            {
                continue;
            }

            var step = _part.Source.Video.StepOf(pts);
            if (step >= _part.EndStep)
            {
                return true;
            }

            var tick = _part.Run.TickOf(step);
            if (step >= _part.FirstStep && tick >= _nextTick)
            {
                _latestStep = step;
                Encode(tick);
            }
        }
    }

    private void Encode(long tick)
    {
        var wanted = _part.Source.Video.Stream.Parameters;
        if (_frame.Width != wanted.Width || _frame.Height != wanted.Height || _frame.Format != wanted.Format)
        {
            throw new ExportException(
                ExportErrorKind.NotCopyable, ExportStage.Read, _part.Source.Name.AsWritten, _part.Run.FirstSegment,
                "its picture size or pixel format changes in the middle of the file.", "Split the file where they change, and name the parts as sources.");
        }

        if (_frame.IsCorrupt || _restsOnDamage)
        {
            _target.Conceal(1);
        }

        // The decoder's own picture types must not be repeated; the first picture must stand by itself.
        _frame.PictureType = _pictures == 0 ? 1 : 0;
        _frame.Pts = tick;
        _nextTick = tick + 1;
        _pictures++;
        Encode(_frame);
        _pictureEncoded();
    }

    private void Encode(Frame? frame)
    {
        CodecStep sent;
        do
        {
            sent = _encoder.Send(frame);
            while (_encoder.Receive(_encoded) == CodecStep.Done)
            {
                _target.Add(_encoded);
            }
        }
        while (sent == CodecStep.Again);
    }
}
