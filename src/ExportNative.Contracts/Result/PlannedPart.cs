using System.Text.Json.Serialization;

namespace ExportNative.Contracts;

/// <summary>A stretch of a segment whose pictures are all treated alike.</summary>
/// <param name="Kind">Copied or encoded.</param>
/// <param name="StartTick">Ticks of the program at which its first picture is shown.</param>
/// <param name="EndTick">Ticks of the program: one past it.</param>
/// <param name="Pictures">Pictures in it; null where only reading the footage would tell (variable frame rate).</param>
/// <param name="Reason">Why it is encoded, one sentence; null for what is copied.</param>
public sealed record PlannedPart(
    PartKind Kind,
    long StartTick,
    long EndTick,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] long? Pictures,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Reason);
