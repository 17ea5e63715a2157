using ExportNative.Contracts;

namespace ExportNative.Service.CommandLine;

/// <summary>
/// One line on a terminal that is written again and again: a carriage return and spaces over what was there before, no
/// escape codes, so it does the same under NO_COLOR and TERM=dumb.
/// </summary>
internal sealed class BarAnnouncer(Terminal terminal, TimeProvider clock) : Announcer(clock)
{
    private int columns;

    /// <inheritdoc/>
    protected override TimeSpan Pause => TimeSpan.FromMilliseconds(100);

    /// <inheritdoc/>
    public override void Warn(ConfigProblem warning)
    {
        Clear();
        ErrorText.Write(terminal.Error, warning);
    }

    /// <inheritdoc/>
    public override void Warn(ExportWarning warning)
    {
        Clear();
        ErrorText.Write(terminal.Error, warning);
    }

    /// <inheritdoc/>
    public override void Failed(ExportException error)
    {
        Clear();
        ErrorText.Write(terminal.Error, error);
    }

    /// <inheritdoc/>
    protected override void ShowPlan(ExportPlan plan)
    {
        Clear();
        PlanText.WriteSummary(terminal.Output, plan);
    }

    /// <inheritdoc/>
    protected override void ShowReport(ExportReport report)
    {
        Clear();
        ReportText.Write(terminal.Output, report);
    }

    /// <inheritdoc/>
    protected override void Show(ProgressText progress)
    {
        // The last column stays free: many terminals wrap as soon as it is written.
        var line = progress.Line(Math.Max(1, terminal.Width - 1));
        terminal.Output.Write("\r" + line.PadRight(Math.Min(columns, Math.Max(1, terminal.Width - 1))));
        columns = line.Length;
    }

    private void Clear()
    {
        if (columns > 0)
        {
            terminal.Output.Write("\r" + new string(' ', columns) + "\r");
            columns = 0;
        }
    }
}
