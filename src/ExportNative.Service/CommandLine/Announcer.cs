using ExportNative.Contracts;

namespace ExportNative.Service.CommandLine;

/// <summary>
/// How a running export is told about: a bar for a person, lines for a log, JSON for a program. Also receives the
/// engine's progress, on the engine's thread, and lets only some of it through.
/// </summary>
/// <param name="clock">For the time between two updates and since the beginning.</param>
internal abstract class Announcer(TimeProvider clock) : IProgress<ExportProgress>
{
    private readonly long began = clock.GetTimestamp();
    private readonly HashSet<ExportWarning> warned = [];
    private long? shown;
    private ExportStage stage;

    /// <summary>Shortest time between two updates that are let through.</summary>
    protected abstract TimeSpan Pause { get; }

    /// <summary>Most warnings of a plan or report that are told one by one.</summary>
    protected virtual int MostWarnings => 20;

    /// <summary>Picks the announcer that suits the output.</summary>
    public static Announcer For(Terminal terminal, bool json, TimeProvider clock) => json
        ? new JsonAnnouncer(terminal, clock)
        : terminal.OutputIsTerminal ? new BarAnnouncer(terminal, clock) : new LineAnnouncer(terminal, clock);

    /// <inheritdoc/>
    public void Report(ExportProgress value)
    {
        if (shown is { } last && clock.GetElapsedTime(last) < Pause && value.Stage == stage && !MustShow(value))
        {
            return;
        }

        shown = clock.GetTimestamp();
        stage = value.Stage;
        Show(new ProgressText(value, clock.GetElapsedTime(began)));
    }

    /// <summary>The plan, before anything is written, with its warnings. Told again when it was made anew.</summary>
    public void Planned(ExportPlan plan)
    {
        ShowPlan(plan);
        WarnOnce(plan.Warnings);
    }

    /// <summary>Something about the config that may not be meant so.</summary>
    public abstract void Warn(ConfigProblem warning);

    /// <summary>The export failed or was cancelled; the last thing that is told.</summary>
    public abstract void Failed(ExportException error);

    /// <summary>Something that the reader should know and that is not about the config's text.</summary>
    public abstract void Warn(ExportWarning warning);

    /// <summary>The file is there; the last thing that is told.</summary>
    public void Completed(ExportReport report)
    {
        WarnOnce(report.Warnings);
        ShowReport(report);
    }

    /// <summary>Whether an update goes through although the pause is not over.</summary>
    protected virtual bool MustShow(ExportProgress progress) => progress.Fraction >= 1;

    /// <summary>Shows an update.</summary>
    protected abstract void Show(ProgressText progress);

    /// <summary>Shows the plan, without its warnings.</summary>
    protected abstract void ShowPlan(ExportPlan plan);

    /// <summary>Shows the report, without its warnings.</summary>
    protected abstract void ShowReport(ExportReport report);

    private void WarnOnce(IReadOnlyList<ExportWarning> warnings)
    {
        var fresh = warnings.Where(warned.Add).ToList();
        foreach (var warning in fresh.Take(MostWarnings))
        {
            Warn(warning);
        }

        if (fresh.Count > MostWarnings)
        {
            Warn(new ExportWarning(null, $"and {fresh.Count - MostWarnings} more warnings; all of them are in the report."));
        }
    }
}
