namespace ExportNative.Service.Settings;

/// <summary>The settings cannot be used; every problem is listed, each with the setting's name.</summary>
public sealed class SettingsException : Exception
{
    /// <summary>Makes the error.</summary>
    /// <param name="problems">One or more, each one line.</param>
    public SettingsException(IReadOnlyList<string> problems)
        : base($"The settings have {problems.Count} problem{(problems.Count == 1 ? "" : "s")}:\n  {string.Join("\n  ", problems)}")
        => Problems = problems;

    /// <summary>Every problem, one line each.</summary>
    public IReadOnlyList<string> Problems { get; }
}
