using System.Globalization;
using System.Text.RegularExpressions;
using ExportNative.Contracts;
using Xunit;

namespace ExportNative.UnitTests.House;

public partial class ExitCodeTableTests
{
    [Fact]
    public void The_table_in_the_readme_is_the_one_in_the_program()
    {
        var documented = Row().Matches(File.ReadAllText(Path.Combine(Repository.Root, "README.md")))
            .SelectMany(row => Word().Matches(row.Groups[2].Value)
                .Select(word => (Kind: word.Groups[1].Value, Code: int.Parse(row.Groups[1].Value, CultureInfo.InvariantCulture))));
        Assert.Equal(
            Enum.GetValues<ExportErrorKind>().Select(kind => (Kind: kind.Name(), Code: kind.ExitCode())).Order(),
            documented.Order());
    }

    [GeneratedRegex(@"^\| (\d+) \| [^|]* \|([^|]*)\|$", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex("`([a-zA-Z]+)`")]
    private static partial Regex Word();
}
