using ExportNative.Contracts;
using ExportNative.Engine.Plan;
using ExportNative.Engine.Read;

namespace ExportNative.Engine;

/// <summary>The sentences for what a plan refuses.</summary>
internal static class ExportErrors
{
    public static ExportException RangesNotInSources(IReadOnlyList<ConfigProblem> problems, IReadOnlyList<PlannedSegment> segments, IReadOnlyDictionary<int, SourceFile> sources)
    {
        var only = problems.Count == 1 ? segments.First(s => problems[0].Path.StartsWith($"$.segments[{s.Index}]", StringComparison.Ordinal)) : null;
        return new(
            ExportErrorKind.RangeNotInSource, ExportStage.Plan,
            only is null ? null : sources[only.Asked.SourceIndex].Name.AsWritten, only?.Index,
            string.Join(" ", problems.Select(p => $"{p.Path}: {p.Problem}, {p.Expected}.")),
            "Shorten the segments, or check that they name the right source.");
    }

    public static ExportException MasterNotHeard(string name, string problem, string expected) => new(
        ExportErrorKind.RangeNotInSource, ExportStage.Plan, name, null,
        $"$.output.audio.offset: {problem}; expected {expected}.",
        "Correct the offset: time in the sound's file = time in the program + offset.");

    public static ExportException NoEncoder(SourceFile source, int segment, string why) => new(
        ExportErrorKind.NotCopyable, ExportStage.Plan, source.Name.AsWritten, segment,
        $"pictures around its cuts would have to be encoded, and {why}.",
        "Allow that such cuts roll to a keyframe (\"cutFallbacks\": [\"keyframe\"]), cut at keyframes, or install an FFmpeg with that encoder.");

    public static ExportException NoKeyframe(SourceFile source, int segment) => new(
        ExportErrorKind.NotCopyable, ExportStage.Plan, source.Name.AsWritten, segment,
        "it holds no keyframe at which decoding could begin.", "Lengthen the segment, or cut by frame (\"cut\": \"frame\").");

    public static ExportException NoKeyframeForWebM(SourceFile source, int segment) => new(
        ExportErrorKind.NotCopyable, ExportStage.Plan, source.Name.AsWritten, segment,
        "the program would begin between two keyframes with none to follow in its first segment, and WebM cannot hide what lies before the start.",
        "Choose \"format\": \"mp4\", which can, or begin at a keyframe.");
}
