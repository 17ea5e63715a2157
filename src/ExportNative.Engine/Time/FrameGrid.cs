namespace ExportNative.Engine.Time;

/// <summary>
/// The exact times of a constant frame rate behind the rounded timestamps of a container: Matroska rounds to milliseconds,
/// MPEG-TS to 1/90000 s, so 1/30 s arrives as 33, 34, 33. Picture n of the grid is shown at
/// <see cref="Origin"/> + n / <see cref="Rate"/> seconds (raw, that is before the source's zero is subtracted).
/// </summary>
internal sealed class FrameGrid
{
    private readonly Int128 _scale;      // frames per raw tick = _scale / _divisor
    private readonly Int128 _divisor;
    private readonly long _origin;       // raw ticks
    private readonly long _tolerance;    // raw ticks

    /// <param name="rate">Frames per second, positive.</param>
    /// <param name="timeBase">Seconds per raw tick.</param>
    /// <param name="originTicks">Raw timestamp of a picture that lies on the grid.</param>
    public FrameGrid(Ratio rate, Ratio timeBase, long originTicks)
    {
        Rate = rate;
        var framesPerTick = rate * timeBase;
        _scale = framesPerTick.Numerator;
        _divisor = framesPerTick.Denominator;
        _origin = originTicks;
        Origin = timeBase * originTicks;

        // Both the origin and the timestamp were rounded by up to one tick (some muxers truncate).
        _tolerance = _divisor % _scale == 0 && _divisor / _scale > 2 ? 0 : 2;
    }

    /// <summary>Frames per second.</summary>
    public Ratio Rate { get; }

    /// <summary>Raw seconds of picture 0.</summary>
    public Ratio Origin { get; }

    /// <summary>The picture number nearest to a raw timestamp.</summary>
    public long IndexOf(long rawPts) => Ratio.RoundQuotient((Int128)(rawPts - _origin) * _scale, _divisor);

    /// <summary>Whether a raw timestamp is what the container's rounding makes of a time on the grid.</summary>
    public bool Holds(long rawPts)
    {
        var exact = (Int128)IndexOf(rawPts) * _divisor;
        var given = (Int128)(rawPts - _origin) * _scale;
        var distance = given > exact ? given - exact : exact - given;
        return distance <= (Int128)_tolerance * _scale;
    }
}
