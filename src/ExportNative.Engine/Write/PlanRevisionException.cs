using ExportNative.Engine.Plan;

namespace ExportNative.Engine.Write;

/// <summary>Writing found that the plan assumed something untrue. Caught by the engine, which plans and writes again.</summary>
internal sealed class PlanRevisionException(PlanAssumptions revised, string reason) : Exception(reason)
{
    public PlanAssumptions Revised { get; } = revised;
}
