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
    private long? shown;

    /// <summary>Shortest time between two updates that are let through.</summary>
    protected abstract TimeSpan Pause { get; }

    /// <summary>Picks the announcer that suits the output.</summary>
    public static Announcer For(Terminal terminal, bool json, TimeProvider clock) => json
        ? new JsonAnnouncer(terminal, clock)
        : terminal.OutputIsTerminal ? new BarAnnouncer(terminal, clock) : new LineAnnouncer(terminal, clock);

    /// <inheritdoc/>
    public void Report(ExportProgress value)
    {
        if (shown is { } last && clock.GetElapsedTime(last) < Pause && !MustShow(value))
        {
            return;
        }

        shown = clock.GetTimestamp();
        Show(new ProgressText(value, clock.GetElapsedTime(began)));
    }

    /// <summary>The plan, before anything is written.</summary>
    public abstract void Planned(ExportPlan plan);

    /// <summary>Something about the config that may not be meant so.</summary>
    public abstract void Warn(ConfigProblem warning);

    /// <summary>The export failed or was cancelled; the last thing that is told.</summary>
    public abstract void Failed(ExportException error);

    /// <summary>Something that planning or writing found and the reader should know.</summary>
    public abstract void Warn(ExportWarning warning);

    /// <summary>The file is there; the last thing that is told.</summary>
    public abstract void Completed(ExportReport report);

    /// <summary>Whether an update goes through although the pause is not over.</summary>
    protected virtual bool MustShow(ExportProgress progress) => progress.Fraction >= 1;

    /// <summary>Shows an update.</summary>
    protected abstract void Show(ProgressText progress);
}
