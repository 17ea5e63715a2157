namespace ExportNative.Contracts;

/// <summary>Collects errors and warnings while a config is checked, at most so many of each.</summary>
internal sealed class ProblemList(int most)
{
    private readonly List<ConfigProblem> errors = [];
    private readonly List<ConfigProblem> warnings = [];
    private int errorCount;
    private int warningCount;

    /// <summary>Whether anything must be corrected.</summary>
    public bool HasErrors => errorCount > 0;

    /// <summary>Records what must be corrected.</summary>
    public void Error(string path, string problem, string expected)
    {
        if (++errorCount <= most)
        {
            errors.Add(new ConfigProblem(path, problem, expected));
        }
    }

    /// <summary>Records what is accepted but may not be meant so.</summary>
    public void Warning(string path, string problem, string expected)
    {
        if (++warningCount <= most)
        {
            warnings.Add(new ConfigProblem(path, problem, expected));
        }
    }

    /// <summary>The result of reading.</summary>
    /// <param name="config">The config; must be null exactly when there are errors.</param>
    public ConfigReadResult ToResult(ExportConfig? config)
        => new(config, Close(errors, errorCount), Close(warnings, warningCount));

    private static List<ConfigProblem> Close(List<ConfigProblem> list, int count)
    {
        if (count > list.Count)
        {
            list.Add(new ConfigProblem("$", $"{count - list.Count} more problems are not listed", "the listed ones corrected first"));
        }

        return list;
    }
}
