using ExportNative.Contracts;

namespace ExportNative.Engine.Plan;

/// <summary>What this engine can be asked for: stream copy, cut at keyframes, each camera's own sound.</summary>
internal static class SupportedRequest
{
    /// <exception cref="ExportException">The config asks for re-encoding.</exception>
    public static void Check(ExportConfig config)
    {
        var problems = new List<ConfigProblem>();
        if (config.Output.Audio is not null)
        {
            problems.Add(new ConfigProblem("$.output.audio", "this engine uses each camera's own sound", "no master sound"));
        }

        if (config.Output.AudioSeams != AudioSeams.Plain)
        {
            problems.Add(new ConfigProblem("$.output.audioSeams", "this engine copies sound", "\"plain\""));
        }

        if (problems.Count > 0)
        {
            throw ExportException.ForConfig(problems);
        }
    }
}
