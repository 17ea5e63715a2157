using System.Text.RegularExpressions;
using Xunit;

namespace ExportNative.ServiceTests;

/// <summary>What the README shows is what curl gets.</summary>
public sealed partial class TranscriptTests(Footage footage) : IDisposable
{
    private readonly string media = footage.NewMediaFolder();

    public void Dispose() => Directory.Delete(media, recursive: true);

    [Fact]
    public async Task The_readmes_transcript_runs_and_gets_the_answers_that_it_shows()
    {
        var readme = await File.ReadAllTextAsync(Readme(), TestContext.Current.CancellationToken);
        var block = Transcript().Match(readme);
        Assert.True(block.Success);
        using var service = await ServedProduct.Start(media);
        await File.WriteAllTextAsync(Path.Combine(media, "cut.json"), Configs.Make("export-0a1b").ToJsonString(), TestContext.Current.CancellationToken);

        var lines = block.Groups[1].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var commands = 0;
        for (var i = 0; i < lines.Length; i++)
        {
            Assert.StartsWith("$ curl ", lines[i], StringComparison.Ordinal);
            var expected = i + 1 < lines.Length && !lines[i + 1].StartsWith('$') ? lines[i + 1] : "";
            var command = lines[i][2..].Replace("http://127.0.0.1:8080/", service.Address.ToString(), StringComparison.Ordinal);
            if (command.EndsWith("/status", StringComparison.Ordinal))
            {
                await service.Until("export-0a1b", status => (string?)status["status"] == "completed");
            }

            Assert.Equal(expected, Footage.Run("bash", "-c", $"cd '{media}' && {command}").TrimEnd('\n'));
            commands++;
            i += expected.Length > 0 ? 1 : 0;
        }

        Assert.Equal(4, commands);
        Assert.Equal(8.0, Footage.Seconds(Path.Combine(media, "Sommerfest.mp4")), 1);
    }

    private static string Readme()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "ExportNative.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The tests do not lie in the repository.");
        }

        return Path.Combine(folder, "README.md");
    }

    [GeneratedRegex("```console\n(\\$ curl .*?)```", RegexOptions.Singleline)]
    private static partial Regex Transcript();
}
