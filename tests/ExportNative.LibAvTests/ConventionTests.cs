using System.Text.RegularExpressions;

namespace ExportNative.LibAvTests;

/// <summary>Rules about the binding's own source.</summary>
public sealed partial class ConventionTests
{
    static ConventionTests() => FFmpeg.Load();

    private static readonly string[] Files = Directory
        .GetFiles(Repository.PathTo("src", "ExportNative.LibAv"), "*.cs", SearchOption.AllDirectories)
        .Where(f => !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
        .ToArray();

    [Fact]
    public void Only_what_is_called_is_bound()
    {
        var all = Files.ToDictionary(f => f, File.ReadAllText);
        var imports = all.Values.SelectMany(text => Import().Matches(text).Select(m => m.Groups[1].Value)).ToList();
        Assert.True(imports.Count > 40);
        var fields = Layout.Rows.Keys.Select(row => row.Replace('.', '_')).ToList();
        foreach (var name in imports.Concat(fields))
        {
            var uses = all.Where(f => !f.Key.Contains("/Native/Layout.cs", StringComparison.Ordinal))
                .Sum(f => f.Value.Split('\n').Count(line => !line.Contains("static partial", StringComparison.Ordinal) && Regex.IsMatch(line, $@"\b{name}\b")));
            Assert.True(uses > 0, $"{name} is bound but not used");
        }
    }

    [Fact]
    public void Every_callback_from_C_catches_everything()
    {
        var callbacks = 0;
        foreach (var text in Files.Select(File.ReadAllText))
        {
            foreach (Match callback in Callback().Matches(text))
            {
                callbacks++;
                var name = callback.Groups[1].Value;
                Assert.True(Regex.IsMatch(callback.Groups[2].Value, @"catch( \(Exception e\))?\s*\{"), $"{name} can throw into C");
            }
        }
        Assert.Equal(5, callbacks);
    }

    [GeneratedRegex(@"static partial \S+ (\w+)\(")]
    private static partial Regex Import();

    [GeneratedRegex(@"\[UnmanagedCallersOnly[^\]]*\]\]?\)?\]?\s+private static \w+ (\w+)\([^)]*\)\s*\{(.*?)\n    \}", RegexOptions.Singleline)]
    private static partial Regex Callback();
}
