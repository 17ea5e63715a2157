using System.Collections.Immutable;

namespace ExportNative.Engine.Plan;

/// <summary>
/// What the plan takes for granted because the container says so, and what writing may find to be untrue. Then the
/// assumption is corrected, the program planned and written again, and the report says so; timestamps are never repaired
/// on the way.
/// </summary>
/// <param name="LeastReorderDepth">Pictures; at least this reorder depth is given to the output.</param>
/// <param name="VariableRateSources">Source indexes whose constant frame rate turned out not to hold.</param>
internal sealed record PlanAssumptions(int LeastReorderDepth, ImmutableHashSet<int> VariableRateSources)
{
    public static PlanAssumptions Initial { get; } = new(0, []);
}
