namespace ExportNative.Engine.Time;

/// <summary>
/// The program's one clock. Where all sources share a constant frame rate, pictures sit on that rate's grid, so that an
/// export of any number of cuts keeps one sample duration; otherwise ticks are fine enough to hold every source's frame
/// times exactly.
/// </summary>
internal sealed class ProgramClock
{
    /// <summary>The finest time scale that MP4 players take without trouble; beyond it times are rounded to 1/90000 s.</summary>
    private const long FinestTimescale = 10_000_000;

    private const int CoarsestTimescale = 10_000;

    /// <summary>Editors compute with doubles: a time that misses a frame's by less than a microsecond means that frame.</summary>
    private static readonly Ratio EditorRounding = new(1, 1_000_000);

    private ProgramClock(long timescale, Ratio? frameRate)
    {
        Timescale = timescale;
        TickDuration = new Ratio(1, timescale);
        FrameRate = frameRate;
        FrameTicks = frameRate is { } rate ? (timescale / rate).Round() : 0;
    }

    /// <summary>Ticks a second.</summary>
    public long Timescale { get; }

    /// <summary>Seconds a tick.</summary>
    public Ratio TickDuration { get; }

    /// <summary>The frame rate of a program on a grid; null where sources differ or vary.</summary>
    public Ratio? FrameRate { get; }

    /// <summary>Ticks of one frame on the grid; 0 without one.</summary>
    public long FrameTicks { get; }

    /// <summary>Some source's frame times had to be rounded to the tick.</summary>
    public bool IsRounded { get; private init; }

    /// <param name="sources">Per source that is used: its constant rate or null, and the seconds of its raw tick.</param>
    public static ProgramClock For(IReadOnlyList<(Ratio? Rate, Ratio TimeBase)> sources)
    {
        var rate = sources[0].Rate;
        if (rate is { } common && sources.All(s => s.Rate == rate))
        {
            var timeBase = sources[0].TimeBase;
            var keepsScale = timeBase.Numerator == 1 && (1 / (common * timeBase)).Denominator == 1
                && timeBase.Denominator >= CoarsestTimescale && sources.All(s => s.TimeBase == timeBase);
            var scale = keepsScale ? (long)timeBase.Denominator : Refine((long)common.Numerator);
            return new ProgramClock(scale, rate);
        }

        Int128 multiple = 1;
        foreach (var (ownRate, timeBase) in sources)
        {
            multiple = Ratio.LeastCommonMultiple(multiple, ownRate is { } r ? r.Numerator : timeBase.Denominator);
            if (multiple > FinestTimescale)
            {
                return new ProgramClock(90_000, null) { IsRounded = true };
            }
        }

        return new ProgramClock(Refine((long)multiple), null);
    }

    /// <summary>The tick, on the grid where there is one, nearest to a program time in seconds.</summary>
    public long Place(Ratio programSeconds) => FrameRate is { } rate
        ? (programSeconds * rate).Round() * FrameTicks
        : (programSeconds * Timescale).Round();

    /// <summary>
    /// The first tick, on the grid where there is one, at or after a program time: the tick from which on a segment that begins
    /// then is on screen, because segments are half-open.
    /// </summary>
    public long FirstAtOrAfter(Ratio programSeconds) => FrameRate is { } rate
        ? ((programSeconds - EditorRounding) * rate).Ceiling() * FrameTicks
        : (programSeconds * Timescale).Round();

    /// <summary>Program seconds of a tick, exact.</summary>
    public Ratio SecondsOf(long tick) => new(tick, Timescale);

    private static long Refine(long scale)
    {
        while (scale < CoarsestTimescale)
        {
            scale *= 2;
        }

        return scale;
    }
}
