using System.CommandLine;
using System.Text.RegularExpressions;
using ExportNative.Service.CommandLine;
using Xunit;

namespace ExportNative.UnitTests.House;

public partial class MarkdownTests
{
    // Programs of the system that documents may name. A word that is neither one of these nor ours is a mistake.
    private static readonly string[] OutsidePrograms = ["cd", "git", "dotnet", "ffmpeg", "ffprobe", "ffplay", "docker", "curl", "jq", "sudo", "apt", "apt-get", "echo", "export", "kill", "mkdir", "openssl"];

    private static readonly string[] ShellLanguages = ["sh", "bash", "console"];

    public static TheoryData<string> Documents => [.. Repository.Files(".md").Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Documents))]
    public void Each_link_leads_to_a_file(string document)
    {
        var folder = Path.GetDirectoryName(Path.Combine(Repository.Root, document))!;
        var targets = Link().Matches(Text(document)).Select(match => match.Groups[1].Value)
            .Where(target => !target.Contains("://", StringComparison.Ordinal) && !target.StartsWith('#'));
        Assert.All(targets, target => Assert.True(Path.Exists(Path.Combine(folder, target.Split('#')[0])), $"{document} links to {target}"));
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void Each_path_that_is_named_exists(string document)
        => Assert.Empty(MissingPaths(Text(document)));

    [Fact]
    public void The_check_of_paths_finds_mistakes()
        => Assert.Equal(
            ["src/ExportNative.Contract", "rebuild.sh"],
            MissingPaths("`src/ExportNative.Contracts`, `src/ExportNative.Contract`, `build.sh`, `rebuild.sh`, `exports/demo/output.mp4`, `a/b`"));

    [Theory]
    [MemberData(nameof(Documents))]
    public void Each_command_that_is_named_exists(string document)
        => Assert.All(Commands(Text(document)), command => Assert.True(Problem(command) is null, $"{document}: '{command}': {Problem(command)}"));

    [Fact]
    public void The_check_of_commands_finds_mistakes()
    {
        Assert.Null(Problem("./build.sh test"));
        Assert.NotNull(Problem("./build.sh tset"));
        Assert.Null(Problem("artifacts/exportnative export cut.json --media footage"));
        Assert.NotNull(Problem("artifacts/exportnative exprot cut.json"));
        Assert.NotNull(Problem("artifacts/exportnative export cut.json --medai footage"));
        Assert.NotNull(Problem("exportnativ plan cut.json"));
        Assert.Null(Problem("exportnative storage copy --media footage"));
        Assert.NotNull(Problem("exportnative storage move --media footage"));
        Assert.Equal(["./build.sh test", "exportnative schema"], Commands("```sh\n$ ./build.sh test\n42 passed\n```\n\n```\nnot a command\n```\nand `exportnative schema`."));
    }

    private static IEnumerable<string> MissingPaths(string text)
    {
        var top = Directory.EnumerateFileSystemEntries(Repository.Root).Select(entry => Path.GetFileName(entry)!).ToArray();
        return CodeSpan().Matches(WithoutFences(text)).Select(match => match.Groups[1].Value)
            .Where(code => RepositoryPath().IsMatch(code) && IsOurs(code, top) && !Path.Exists(Path.Combine(Repository.Root, code)));
    }

    // In a shell block with prompts only lines with a prompt are commands, the rest is what they printed.
    private static IEnumerable<string> Commands(string text)
    {
        foreach (Match fence in Fence().Matches(text))
        {
            if (!ShellLanguages.Contains(fence.Groups[1].Value))
            {
                continue;
            }

            var lines = fence.Groups[2].Value.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0 && line[0] != '#').ToArray();
            foreach (var line in lines.Any(line => line.StartsWith("$ ", StringComparison.Ordinal))
                ? lines.Where(line => line.StartsWith("$ ", StringComparison.Ordinal)).Select(line => line[2..])
                : lines)
            {
                yield return line;
            }
        }

        foreach (Match span in CodeSpan().Matches(WithoutFences(text)))
        {
            if (OwnCommand().IsMatch(span.Groups[1].Value))
            {
                yield return span.Groups[1].Value;
            }
        }
    }

    private static string? Problem(string commandLine)
    {
        // Each program of a pipeline; what is quoted, redirections, comments and variable settings in front are not its business.
        foreach (var part in Quoted().Replace(commandLine, "TEXT").Split(" # ")[0].Split(['|', ';', '&'], StringSplitOptions.RemoveEmptyEntries))
        {
            var words = part.Split(' ', StringSplitOptions.RemoveEmptyEntries).SkipWhile(word => Setting().IsMatch(word)).ToArray();
            if (words.Length > 0 && ProblemOf(words) is { } problem)
            {
                return problem;
            }
        }

        return null;
    }

    private static string? ProblemOf(string[] words) => words[0] switch
    {
        "./build.sh" => words.Length == 1 || BuildVerb(words[1]) ? null : $"build.sh has no verb {words[1]}",
        "exportnative" or "artifacts/exportnative" or "./artifacts/exportnative" => ProblemOfProduct(words[1..]),
        var program when OutsidePrograms.Contains(program) => null,
        var program => $"{program} is neither ours nor a known program",
    };

    private static bool BuildVerb(string verb)
        => Regex.IsMatch(File.ReadAllText(Path.Combine(Repository.Root, "build.sh")), $@"^verb_{Regex.Escape(verb)}\(\)", RegexOptions.Multiline);

    private static string? ProblemOfProduct(string[] arguments)
    {
        var root = CommandLineProgram.Create(new Terminal(TextWriter.Null, TextWriter.Null, outputIsTerminal: false, () => 80));
        Command command = root;
        var words = arguments.TakeWhile(word => word[0] != '-').ToList();
        while (command.Subcommands.Count > 0 && words.Count > 0)
        {
            if (command.Subcommands.FirstOrDefault(sub => sub.Name == words[0]) is not { } found)
            {
                return $"there is no command {words[0]}";
            }

            command = found;
            words.RemoveAt(0);
        }

        string[] known = [.. command.Options.Concat(root.Options.Where(option => option.Recursive)).SelectMany(option => option.Aliases.Append(option.Name)), "--help"];
        return arguments.FirstOrDefault(word => word.StartsWith("--", StringComparison.Ordinal) && !known.Contains(word)) is { } unknown
            ? $"{command.Name} has no option {unknown}"
            : null;
    }

    private static bool IsOurs(string path, string[] top) => path.Contains('/', StringComparison.Ordinal)
        ? top.Contains(path.Split('/')[0]) && !path.StartsWith("artifacts", StringComparison.Ordinal)
        : path.EndsWith(".sh", StringComparison.Ordinal) || path.EndsWith(".props", StringComparison.Ordinal) || path.EndsWith(".sln", StringComparison.Ordinal);

    private static string Text(string document) => File.ReadAllText(Path.Combine(Repository.Root, document));

    private static string WithoutFences(string text) => Fence().Replace(text, "");

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"`([^`\n]+)`")]
    private static partial Regex CodeSpan();

    [GeneratedRegex(@"^```(\w*)\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex(@"^[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*/?$")]
    private static partial Regex RepositoryPath();

    [GeneratedRegex(@"^(\./build\.sh|exportnative|(\./)?artifacts/exportnative) \S")]
    private static partial Regex OwnCommand();

    [GeneratedRegex("\"[^\"]*\"")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"^[A-Z_]+=")]
    private static partial Regex Setting();
}
