using System.Text.Json;
using Xunit;

namespace ExportNative.IntegrationTests.CommandLine;

public sealed class ExportProcessTests(CameraFootage footage) : IClassFixture<CameraFootage>
{
    [Fact]
    public void Export_makes_the_file_and_its_report_and_says_so_in_plain_lines()
    {
        var (code, output, error) = Product.Run("export", footage.Config("plain"), "--media", footage.Media);
        Assert.Equal((0, ""), (code, error));
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.StartsWith("exports/plain/output.mp4: 4 segments of 2 sources, 12.000 s, 30 fps, about ", lines[0], StringComparison.Ordinal);
        Assert.Contains(lines, line => line.StartsWith("100.0 %  ", StringComparison.Ordinal));
        Assert.Matches(@"^exports/plain/output\.mp4: 12\.000 s, .+ video and .+ audio packets, in \d+\.\d s \(.*times real time\)$", lines[^2]);
        Assert.Equal(12.0, Length(footage.Output("plain")), 0.04);
        using var report = JsonDocument.Parse(File.ReadAllText(footage.PathTo("exports/plain/report.json")));
        Assert.Equal("exports/plain/output.mp4", report.RootElement.GetProperty("plan").GetProperty("outputPath").GetString());
    }

    [Fact]
    public void Output_and_report_go_where_the_command_line_says()
    {
        var film = footage.PathTo("elsewhere/film.mp4");
        var report = footage.PathTo("film-report.json");
        var (code, output, error) = Product.Run("export", footage.Config("elsewhere"), "--media", footage.Media, "--output", film, "--report", report, "--verify");
        Assert.Equal((0, ""), (code, error));
        Assert.Equal(12.0, Length(film), 0.04);
        Assert.False(File.Exists(footage.Output("elsewhere")));
        Assert.Matches(@"\nverified: \d+ video packets, \d+ audio packets in the file are those that were read\n", output);
        using var json = JsonDocument.Parse(File.ReadAllText(report));
        Assert.Equal(film, json.RootElement.GetProperty("plan").GetProperty("outputPath").GetString());
    }

    [Fact]
    public void Json_tells_plan_progress_and_completion_one_event_a_line()
    {
        var (code, output, error) = Product.Run("export", footage.Config("json"), "--media", footage.Media, "--json");
        Assert.Equal((0, ""), (code, error));
        var events = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        var names = events.Select(e => e.GetProperty("event").GetString()).ToArray();
        Assert.Equal("plan", names[0]);
        Assert.All(names[1..^1], name => Assert.Equal("progress", name));
        Assert.Equal("completed", names[^1]);
        Assert.Equal(4, events[0].GetProperty("plan").GetProperty("segments").GetArrayLength());
        var fractions = events[1..^1].Select(e => e.GetProperty("fraction").GetDouble()).ToArray();
        Assert.Equal(fractions.Order(), fractions);
        Assert.Equal(1, fractions[^1]);
        Assert.Equal(new FileInfo(footage.Output("json")).Length, events[^1].GetProperty("report").GetProperty("fileBytes").GetInt64());
    }

    [Fact]
    public void A_config_can_come_from_standard_input()
    {
        var text = File.ReadAllText(footage.Config("stdin"));
        Assert.Equal(0, Product.RunWith(text, ("MEDIA_BASE_PATH", footage.Media), "export", "-").ExitCode);
        Assert.True(File.Exists(footage.Output("stdin")));
    }

    [Fact]
    public void A_reader_that_goes_away_does_not_stop_the_export()
    {
        var (code, output, _) = Product.RunProgram(
            "bash", "", null, "-c", "\"$0\" export \"$1\" --media \"$2\" --json | head -n 1; exit ${PIPESTATUS[0]}", Product.Path, footage.Config("pipe"), footage.Media);
        Assert.Equal(0, code);
        Assert.StartsWith("{\"event\":\"plan\"", output, StringComparison.Ordinal);
        Assert.Equal(12.0, Length(footage.Output("pipe")), 0.04);
    }

    [Fact]
    public void Plan_writes_nothing()
    {
        var (code, output, _) = Product.Run("plan", footage.Config("planned"), "--media", footage.Media);
        Assert.Equal(0, code);
        Assert.Matches(@"\n +3 +1 +0\.250 - +3\.250 ", output);
        Assert.False(Directory.Exists(footage.PathTo("exports/planned")));
        (code, output, _) = Product.Run("plan", footage.Config("planned"), "--media", footage.Media, "--json");
        Assert.Equal(0, code);
        using var plan = JsonDocument.Parse(output);
        Assert.Equal(12, plan.RootElement.GetProperty("length").GetDouble());
    }

    [Fact]
    public void Probe_shows_streams_and_keyframes()
    {
        var file = footage.PathTo("sources/cam1.mp4");
        var (code, output, _) = Product.Run("probe", file);
        Assert.Equal(0, code);
        Assert.Contains("0: video h264", output, StringComparison.Ordinal);
        Assert.Contains("320x180, yuv420p, 30 fps", output, StringComparison.Ordinal);
        Assert.Contains("12 keyframes, 1.000 s apart at most", output, StringComparison.Ordinal);
        (code, output, _) = Product.Run("probe", file, "--json");
        Assert.Equal(0, code);
        using var probe = JsonDocument.Parse(output);
        Assert.Equal("30/1", probe.RootElement.GetProperty("frameRate").GetString());
    }

    internal static double Length(string file)
    {
        var (code, output, error) = Product.RunProgram("ffprobe", "", null, "-v", "error", "-show_entries", "format=duration", "-of", "csv=p=0", file);
        Assert.Equal((0, ""), (code, error));
        return double.Parse(output, System.Globalization.CultureInfo.InvariantCulture);
    }
}
