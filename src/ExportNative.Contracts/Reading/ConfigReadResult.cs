namespace ExportNative.Contracts;

/// <summary>What reading a config gave.</summary>
/// <param name="Config">The config; null exactly when there are errors.</param>
/// <param name="Errors">Everything that must be corrected, in the order of the text as far as possible.</param>
/// <param name="Warnings">What was accepted but may not be meant so, such as unknown fields.</param>
public sealed record ConfigReadResult(
    ExportConfig? Config,
    IReadOnlyList<ConfigProblem> Errors,
    IReadOnlyList<ConfigProblem> Warnings)
{
    /// <summary>The config, or all its problems as one error.</summary>
    /// <exception cref="ExportException">Kind <see cref="ExportErrorKind.ConfigInvalid"/>, when there are errors.</exception>
    public ExportConfig Require() => Config ?? throw ExportException.ForConfig(Errors);
}
