using System.Diagnostics;
using System.Globalization;
using ExportNative.Testing;
using Xunit;

namespace ExportNative.FuzzTests;

/// <summary>
/// Runs damaged cases for a while: <c>FUZZ_SECONDS</c> for each test (default 2), eight cases at least, from <c>FUZZ_SEED</c> (default 1) on. A
/// case that goes wrong is kept in <c>fuzz</c> beside the tests' program.
/// </summary>
internal sealed class FuzzRun : IDisposable
{
    private const int FewestCases = 8;
    private static readonly TimeSpan Time = TimeSpan.FromSeconds(Setting("FUZZ_SECONDS", 2));
    private static readonly int Seed = (int)Setting("FUZZ_SEED", 1);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("exportnative-fuzz-");
    private readonly Worker _worker = new();

    /// <summary>Runs cases until the time is up, each in an empty folder.</summary>
    /// <param name="prepare">Fills a folder with <c>edit.json</c> and sources.</param>
    public void Run(Action<string, Random> prepare)
    {
        var outcomes = new Dictionary<string, int>(StringComparer.Ordinal);
        var started = Stopwatch.GetTimestamp();
        for (var number = 0; number < FewestCases || Stopwatch.GetElapsedTime(started) < Time; number++)
        {
            var folder = _folder.CreateSubdirectory($"{Seed}-{number}").FullName;
            prepare(folder, new Random(unchecked((Seed * 1_000_003) + number)));
            var outcome = _worker.Export(folder);
            if (Problem(folder, outcome) is { } problem)
            {
                Assert.Fail($"{problem}; the case is kept in {Keep(folder)}");
            }

            Directory.Delete(folder, recursive: true);
            var word = outcome.Split(' ', ':')[outcome.StartsWith("refused", StringComparison.Ordinal) ? 1 : 0];
            outcomes[word] = outcomes.GetValueOrDefault(word) + 1;
        }

        TestContext.Current.TestOutputHelper?.WriteLine(string.Join(", ", outcomes.OrderByDescending(o => o.Value).Select(o => $"{o.Value} {o.Key}")));
    }

    public void Dispose()
    {
        _worker.Dispose();
        _folder.Delete(recursive: true);
    }

    private static string? Problem(string folder, string outcome)
    {
        var left = Directory.EnumerateFiles(folder, "*.part", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 }).FirstOrDefault();
        if (left is not null && !outcome.StartsWith("crashed", StringComparison.Ordinal))
        {
            return $"{Path.GetFileName(left)} was left behind ({outcome})";
        }

        // That the finished file is compared and refused is right: only a decoder could have known that the packets are bad.
        if (outcome.StartsWith("refused diskFull", StringComparison.Ordinal)
            || (outcome.StartsWith("refused writeFailed", StringComparison.Ordinal) && !outcome.Contains("not what was written", StringComparison.Ordinal)))
        {
            return $"the disk is blamed for what is wrong with a source ({outcome})";
        }

        if (outcome.StartsWith("refused", StringComparison.Ordinal))
        {
            return File.Exists(Path.Combine(folder, "exports/out.mp4")) ? $"a file is under the final name ({outcome})" : null;
        }

        if (!outcome.StartsWith("exported ", StringComparison.Ordinal))
        {
            return outcome;
        }

        // What claims to be complete has to be a file with a picture that a player opens.
        var probe = Tool.Try("ffprobe", "-v", "error", "-select_streams", "v:0", "-show_entries", "stream=codec_type:format=duration", "-of", "csv=p=0", outcome["exported ".Length..]);
        return probe.ExitCode == 0 && probe.Text.StartsWith("video", StringComparison.Ordinal) ? null : $"ffprobe cannot open the result: {probe.Error}{probe.Text}";
    }

    private static string Keep(string folder)
    {
        var kept = Path.Combine(AppContext.BaseDirectory, "fuzz", Path.GetFileName(folder));
        Directory.CreateDirectory(Path.GetDirectoryName(kept)!);
        Tool.Run("cp", "-r", "-T", folder, kept);
        return kept;
    }

    private static double Setting(string name, double otherwise) =>
        double.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value) ? value : otherwise;
}
