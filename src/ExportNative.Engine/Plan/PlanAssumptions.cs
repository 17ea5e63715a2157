using System.Collections.Immutable;

namespace ExportNative.Engine.Plan;

/// <summary>
/// What the plan takes for granted because the container says so, and what writing may find to be untrue. Then the
/// assumption is corrected, the program planned and written again, and the report says so; timestamps are never repaired
/// on the way.
/// </summary>
/// <param name="LeastReorderDepth">Pictures; at least this reorder depth is given to the output.</param>
/// <param name="VariableRateSources">Source indexes whose constant frame rate turned out not to hold.</param>
/// <param name="ClosedGopSources">Source indexes whose open-GOP keyframes turned out to depend on what lies before them.</param>
internal sealed record PlanAssumptions(int LeastReorderDepth, ImmutableHashSet<int> VariableRateSources, ImmutableHashSet<int> ClosedGopSources)
{
    public static PlanAssumptions Initial { get; } = new(0, [], []);
}
