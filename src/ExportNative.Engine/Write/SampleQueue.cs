using ExportNative.LibAv;

namespace ExportNative.Engine.Write;

/// <summary>Samples between a decoder and an encoder that cut the same sound into frames of different length.</summary>
/// <param name="planes">1 for interleaved channels, otherwise their number.</param>
/// <param name="bytesPerSample">Bytes that one sample takes in a plane.</param>
internal sealed class SampleQueue(int planes, int bytesPerSample)
{
    private readonly byte[][] _planes = [.. Enumerable.Range(0, planes).Select(_ => new byte[16384])];
    private int _from;
    private int _to;

    /// <summary>Samples waiting.</summary>
    public int Count => (_to - _from) / bytesPerSample;

    /// <summary>Takes in samples of a frame.</summary>
    /// <param name="frame">Of the queue's format.</param>
    /// <param name="skip">Samples at its start that are left out.</param>
    /// <param name="count">Samples taken behind those.</param>
    public void Add(Frame frame, int skip, int count)
    {
        Reserve(count);
        for (var plane = 0; plane < _planes.Length; plane++)
        {
            frame.Samples(plane).Slice(skip * bytesPerSample, count * bytesPerSample).CopyTo(_planes[plane].AsSpan(_to));
        }

        _to += count * bytesPerSample;
    }

    /// <summary>Takes in silence: zeros, which is what all signed and floating formats mean by it.</summary>
    public void AddSilence(int count)
    {
        Reserve(count);
        foreach (var plane in _planes)
        {
            plane.AsSpan(_to, count * bytesPerSample).Clear();
        }

        _to += count * bytesPerSample;
    }

    /// <summary>Gives out the oldest samples, as many as a frame has.</summary>
    public void TakeInto(Frame frame)
    {
        for (var plane = 0; plane < _planes.Length; plane++)
        {
            var target = frame.Samples(plane);
            _planes[plane].AsSpan(_from, target.Length).CopyTo(target);
        }

        _from += frame.SampleCount * bytesPerSample;
    }

    private void Reserve(int count)
    {
        var waiting = _to - _from;
        var needed = waiting + (count * bytesPerSample);
        for (var plane = 0; plane < _planes.Length; plane++)
        {
            var old = _planes[plane];
            if (needed > old.Length)
            {
                _planes[plane] = new byte[needed * 2];
            }

            old.AsSpan(_from, waiting).CopyTo(_planes[plane]);
        }

        (_from, _to) = (0, waiting);
    }
}
