using ExportNative.Contracts;

namespace ExportNative.Service.CommandLine;

/// <summary>Errors and warnings as a person reads them on standard error.</summary>
internal static class ErrorText
{
    /// <summary>An error; for a config one line for each problem.</summary>
    public static void Write(TextWriter to, ExportException error)
    {
        if (error.ConfigProblems.Count == 0)
        {
            to.WriteLine($"error: {error.Description}");
            return;
        }

        to.WriteLine($"error: {(error.File is { } file ? $"{file}: " : "")}the config has {error.ConfigProblems.Count} problem{(error.ConfigProblems.Count == 1 ? "" : "s")}:");
        foreach (var problem in error.ConfigProblems)
        {
            to.WriteLine($"  {problem}");
        }
    }

    /// <summary>A warning about the config, on one line.</summary>
    public static void Write(TextWriter to, ConfigProblem warning) => to.WriteLine($"warning: {warning}");

    /// <summary>A warning about the export, on one line.</summary>
    public static void Write(TextWriter to, ExportWarning warning)
        => to.WriteLine($"warning: {(warning.SegmentIndex is { } segment ? $"segment {segment}: " : "")}{warning.Message}");
}
