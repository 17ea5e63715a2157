using ExportNative.Engine.Time;
using ExportNative.LibAv;

namespace ExportNative.Engine.Read;

/// <summary>Decodes a file's sound from one sample on, and says where each decoded stretch belongs.</summary>
internal sealed class SoundDecoder : IDisposable
{
    /// <summary>A decoded stretch this many milliseconds away from where the last one ended is no rounding of the container but a hole.</summary>
    private const int Tolerance = 20;

    private readonly SoundFile _file;
    private readonly SoundReader _reader;
    private readonly Decoder _decoder;
    private readonly Packet _packet = new();
    private readonly long _first;
    private readonly CancellationToken _cancellation;
    private long _packetPlace = long.MinValue;     // samples of the file: the packet that was sent last
    private int _packetSamples;
    private long? _expected;                       // samples of the file at the frames' rate: where the last stretch ended
    private readonly long _leadStart;
    private bool _isEnding;

    /// <param name="file">The file.</param>
    /// <param name="reader">Its packets; positioned here.</param>
    /// <param name="first">Samples of the file: the first that is wanted.</param>
    /// <param name="leadMilliseconds">Decoding begins this much earlier: codecs that overlap or predict sound clean by then.</param>
    /// <param name="cancellation">Asked before each packet.</param>
    public SoundDecoder(SoundFile file, SoundReader reader, long first, int leadMilliseconds, CancellationToken cancellation)
    {
        _leadStart = first - ((long)leadMilliseconds * file.Track.SampleRate / 1000);
        _file = file;
        _reader = reader;
        _first = first;
        _cancellation = cancellation;
        _decoder = Decoder.Open(file.Track.Stream.Parameters, file.Track.Stream.TimeBase);
        _reader.Begin(_leadStart);
    }

    /// <summary>The stretch that was decoded last.</summary>
    public Frame Frame { get; } = new();

    /// <summary>Its samples a second.</summary>
    public int Rate => Frame.SampleRate;

    /// <summary>Samples at its start that are to be left out: they lie before the first wanted, or were given out already.</summary>
    public long Skip { get; private set; }

    /// <summary>Samples that are missing before it.</summary>
    public long Hole { get; private set; }

    /// <summary>Packets that could not be decoded.</summary>
    public long Damaged { get; private set; }

    /// <summary>Samples of the file, at its own rate, up to which it could be read.</summary>
    public long EndsAt { get; private set; }

    /// <summary>Decodes the next stretch that has something of what is wanted.</summary>
    /// <returns>False at the end of the file.</returns>
    /// <exception cref="Contracts.ExportException">Reading failed.</exception>
    public bool Next()
    {
        while (Decode())
        {
            if (Place())
            {
                return true;
            }
        }

        return false;
    }

    public void Dispose()
    {
        _decoder.Dispose();
        _packet.Dispose();
        Frame.Dispose();
    }

    /// <summary>Finds out what of the frame is wanted, and what is missing before it.</summary>
    private bool Place()
    {
        var (count, rate) = (Frame.SampleCount, Frame.SampleRate);
        if (count <= 0 || rate <= 0)
        {
            return false;
        }

        var place = Frame.Pts == FFmpeg.NoTimestamp ? _expected ?? AtRate(_first, rate) : AtRate(_file.Track.SampleOf(Frame.Pts), rate);
        var tolerance = (long)Tolerance * rate / 1000;
        if (_expected is { } expected)
        {
            place = Math.Abs(place - expected) <= tolerance ? expected : place;
        }
        else
        {
            // The first stretch fixes the count. Its packet's place is exact where the container's times are rounded.
            var exact = AtRate(_packetPlace, rate) + Math.Max(0, AtRate(_packetSamples, rate) - count);
            place = Math.Abs(place - exact) <= tolerance ? exact : place;
        }

        var begin = _expected is { } from ? Math.Max(from, AtRate(_first, rate)) : AtRate(_first, rate);
        if (place + count <= begin)
        {
            _expected = Math.Max(_expected ?? long.MinValue, place + count);
            return false;
        }

        Skip = Math.Max(0, begin - place);
        Hole = Math.Max(0, place - begin);
        _expected = place + count;
        return true;
    }

    private long AtRate(long samples, int rate) => rate == _file.Track.SampleRate ? samples
        : Ratio.RoundQuotient((Int128)samples * rate, _file.Track.SampleRate);

    private bool Decode()
    {
        var step = CodecStep.Done;
        while (true)
        {
            try
            {
                if (step == CodecStep.Again)
                {
                    step = CodecStep.Done;
                    Send();
                }

                step = _decoder.Receive(Frame);
                if (step != CodecStep.Again)
                {
                    return step == CodecStep.Done;
                }
            }
            catch (LibAvException) when (!_isEnding)
            {
                // The decoder goes on with the next packet; the hole is filled when that is met.
                Damaged++;
                step = CodecStep.Again;
            }
            catch (LibAvException)
            {
                Damaged++;
                return false;
            }
        }
    }

    private void Send()
    {
        while (_reader.Next(_packet, out var place))
        {
            _cancellation.ThrowIfCancellationRequested();
            var samples = _file.Track.DurationOf(_packet);
            (_packetPlace, _packetSamples) = (place, samples);
            if (place + samples >= _leadStart)
            {
                _decoder.Send(_packet);
                return;
            }
        }

        if (!_isEnding)
        {
            _isEnding = true;
            EndsAt = _packetPlace == long.MinValue ? 0 : _packetPlace + _packetSamples;
            _decoder.Send(null);
        }
    }
}
