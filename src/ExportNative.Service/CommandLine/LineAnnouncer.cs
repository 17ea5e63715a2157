using ExportNative.Contracts;

namespace ExportNative.Service.CommandLine;

/// <summary>Plain lines for a pipe or a log: one every two seconds at most, and one at each whole ten percent.</summary>
internal sealed class LineAnnouncer(Terminal terminal, TimeProvider clock) : Announcer(clock)
{
    private int tenths;

    /// <inheritdoc/>
    protected override TimeSpan Pause => TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    public override void Warn(ConfigProblem warning) => ErrorText.Write(terminal.Error, warning);

    /// <inheritdoc/>
    public override void Warn(ExportWarning warning) => ErrorText.Write(terminal.Error, warning);

    /// <inheritdoc/>
    public override void Failed(ExportException error) => ErrorText.Write(terminal.Error, error);

    /// <inheritdoc/>
    protected override void ShowPlan(ExportPlan plan) => PlanText.WriteSummary(terminal.Output, plan);

    /// <inheritdoc/>
    protected override void ShowReport(ExportReport report) => ReportText.Write(terminal.Output, report);

    /// <inheritdoc/>
    protected override bool MustShow(ExportProgress progress) => (int)(progress.Fraction * 10) > tenths;

    /// <inheritdoc/>
    protected override void Show(ProgressText progress)
    {
        tenths = (int)(progress.Progress.Fraction * 10);
        terminal.Output.WriteLine(progress.Plain());
    }
}
