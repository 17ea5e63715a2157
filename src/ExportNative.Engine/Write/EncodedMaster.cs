using ExportNative.Engine.Plan;
using ExportNative.Engine.Read;
using ExportNative.Engine.Time;
using ExportNative.LibAv;

namespace ExportNative.Engine.Write;

/// <summary>
/// Encodes a master sound once, from the program's first sample to its last: the encoder gets one uninterrupted row of samples
/// that begins at exactly that sample, so the result is what one encode of the cut-out stretch gives.
/// </summary>
internal sealed class EncodedMaster : MasterOutput
{
    private const int UsualFrame = 1024;
    private const int LeadMilliseconds = 500;

    private readonly SoundDecoder _decoder;
    private readonly Encoder _encoder;
    private readonly SampleQueue _queue;
    private readonly Frame _frame = new();
    private readonly Packet _packet = new();
    private readonly CodecParameters _form;        // format, rate and channels of the encoder's frames
    private readonly int _frameSamples;
    private Resampler? _resampler;
    private (int Format, int Rate, int Channels) _resampled;
    private long _filled;                          // samples of the program in the queue or beyond it
    private long _sent;                            // samples of the program that the encoder has
    private long _toSkip;                          // converted samples that lie before the program
    private bool _isFlushed;
    private bool _isDone;

    /// <inheritdoc cref="MasterOutput(MasterSound, OutputContainer, Ratio, CancellationToken)"/>
    public EncodedMaster(MasterSound master, OutputContainer container, Ratio length, CancellationToken cancellation)
        : base(master, container, length, cancellation)
    {
        var encoding = master.Encoding!;
        _form = encoding.Wanted(master.File);
        _encoder = encoding.Open(master.File);
        Parameters = _encoder.Parameters();
        _frameSamples = _encoder.FrameSize > 0 ? _encoder.FrameSize : UsualFrame;
        var isPlanar = SampleFormats.IsPlanar(_form.Format);
        _queue = new SampleQueue(isPlanar ? _form.Channels : 1, SampleFormats.BytesPerSample(_form.Format) * (isPlanar ? 1 : _form.Channels));
        _decoder = new SoundDecoder(master.File, Reader, master.FirstSample, LeadMilliseconds, cancellation);
    }

    public override CodecParameters Parameters { get; }

    protected override bool IsDone => _isDone;

    protected override void Step()
    {
        while (_queue.Count < _frameSamples && _filled < End)
        {
            Fill();
        }

        var count = Math.Min(_frameSamples, _queue.Count);
        if (count > 0)
        {
            _frame.AllocateSilence(_form, _form.Format, count);
            _queue.TakeInto(_frame);
            _frame.Pts = _sent;
            _sent += count;
            _encoder.Send(_frame);
        }
        else if (!_isFlushed)
        {
            _isFlushed = true;
            _encoder.Send(null);
        }

        Drain();
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _decoder.Dispose();
        _encoder.Dispose();
        _resampler?.Dispose();
        _frame.Dispose();
        _packet.Dispose();
        _form.Dispose();
        Parameters.Dispose();
    }

    /// <summary>Appends the next decoded stretch where it belongs, or silence when there is none left.</summary>
    private void Fill()
    {
        var goesOn = _decoder.Next();
        DamagedPackets = _decoder.Damaged;
        if (!goesOn)
        {
            CheckEnd(_decoder.EndsAt);
            FinishConverting();
            AddSilence(_frameSamples);
            return;
        }

        // Silence for what the file does not have: before its beginning, and where it has holes.
        var hole = Scaled(_decoder.Hole, _decoder.Rate);
        while (hole > 0 && _filled < End)
        {
            hole -= AddSilence(hole);
        }

        _toSkip += Scaled(_decoder.Skip, _decoder.Rate);
        Resampler().Convert(_decoder.Frame, _frame);
        AddConverted();
        HasSounded = true;
    }

    private void AddConverted()
    {
        var skip = (int)Math.Min(_frame.SampleCount, _toSkip);
        var count = (int)Math.Clamp(End - _filled, 0, _frame.SampleCount - skip);
        _toSkip -= skip;
        if (count > 0)
        {
            _queue.Add(_frame, skip, count);
            _filled += count;
        }
    }

    private int AddSilence(long samples)
    {
        var count = (int)Math.Min(Math.Min(samples, _frameSamples), End - _filled);
        _queue.AddSilence(count);
        _filled += count;
        return count;
    }

    /// <summary>A change of the sample rate holds some samples back until the end is known.</summary>
    private void FinishConverting()
    {
        if (_resampler is not null && _resampled.Rate != SampleRate)
        {
            _resampler.Convert(null, _frame);
            AddConverted();
        }

        _resampler?.Dispose();
        _resampler = null;
    }

    private long Scaled(long samples, int rate) => rate == SampleRate ? samples : Ratio.RoundQuotient((Int128)samples * SampleRate, Math.Max(1, rate));

    /// <summary>Damaged or spliced files change their form on the way; the encoder's stays.</summary>
    private Resampler Resampler()
    {
        var form = (_decoder.Frame.Format, _decoder.Frame.SampleRate, _decoder.Frame.Channels);
        if (_resampler is null || _resampled != form)
        {
            _resampler?.Dispose();
            _resampler = LibAv.Resampler.Open(_decoder.Frame, _form);
            _resampled = form;
        }

        return _resampler;
    }

    private void Drain()
    {
        CodecStep step;
        while ((step = _encoder.Receive(_packet)) == CodecStep.Done)
        {
            // What the encoder appends to come to the end of its last frame lies beyond the program.
            if (_packet.Pts < End)
            {
                EncodedPackets++;
                Write(_packet, _packet.Pts, _packet.Duration > 0 ? _packet.Duration : _frameSamples);
            }
        }

        _isDone = step == CodecStep.EndOfStream;
    }
}
