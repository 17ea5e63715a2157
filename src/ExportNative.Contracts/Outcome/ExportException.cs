namespace ExportNative.Contracts;

/// <summary>
/// An export that cannot go on, said so that a person can act: what is wrong, in which file and segment, and what to
/// do. The one exception that the engine lets out for expected failures.
/// </summary>
public sealed class ExportException : Exception
{
    /// <summary>Makes the error.</summary>
    /// <param name="kind">What a program can act on.</param>
    /// <param name="stage">The step that failed.</param>
    /// <param name="file">The file as the user wrote it; null when no single file is to blame.</param>
    /// <param name="segmentIndex">Index of the segment, from 0; null when no single segment is to blame.</param>
    /// <param name="message">What is wrong, one or two sentences; the file and segment are added by <see cref="Description"/>.</param>
    /// <param name="whatToDo">What the reader can do about it, one sentence.</param>
    /// <param name="innerException">What caused it; null when this is the first to notice.</param>
    public ExportException(
        ExportErrorKind kind,
        ExportStage stage,
        string? file,
        int? segmentIndex,
        string message,
        string whatToDo,
        Exception? innerException = null)
        : base(message, innerException)
    {
        Kind = kind;
        Stage = stage;
        File = file;
        SegmentIndex = segmentIndex;
        WhatToDo = whatToDo;
    }

    /// <summary>Makes the error of a config that breaks rules, with every problem that was found.</summary>
    /// <param name="problems">One or more problems.</param>
    /// <param name="file">The config's file as the user wrote it; null when it did not come from a file.</param>
    public static ExportException ForConfig(IReadOnlyList<ConfigProblem> problems, string? file = null)
    {
        ArgumentNullException.ThrowIfNull(problems);
        var message = problems.Count == 1 ? problems[0].ToString() : $"The config has {problems.Count} problems.";
        return new ExportException(
            ExportErrorKind.ConfigInvalid, ExportStage.Config, file, null, message, "Correct the config and try again.")
        {
            ConfigProblems = problems,
        };
    }

    /// <summary>What a program can act on.</summary>
    public ExportErrorKind Kind { get; }

    /// <summary>The step that failed.</summary>
    public ExportStage Stage { get; }

    /// <summary>The file as the user wrote it; null when no single file is to blame.</summary>
    public string? File { get; }

    /// <summary>Index of the segment, from 0; null when no single segment is to blame.</summary>
    public int? SegmentIndex { get; }

    /// <summary>What the reader can do about it, one sentence.</summary>
    public string WhatToDo { get; }

    /// <summary>Every problem of a config; empty for other kinds.</summary>
    public IReadOnlyList<ConfigProblem> ConfigProblems { get; private init; } = [];

    /// <summary>The whole error on one line: file, segment (counted from 0, as in the config), what is wrong, what to do.</summary>
    public string Description
    {
        get
        {
            var where = (File, SegmentIndex) switch
            {
                (not null, not null) => $"{File}, segment {SegmentIndex}: ",
                (not null, null) => $"{File}: ",
                (null, not null) => $"segment {SegmentIndex}: ",
                _ => "",
            };
            return $"{where}{Message} {WhatToDo}".TrimEnd();
        }
    }
}
