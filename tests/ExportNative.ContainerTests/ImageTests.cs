using System.Text.Json.Nodes;
using ExportNative.Testing;
using Xunit;

namespace ExportNative.ContainerTests;

/// <summary>What the image holds and says of itself, and that it asks for no rights.</summary>
public sealed class ImageTests
{
    private const long MostBytesOverThePlatform = 260_000_000;

    // What builds, what encodes, what loads from elsewhere: none of it is the service's.
    private static readonly string[] NotInIt = ["ffmpeg", "ffprobe", "ffplay", "gcc", "cc", "g++", "clang", "ld", "make", "msbuild", "git", "curl", "wget", "python3"];

    [Fact]
    public void Its_layers_over_the_platform_are_small()
    {
        var bytes = (long)Engine.Inspect(Engine.Image)["Size"]! - (long)Engine.Inspect(Engine.Platform)["Size"]!;
        TestContext.Current.SendDiagnosticMessage($"{bytes / 1e6:0.0} MB over the platform");
        Assert.InRange(bytes, 1, MostBytesOverThePlatform);
    }

    [Fact]
    public void It_holds_no_compiler_no_SDK_and_no_ffmpeg_program()
    {
        var found = Engine.Docker(
            "run", "--rm", "--pull", "never", "--network", "none", "--entrypoint", "sh", Engine.Image,
            "-c", $"for name in {string.Join(' ', NotInIt)}; do command -v $name; done; dotnet --list-sdks; dotnet --list-runtimes | cut -d ' ' -f 1");

        Assert.Equal("Microsoft.AspNetCore.App\nMicrosoft.NETCore.App", found);
    }

    [Fact]
    public void It_runs_as_1654_with_no_capability_and_a_read_only_file_system()
    {
        using var volume = new Volume();
        using var container = Container.Start(volume.Name, 18090);

        var status = container.Run("cat", "/proc/1/status").Split('\n').Select(line => line.Split('\t')).ToDictionary(words => words[0], words => words[1]);
        Assert.Equal("1654", status["Uid:"]);
        Assert.Equal("1654", status["Gid:"]);
        Assert.Equal("1", status["NoNewPrivs:"]);
        Assert.All(["CapInh:", "CapPrm:", "CapEff:", "CapBnd:", "CapAmb:"], set => Assert.Equal("0000000000000000", status[set]));
        Assert.NotEqual(0, Tool.Try("sh", "-c", $"docker exec {container.Id} touch /app/x /tmp/x").ExitCode);
        Assert.DoesNotContain("\"LogLevel\":\"Error\"", container.Log, StringComparison.Ordinal);
        Assert.DoesNotContain("\"LogLevel\":\"Critical\"", container.Log, StringComparison.Ordinal);
    }

    [Fact]
    public void It_says_which_commit_it_is()
    {
        var labels = Engine.Inspect(Engine.Image)["Config"]!["Labels"]!.AsObject();
        var commit = Tool.Run("git", "-C", Engine.Checkout, "rev-parse", "HEAD").Text.Trim();

        Assert.Equal(commit, Label(labels, "revision"));
        Assert.Equal("ExportNative", Label(labels, "title"));
        Assert.Equal("MIT", Label(labels, "licenses"));
        Assert.Equal($"{Label(labels, "version")}+{commit}", Engine.Docker("run", "--rm", "--pull", "never", "--network", "none", Engine.Image, "--version"));
    }

    private static string? Label(JsonObject labels, string name) => (string?)labels[$"org.opencontainers.image.{name}"];
}
