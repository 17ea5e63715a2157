using ExportNative.Testing.Audit;
using Xunit;

namespace ExportNative.IntegrationTests.Engine;

/// <summary>Compares an audit's figures with what they may be, and tells all that are outside at once.</summary>
internal sealed class FigureBounds
{
    private readonly List<string> _problems = [];

    /// <summary>A figure must not be further from 0 than a bound.</summary>
    public void Bound(string what, double value, double bound)
    {
        if (!(Math.Abs(value) <= bound))
        {
            _problems.Add($"{what}: {value:0.###}, allowed {bound:0.###}");
        }
    }

    /// <summary>Fails when a figure was outside.</summary>
    public void Assess(AuditFigures figures) =>
        Assert.True(_problems.Count == 0, $"{string.Join("; ", _problems)}\n{figures}\n{string.Join('\n', figures.DecodeErrors.Take(3))}");
}
