using ExportNative.Contracts;

namespace ExportNative.Engine.Plan;

/// <summary>What this engine can be asked for: stream copy, cut at keyframes.</summary>
internal static class SupportedRequest
{
    /// <exception cref="ExportException">The config asks for re-encoding.</exception>
    public static void Check(ExportConfig config)
    {
        var problems = new List<ConfigProblem>();
        if (config.Output.Codec != OutputCodec.Copy)
        {
            problems.Add(new ConfigProblem("$.output.codec", "this engine copies and does not encode", "\"copy\""));
        }

        if (config.Output.Cut != CutMode.Keyframe)
        {
            problems.Add(new ConfigProblem("$.output.cut", "this engine cuts at keyframes", "\"keyframe\""));
        }

        if (problems.Count > 0)
        {
            throw ExportException.ForConfig(problems);
        }
    }
}
