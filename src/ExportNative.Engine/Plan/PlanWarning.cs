namespace ExportNative.Engine.Plan;

/// <summary>Something that the reader of plan and report should know.</summary>
/// <param name="SegmentIndex">Index in the config; null for the whole program.</param>
/// <param name="Text">One or two sentences.</param>
internal sealed record PlanWarning(int? SegmentIndex, string Text);
