using System.Runtime.InteropServices;
using ExportNative.Engine.Time;
using ExportNative.LibAv;

namespace ExportNative.Engine.Read;

/// <summary>
/// Decodes a source's sound and keeps the loudest sample of each interval. The interval begins at 20 ms and doubles whenever
/// there are too many peaks, so memory does not grow with the length, and a length need not be known.
/// </summary>
internal sealed class SoundPeaks
{
    private const int MostPeaks = 20_000;
    private const int PeaksPerSecondAtFirst = 50;

    /// <summary>Seconds of sound that are decoded of one file, evenly spread: some ten seconds of work.</summary>
    private const int MostDecodedSeconds = 7_200;

    /// <summary>Of a longer file every n-th seventh of a second is decoded: at least one of them lies in each peak's time.</summary>
    private const int BlocksPerSecond = 7;

    /// <summary>The longest time that a config can name; what claims to lie behind it is damaged.</summary>
    private const long LatestSeconds = Contracts.Seconds.MaxWholeSeconds;

    private readonly SourceGlance _source;
    private readonly InputStream _audio;
    private readonly int _rate;
    private readonly Ratio _samplesPerTick;
    private readonly Ratio _zeroSamples;
    private readonly long _stride;
    private readonly long _latestPts;
    private readonly byte[] _peaks = new byte[MostPeaks];
    private long _samplesPerPeak;
    private int _count;
    private long _next;

    private SoundPeaks(SourceGlance source, InputStream audio)
    {
        _source = source;
        _audio = audio;
        _rate = audio.Parameters.SampleRate;
        _samplesPerTick = audio.TimeBase.ToRatio() * _rate;
        _zeroSamples = source.Zero * _rate;
        _latestPts = (new Ratio(LatestSeconds, 1) / audio.TimeBase.ToRatio()).Floor();
        _samplesPerPeak = Math.Max(1, _rate / PeaksPerSecondAtFirst);
        _stride = Math.Max(1, (source.Demuxer.Duration / 1_000_000 / MostDecodedSeconds) + 1);
    }

    /// <returns>Null when there is no sound.</returns>
    /// <exception cref="LibAvException">There is no decoder for it, or the file cannot be read at all.</exception>
    public static SoundPeaksData? Take(SourceGlance source, CancellationToken cancellation)
    {
        if (source.Audio is not { Parameters.SampleRate: > 0 } audio)
        {
            return null;
        }

        source.ReadOnly(audio);
        var peaks = new SoundPeaks(source, audio);
        peaks.Run(cancellation);
        return new SoundPeaksData(peaks._rate, peaks._samplesPerPeak, peaks._peaks[..peaks._count]);
    }

    private void Run(CancellationToken cancellation)
    {
        using var decoder = Decoder.Open(_audio.Parameters, _audio.TimeBase);
        using var packet = new Packet();
        using var frame = new Frame();
        var isAfterGap = false;
        while (Read(packet))
        {
            cancellation.ThrowIfCancellationRequested();
            if (packet.StreamIndex != _audio.Index || IsLeftOut(packet))
            {
                isAfterGap |= packet.StreamIndex == _audio.Index;
                packet.Unref();
                continue;
            }

            if (isAfterGap)
            {
                decoder.Reset();
                isAfterGap = false;
            }

            Decode(decoder, packet, frame);
            packet.Unref();
        }

        Decode(decoder, null, frame);
    }

    // A file that breaks off is shown as far as it goes.
    private bool Read(Packet packet)
    {
        try
        {
            return _source.Demuxer.Read(packet);
        }
        catch (LibAvException) when (_count > 0)
        {
            return false;
        }
    }

    private bool IsLeftOut(Packet packet)
        => _stride > 1 && IsTime(packet.Pts) && SampleOf(packet.Pts) / Math.Max(1, _rate / BlocksPerSecond) % _stride != 0;

    private void Decode(Decoder decoder, Packet? packet, Frame frame)
    {
        try
        {
            decoder.Send(packet);
            while (decoder.Receive(frame) == CodecStep.Done)
            {
                Take(frame);
            }
        }
        catch (LibAvException)
        {
            // A damaged packet is a hole in the picture of the sound; the decoder goes on with the next one.
            return;
        }
    }

