using System.Runtime.InteropServices;
using ExportNative.Contracts;
using ExportNative.Engine.Plan;
using ExportNative.Engine.Read;
using ExportNative.LibAv;

namespace ExportNative.Engine.Write;

/// <summary>
/// Encodes the two packets of a seam. Both sources are decoded around it, faded into each other, and given to a fresh encoder
/// that begins some packets earlier, so that its state has settled and its delay is over when the two come out.
/// </summary>
internal sealed class SeamPackets : IDisposable
{
    private const int FadeMilliseconds = 10;
    private const int SettlingMilliseconds = 100;
    private const int OpusOverlap = 120;           // samples: 2.5 ms
    private const int FramesBehind = 4;            // what an encoder may want to see before it gives out a packet

    private readonly SeamEncoding _encoding;
    private readonly CodecParameters _form;        // what the encoder takes
    private readonly CodecParameters _decoded;     // the same as floats, one row for each channel
    private readonly CancellationToken _cancellation;
    private readonly Frame _frame = new();
    private readonly Packet _made = new();

    /// <param name="encoding">The encoder.</param>
    /// <param name="reference">The sound whose form all sources share.</param>
    /// <param name="cancellation">Asked before each packet read.</param>
    public SeamPackets(SeamEncoding encoding, AudioTrack reference, CancellationToken cancellation)
    {
        _encoding = encoding;
        _cancellation = cancellation;
        _form = encoding.Form(reference);
        _decoded = _form.Clone();
        _decoded.Format = SampleFormats.FltPlanar;
    }

    /// <inheritdoc cref="SeamEncoding.FadesInSecond"/>
    public bool FadesInSecond => _encoding.FadesInSecond;

    /// <summary>Whether packets of this many samples can be made.</summary>
    public bool Makes(int packetSamples) => _encoding.Makes(packetSamples);

    /// <summary>Replaces two packets that follow each other.</summary>
    /// <param name="at">Samples of the program: where the first is.</param>
    /// <param name="duration">Samples of each.</param>
    /// <param name="outgoing">What sounds up to the fade.</param>
    /// <param name="incoming">What sounds from there on.</param>
    /// <param name="first">Gets its new content.</param>
    /// <param name="second">Gets its new content.</param>
    /// <returns>False when it could not be done; the packets are as they were.</returns>
    public bool Make(long at, int duration, SoundOrigin outgoing, SoundOrigin incoming, Packet first, Packet second)
    {
        try
        {
            using var encoder = _encoding.Open(_form, duration);
            using var parameters = encoder.Parameters();
            var padding = parameters.InitialPadding;
            var settling = (((_form.SampleRate * SettlingMilliseconds / 1000) + padding) / duration) + 1;
            var from = at - ((long)settling * duration) + padding;
            var signal = Mix(from, (settling + 2 + FramesBehind) * duration, at + duration, duration, outgoing, incoming);
            return Encode(encoder, signal, duration, ((long)settling * duration) - padding, first, second);
        }
        catch (LibAvException)
        {
            return false;
        }
        catch (ExportException e) when (e.Kind is ExportErrorKind.ReadFailed or ExportErrorKind.SourceUnreadable or ExportErrorKind.SourceMissing)
        {
            // The seam stays plain; if the source is really broken, its own packets tell.
            return false;
        }
    }

    public void Dispose()
    {
        _form.Dispose();
        _decoded.Dispose();
        _frame.Dispose();
        _made.Dispose();
    }

    /// <summary>The outgoing sound, the incoming after it, and a fade of equal gain between.</summary>
    private float[][] Mix(long from, int count, long secondAt, int duration, SoundOrigin outgoing, SoundOrigin incoming)
    {
        var fade = Math.Min(duration, _form.SampleRate * FadeMilliseconds / 1000);
        var fadeFrom = (int)(secondAt - from) + (_encoding.FadesInSecond ? (duration - fade) / 2 : -Math.Min(duration, fade + OpusOverlap));
        var one = Decode(outgoing, from, fadeFrom + fade);
        var other = Decode(incoming, from + fadeFrom, count - fadeFrom);
        var mixed = Enumerable.Range(0, _form.Channels).Select(_ => new float[count]).ToArray();
        for (var channel = 0; channel < mixed.Length; channel++)
        {
            var row = mixed[channel];
            one?[channel].AsSpan(0, fadeFrom).CopyTo(row);
            other?[channel].AsSpan(fade).CopyTo(row.AsSpan(fadeFrom + fade));
            for (var i = 0; i < fade; i++)
            {
                var gain = (1 - MathF.Cos(MathF.PI * (i + 0.5f) / fade)) / 2;
                row[fadeFrom + i] = ((one?[channel][fadeFrom + i] ?? 0) * (1 - gain)) + ((other?[channel][i] ?? 0) * gain);
            }
        }

        return mixed;
    }

    private float[][]? Decode(SoundOrigin origin, long from, int count) => origin.Source is not { } source ? null
        : SoundStretch.Read(source.SoundAlone.Value, from - origin.Shift, _decoded, count, _cancellation);

    /// <summary>Feeds the signal, and takes the packet of the given time and the one after it.</summary>
    private bool Encode(Encoder encoder, float[][] signal, int duration, long wanted, Packet first, Packet second)
    {
        using var one = new Packet();
        using var other = new Packet();
        for (var sent = 0; sent < signal[0].Length; sent += duration)
        {
            Fill(signal, sent, duration);
            _frame.Pts = sent;
            encoder.Send(_frame);
            while (encoder.Receive(_made) == CodecStep.Done)
            {
                if (_made.Pts == wanted)
                {
                    _made.MoveTo(one);
                }
                else if (_made.Pts == wanted + duration)
                {
                    _made.MoveTo(other);
                }
            }

            if (one.Size > 0 && other.Size > 0)
            {
                one.MoveTo(first);
                other.MoveTo(second);
                first.IsKeyframe = second.IsKeyframe = true;
                return true;
            }
        }

        return false;
    }

    private void Fill(float[][] signal, int from, int count)
    {
        _frame.AllocateSilence(_form, _form.Format, count);
        if (SampleFormats.IsPlanar(_form.Format))
        {
            for (var channel = 0; channel < signal.Length; channel++)
            {
                MemoryMarshal.AsBytes(signal[channel].AsSpan(from, count)).CopyTo(_frame.Samples(channel));
            }

            return;
        }

        var target = MemoryMarshal.Cast<byte, float>(_frame.Samples(0));
        for (var i = 0; i < count; i++)
        {
            for (var channel = 0; channel < signal.Length; channel++)
            {
                target[(i * signal.Length) + channel] = signal[channel][from + i];
            }
        }
    }
}
