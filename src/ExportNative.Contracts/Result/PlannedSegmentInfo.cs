using System.Text.Json.Serialization;

namespace ExportNative.Contracts;

/// <summary>One segment: what was asked, and what it gets.</summary>
/// <param name="Index">Place in the config's segments.</param>
/// <param name="SourceIndex">Source that was asked for.</param>
/// <param name="AskedStart">Seconds of the source.</param>
/// <param name="AskedEnd">Seconds of the source.</param>
/// <param name="ProgramStart">Seconds of the program at which it was asked to begin.</param>
/// <param name="ActualProgramStart">Seconds of the program at which its picture begins.</param>
/// <param name="ActualProgramEnd">Seconds of the program at which its picture ends.</param>
/// <param name="StartTick">The same as <paramref name="ActualProgramStart"/>, in ticks of the program.</param>
/// <param name="EndTick">The same as <paramref name="ActualProgramEnd"/>, in ticks of the program.</param>
/// <param name="Frames">Frames between the two on a program with a constant rate; null otherwise.</param>
/// <param name="Roll">Seconds by which its beginning is moved; negative is earlier.</param>
/// <param name="Decision">What becomes of it.</param>
/// <param name="Reason">Why, one sentence; null when it simply is as asked.</param>
/// <param name="Parts">With cuts by frame: what is copied and what is encoded, in program order, from its first picture to that of the next segment; empty when cutting at keyframes, and where it continues the segment before.</param>
/// <param name="IsSilent">Its sound is silence in a program with sound.</param>
public sealed record PlannedSegmentInfo(
    int Index,
    int SourceIndex,
    Seconds AskedStart,
    Seconds AskedEnd,
    Seconds ProgramStart,
    Seconds ActualProgramStart,
    Seconds ActualProgramEnd,
    long StartTick,
    long EndTick,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] long? Frames,
    Seconds Roll,
    SegmentDecision Decision,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Reason,
    IReadOnlyList<PlannedPart> Parts,
    bool IsSilent);
