namespace ExportNative.Engine.Write;

/// <summary>
/// Makes decoding times from presentation times for the whole program: the n-th packet is decoded when the picture
/// <c>depth</c> places earlier in showing order is shown. That rises strictly over every join whatever the sources' own DTS
/// were, never passes the PTS as long as no source reorders deeper than <c>depth</c>, and stays evenly spaced where the
/// pictures are.
/// </summary>
internal sealed class DecodeOrder
{
    /// <summary>H.264 and HEVC allow no deeper reordering.</summary>
    public const int DeepestReordering = 16;

    private readonly long[] _waiting;      // the last depth + 1 presentation times, ascending
    private readonly int _depth;
    private readonly long _step;
    private readonly bool _allowsEqualTimes;
    private int _count;
    private long _last = long.MinValue;

    /// <param name="depth">Pictures, 0 to <see cref="DeepestReordering"/>.</param>
    /// <param name="step">Nominal ticks of a picture, for the decoding times before the first picture is shown.</param>
    /// <param name="allowsEqualTimes">VP8 in WebM: a hidden reference picture has the time of the one shown after it.</param>
    public DecodeOrder(int depth, long step, bool allowsEqualTimes)
    {
        _allowsEqualTimes = allowsEqualTimes;
        ArgumentOutOfRangeException.ThrowIfNegative(depth);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(depth, DeepestReordering);
        _depth = depth;
        _step = Math.Max(1, step);
        _waiting = new long[depth + 1];
    }

    /// <summary>The decoding time of the next packet in decode order.</summary>
    /// <param name="pts">Its presentation time, ticks of the program.</param>
    /// <param name="dts">Its decoding time, same ticks.</param>
    public DecodeOrderResult Next(long pts, out long dts)
    {
        if (_count == 0)
        {
            for (var i = 0; i < _depth; i++)
            {
                _waiting[i] = pts - ((_depth - i) * _step);
            }

            _count = _depth;
        }

        var place = _count;
        while (place > 0 && _waiting[place - 1] > pts)
        {
            _waiting[place] = _waiting[place - 1];
            place--;
        }

        _waiting[place] = pts;
        dts = _waiting[0];
        Array.Copy(_waiting, 1, _waiting, 0, _count);
        if (dts < _last || dts > pts)
        {
            return DecodeOrderResult.TooDeep;
        }

        if (dts == _last && !_allowsEqualTimes)
        {
            return DecodeOrderResult.SameTime;
        }

        _last = dts;
        return DecodeOrderResult.Fits;
    }
}