    private void Take(Frame frame)
    {
        var at = frame.BestEffortTimestamp;
        var start = IsTime(at) ? SampleOf(at) : _next;
        _next = start + frame.SampleCount;
        var from = (int)Math.Clamp(-start, 0, frame.SampleCount);
        while (from < frame.SampleCount)
        {
            var index = PeakOf(start + from);
            var to = (int)Math.Min(frame.SampleCount, ((index + 1) * _samplesPerPeak) - start);
            _peaks[index] = Math.Max(_peaks[index], Loudest(frame, from, to));
            _count = Math.Max(_count, (int)index + 1);
            from = to;
        }
    }

    // Doubles the interval until the place fits.
    private long PeakOf(long sample)
    {
        while (sample / _samplesPerPeak >= MostPeaks)
        {
            for (var i = 0; i < MostPeaks; i++)
            {
                _peaks[i] = i < MostPeaks / 2 ? Math.Max(_peaks[2 * i], _peaks[(2 * i) + 1]) : (byte)0;
            }

            _count = (_count + 1) / 2;
            _samplesPerPeak *= 2;
        }

        return sample / _samplesPerPeak;
    }

    // FFmpeg.NoTimestamp lies far outside too.
    private bool IsTime(long pts) => pts >= -_latestPts && pts <= _latestPts;

    private long SampleOf(long pts) => ((_samplesPerTick * pts) - _zeroSamples).Round();

    // Sample formats by their numbers in libavutil/samplefmt.h, which are part of its ABI.
    private static byte Loudest(Frame frame, int from, int to)
    {
        var isPlanar = frame.Format is >= 5 and <= 9 or 11;
        var perSample = isPlanar ? 1 : frame.Channels;
        double loudest = 0;
        for (var plane = 0; plane < (isPlanar ? frame.Channels : 1); plane++)
        {
            var bytes = frame.Samples(plane);
            loudest = Math.Max(loudest, frame.Format switch
            {
                0 or 5 => Largest(bytes[(from * perSample)..(to * perSample)]),
                1 or 6 => Largest(MemoryMarshal.Cast<byte, short>(bytes)[(from * perSample)..(to * perSample)]),
                2 or 7 => Largest(MemoryMarshal.Cast<byte, int>(bytes)[(from * perSample)..(to * perSample)]),
                3 or 8 => Largest(MemoryMarshal.Cast<byte, float>(bytes)[(from * perSample)..(to * perSample)]),
                4 or 9 => Largest(MemoryMarshal.Cast<byte, double>(bytes)[(from * perSample)..(to * perSample)]),
                10 or 11 => Largest(MemoryMarshal.Cast<byte, long>(bytes)[(from * perSample)..(to * perSample)]),
                _ => 0,
            });
        }

        return (byte)Math.Round(Math.Min(loudest, 1) * 255);
    }

    private static double Largest(ReadOnlySpan<byte> samples)
    {
        var largest = 0;
        foreach (var sample in samples)
        {
            largest = Math.Max(largest, Math.Abs(sample - 128));
        }

        return largest / 128.0;
    }

    private static double Largest(ReadOnlySpan<short> samples)
    {
        var largest = 0;
        foreach (var sample in samples)
        {
            largest = Math.Max(largest, Math.Abs((int)sample));
        }

        return largest / 32_768.0;
    }

    private static double Largest(ReadOnlySpan<int> samples)
    {
        long largest = 0;
        foreach (var sample in samples)
        {
            largest = Math.Max(largest, Math.Abs((long)sample));
        }

        return largest / 2_147_483_648.0;
    }

    private static double Largest(ReadOnlySpan<float> samples)
    {
        float largest = 0;
        foreach (var sample in samples)
        {
            // Not Math.Max, which would let a NaN win.
            largest = Math.Abs(sample) > largest ? Math.Abs(sample) : largest;
        }

        return largest;
    }

    private static double Largest(ReadOnlySpan<double> samples)
    {
        double largest = 0;
        foreach (var sample in samples)
        {
            largest = Math.Abs(sample) > largest ? Math.Abs(sample) : largest;
        }

        return largest;
    }

    private static double Largest(ReadOnlySpan<long> samples)
    {
        double largest = 0;
        foreach (var sample in samples)
        {
            largest = Math.Max(largest, Math.Abs((double)sample));
        }

        return largest / 9_223_372_036_854_775_808.0;
    }
}
