using ExportNative.Contracts;

namespace ExportNative.Engine;

/// <summary>One export to plan or to carry out.</summary>
public sealed record ExportRequest
{
    /// <summary>The config, already validated by <see cref="ExportConfigReader"/>.</summary>
    public required ExportConfig Config { get; init; }

    /// <summary>Where sources are found and outputs go.</summary>
    public required MediaFolders Folders { get; init; }

    /// <summary>Another place for the output than the config's <c>output.filePath</c>; relative to the working directory. Null mostly.</summary>
    public string? OutputPath { get; init; }

    /// <summary>Read the finished file back and compare a hash per stream; also on when the config says so.</summary>
    public bool Verify { get; init; }

    /// <summary>Where <c>report.json</c> goes; null puts it beside the output as <c>report.json</c>.</summary>
    public string? ReportPath { get; init; }

    /// <summary>
    /// Told the plan before anything is written, on the calling thread; again when it had to be made anew. Null tells nobody.
    /// </summary>
    public Action<ExportPlan>? Planned { get; init; }

    /// <summary>Threads that encode pictures around cuts, 1 or more; null takes one for each processor. The result does not depend on it.</summary>
    public int? CutWorkers { get; init; }

    /// <summary>
    /// Names the temporary files, <c>.NAME.ATTEMPT.part</c> beside the final ones, so that whoever knows the attempt can
    /// finish what it decided to publish. Null makes a name that nobody knows.
    /// </summary>
    public string? Attempt { get; init; }

    /// <summary>
    /// Asked when file and report are complete and safe on the disk under their temporary names, just before they get their
    /// final ones; false keeps them from being published, because somebody else owns the export by now. Null asks nobody.
    /// </summary>
    public Func<bool>? MayPublish { get; init; }
}
