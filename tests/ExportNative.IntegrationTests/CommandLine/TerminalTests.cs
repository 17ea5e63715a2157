using System.Globalization;
using Xunit;

namespace ExportNative.IntegrationTests.CommandLine;

public sealed class TerminalTests(CameraFootage footage) : IClassFixture<CameraFootage>
{
    [Theory]
    [InlineData("TERM", "xterm-256color", 100)]
    [InlineData("TERM", "dumb", 40)]
    [InlineData("NO_COLOR", "1", 100)]
    public void On_a_terminal_one_line_is_rewritten_that_fits_it_and_has_no_escape_codes(string name, string value, int columns)
    {
        var command = $"stty cols {columns}; {Product.Path} export {footage.Config($"tty-{name}-{columns}")} --media {footage.Media}";
        var (code, output, _) = Product.RunProgram("script", "", (name, value), "--quiet", "--return", "--command", command, "/dev/null");
        Assert.Equal(0, code);
        Assert.DoesNotContain('\u001b', output);
        var bars = output.Split('\r', '\n').Where(line => line.Contains(" %", StringComparison.Ordinal)).ToArray();
        Assert.Contains(bars, line => line.StartsWith('[') && line.Contains("100.0 %", StringComparison.Ordinal));
        Assert.All(bars, line => Assert.True(line.Length < columns, $"'{line}' does not fit {columns} columns"));
    }

    [Theory]
    [InlineData("--version")]
    [InlineData("schema")]
    public void It_answers_within_three_tenths_of_a_second(string argument)
    {
        // Processor time: the wall clock would measure whatever else runs on the machine as well.
        var times = Enumerable.Range(0, 5).Select(_ =>
        {
            var (code, _, error) = Product.RunProgram("bash", "", null, "-c", "TIMEFORMAT='%U %S'; time \"$0\" \"$1\" >/dev/null", Product.Path, argument);
            Assert.Equal(0, code);
            return error.Split(' ').Sum(seconds => double.Parse(seconds, CultureInfo.InvariantCulture));
        }).Order().ToArray();
        Assert.True(times[2] < 0.3, $"the median of five is {times[2]:F3} s");
    }
}
