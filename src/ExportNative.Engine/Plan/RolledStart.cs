using ExportNative.Engine.Read;
using ExportNative.Engine.Time;

namespace ExportNative.Engine.Plan;

/// <summary>A run that begins at a keyframe although cuts were asked for by frame.</summary>
/// <param name="Stretch">What it shows.</param>
/// <param name="Keyframe">Where copying begins.</param>
/// <param name="VisibleFrom">Ticks of the program.</param>
/// <param name="AnchorTick">Ticks of the program at which the keyframe is placed; before <paramref name="VisibleFrom"/> where pre-roll is hidden.</param>
/// <param name="Roll">Seconds from where the cut was asked; negative is earlier.</param>
internal sealed record RolledStart(TouchingSegments Stretch, Keyframe Keyframe, long VisibleFrom, long AnchorTick, Ratio Roll)
{
    /// <summary>The run, up to a tick of the program.</summary>
    public VideoRun Run(ProgramClock clock, long end) => new()
    {
        Source = Stretch.Source,
        Start = Keyframe,
        ReadFrom = Keyframe,
        Placement = new SourcePlacement(Stretch.Source, clock, Keyframe.Pts, AnchorTick),
        VisibleFrom = VisibleFrom,
        End = end,
        FirstSegment = Stretch.First.Index,
        LastSegment = Stretch.Last.Index,
    };
}
