using ExportNative.Contracts;
using ExportNative.Testing.Footage;

namespace ExportNative.IntegrationTests.FrameCuts;

/// <summary>Configs that are cut at the exact frame.</summary>
internal static class Frames
{
    /// <summary>An edit with <c>"cut": "frame"</c>.</summary>
    public static ExportConfig Cut(IReadOnlyList<string> sources, IReadOnlyList<SegmentConfig> segments, string output = "exports/edit/output.mp4", OutputCodec codec = OutputCodec.Copy) =>
        Edits.Config(sources, segments, output, c => c with { Output = c.Output with { Cut = codec == OutputCodec.Copy ? CutMode.Frame : CutMode.Keyframe, Codec = codec } });
}
