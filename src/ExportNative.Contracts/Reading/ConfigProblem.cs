namespace ExportNative.Contracts;

/// <summary>One thing that is wrong with a config.</summary>
/// <param name="Path">Where: a JSON path such as <c>$.segments[3].endTime</c>; <c>$</c> for the whole text.</param>
/// <param name="Problem">What is wrong, in words, with the value where that helps.</param>
/// <param name="Expected">What would be right.</param>
public sealed record ConfigProblem(string Path, string Problem, string Expected)
{
    /// <summary>The problem on one line.</summary>
    public override string ToString() => $"{Path}: {Problem}; expected {Expected}";
}
