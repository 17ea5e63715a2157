using ExportNative.Engine.Read;

namespace ExportNative.Engine.Time;

/// <summary>
/// Gives a source's pictures their place in the program: one keyframe is put on a tick, every other picture keeps its exact
/// distance from it.
/// </summary>
internal sealed class SourcePlacement
{
    private readonly FrameGrid? _grid;
    private readonly long _anchor;           // raw PTS, or picture number on a grid
    private readonly long _anchorTick;
    private readonly long _ticksPerStep;     // output ticks per raw tick or per frame, numerator
    private readonly long _divisor;

    /// <param name="source">Whose pictures are placed.</param>
    /// <param name="clock">The program's clock.</param>
    /// <param name="anchorPts">Raw PTS of the keyframe that is placed.</param>
    /// <param name="anchorTick">Where it is placed.</param>
    public SourcePlacement(SourceFile source, ProgramClock clock, long anchorPts, long anchorTick)
        : this(source, clock, source.Video.StepOf(anchorPts), anchorTick, source.TimeOf(anchorPts))
    {
    }

    private SourcePlacement(SourceFile source, ProgramClock clock, long anchorStep, long anchorTick, Ratio anchorTime)
    {
        _grid = source.Video.Grid;
        _anchor = anchorStep;
        _anchorTick = anchorTick;
        var step = (_grid is { } grid ? 1 / grid.Rate : source.Video.TimeBase) * clock.Timescale;
        _ticksPerStep = (long)step.Numerator;
        _divisor = (long)step.Denominator;
        Shift = clock.SecondsOf(anchorTick) - anchorTime;
    }

    /// <summary>Program seconds minus source seconds.</summary>
    public Ratio Shift { get; }

    /// <summary>Places a picture that is given as <see cref="VideoTrack.StepOf"/> counts; it need not exist.</summary>
    public static SourcePlacement OfStep(SourceFile source, ProgramClock clock, long anchorStep, long anchorTick) =>
        new(source, clock, anchorStep, anchorTick, source.TimeOfStep(anchorStep));

    /// <summary>Program tick of a raw PTS.</summary>
    public long TickOf(long rawPts) => TickOfStep(_grid?.IndexOf(rawPts) ?? rawPts);

    /// <summary>The first step whose place in the program is at or after a tick.</summary>
    public long FirstStepAtOrAfter(long tick)
    {
        var step = _anchor + Ratio.RoundQuotient((Int128)(tick - _anchorTick) * _divisor, _ticksPerStep);
        while (TickOfStep(step) >= tick)
        {
            step--;
        }

        while (TickOfStep(step) < tick)
        {
            step++;
        }

        return step;
    }

    /// <summary>Program tick of a picture that is given as <see cref="VideoTrack.StepOf"/> counts.</summary>
    public long TickOfStep(long step)
    {
        var steps = step - _anchor;
        if (_divisor == 1)
        {
            return _anchorTick + (steps * _ticksPerStep);
        }

        return _anchorTick + Ratio.RoundQuotient((Int128)steps * _ticksPerStep, _divisor);
    }
}
