using System.Text.Json;
using ExportNative.Contracts;
using ExportNative.Service.CommandLine;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace ExportNative.UnitTests.CommandLine;

public sealed class AnnouncerTests : IDisposable
{
    private readonly FakeTimeProvider clock = new();
    private readonly StringWriter output = new() { NewLine = "\n" };
    private readonly StringWriter error = new() { NewLine = "\n" };

    [Fact]
    public void In_a_pipe_there_is_a_line_every_two_seconds_at_most_and_one_at_each_whole_ten_percent()
    {
        var announcer = Announcer.For(Pipe, json: false, clock);
        for (var step = 0; step <= 1000; step++)
        {
            announcer.Report(At(step / 1000.0));
            clock.Advance(TimeSpan.FromMilliseconds(10));
        }

        var lines = output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(
            ["0.0 %", "10.0 %", "20.0 %", "30.0 %", "40.0 %", "50.0 %", "60.0 %", "70.0 %", "80.0 %", "90.0 %", "100.0 %"],
            lines.Select(line => line.Split("  ")[0]));
    }

    [Fact]
    public void A_slow_export_still_says_something_every_two_seconds()
    {
        var announcer = Announcer.For(Pipe, json: false, clock);
        for (var step = 0; step < 100; step++)
        {
            announcer.Report(At(step / 10_000.0));
            clock.Advance(TimeSpan.FromMilliseconds(100));
        }

        Assert.Equal(5, output.ToString().Count(c => c == '\n'));
    }

    [Fact]
    public void On_a_terminal_one_line_is_rewritten_without_escape_codes_and_cleared_at_the_end()
    {
        var width = 60;
        var announcer = Announcer.For(new Terminal(output, error, outputIsTerminal: true, () => width), json: false, clock);
        announcer.Report(At(0.5));
        clock.Advance(TimeSpan.FromSeconds(1));
        width = 20;
        announcer.Report(At(0.75));
        announcer.Failed(new ExportException(ExportErrorKind.DiskFull, ExportStage.Write, "out.mp4", null, "The disk is full.", "Free 2 GB."));

        var text = output.ToString();
        Assert.DoesNotContain('\n', text);
        Assert.DoesNotContain('\u001b', text);
        var lines = text.Split('\r', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(3, lines.Length);
        Assert.Contains("50.0 %", lines[0], StringComparison.Ordinal);
        Assert.True(lines[1].Length <= 19, $"'{lines[1]}' is wider than the terminal");
        Assert.True(string.IsNullOrWhiteSpace(lines[2]));
        Assert.Equal("error: out.mp4: The disk is full. Free 2 GB.\n", error.ToString());
    }

    [Fact]
    public void Json_is_one_object_a_line_on_the_output_alone()
    {
        var announcer = Announcer.For(Pipe, json: true, clock);
        announcer.Warn(new ConfigProblem("$.x", "unknown field, ignored", "one of …"));
        announcer.Report(At(0.25));
        announcer.Report(At(0.26));
        clock.Advance(TimeSpan.FromMilliseconds(250));
        announcer.Report(At(0.27));
        announcer.Failed(ExportException.ForConfig([new ConfigProblem("$.id", "the field is missing", "a string")]));

        var events = output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        Assert.Equal(["warning", "progress", "progress", "error"], events.Select(e => e.GetProperty("event").GetString()));
        Assert.Equal("$.x", events[0].GetProperty("path").GetString());
        Assert.Equal(0.27, events[2].GetProperty("fraction").GetDouble());
        Assert.Equal("write", events[2].GetProperty("stage").GetString());
        Assert.Equal(("configInvalid", 2), (events[3].GetProperty("kind").GetString(), events[3].GetProperty("exitCode").GetInt32()));
        Assert.Equal("$.id", events[3].GetProperty("problems")[0].GetProperty("path").GetString());
        Assert.Equal("", error.ToString());
    }

    [Fact]
    public void Every_problem_of_a_config_is_a_line()
    {
        Announcer.For(Pipe, json: false, clock).Failed(ExportException.ForConfig(
            [new ConfigProblem("$.id", "the field is missing", "a string"), new ConfigProblem("$.version", "version 2 is not supported", "1")]));
        Assert.Equal(
            "error: the config has 2 problems:\n  $.id: the field is missing; expected a string\n  $.version: version 2 is not supported; expected 1\n",
            error.ToString());
    }

    public void Dispose()
    {
        output.Dispose();
        error.Dispose();
    }

    private Terminal Pipe => new(output, error, outputIsTerminal: false, () => 80);

    private static ExportProgress At(double fraction) => new() { Stage = ExportStage.Write, Fraction = fraction };
}
