using System.Security.Cryptography;
using System.Text.Json;
using ExportNative.Contracts;
using Xunit;

namespace ExportNative.ServiceTests.Cluster;

/// <summary>What must be true of the files of exports that are complete, whatever happened while they were made.</summary>
internal static class PublishedFiles
{
    /// <summary>Each folder holds config, file and report and nothing else; the files are the same, and fit their reports.</summary>
    public static void Check(string media, IEnumerable<string> ids, double seconds)
    {
        var hashes = new HashSet<string>();
        string? last = null;
        foreach (var id in ids)
        {
            var folder = Path.Combine(media, "exports", id);
            Assert.Equal(
                ["config.json", "output.mp4", "report.json"],
                Directory.GetFiles(folder, "*", new EnumerationOptions { AttributesToSkip = 0 }).Select(Path.GetFileName).Order());
            last = Path.Combine(folder, "output.mp4");
            var report = JsonSerializer.Deserialize(File.ReadAllBytes(Path.Combine(folder, "report.json")), ContractsJson.Default.ExportReport)!;
            Assert.Equal(report.FileBytes, new FileInfo(last).Length);
            hashes.Add(Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(last))));
        }

        Assert.Single(hashes);
        Assert.Equal(seconds, Footage.Seconds(last!), 1);
    }

    /// <summary>How often each export was published, as the workers' logs tell.</summary>
    public static Dictionary<string, int> Publications(IEnumerable<string> lines)
    {
        Dictionary<string, int> times = [];
        foreach (var line in lines.Where(line => line.Contains(" is published: ", StringComparison.Ordinal)))
        {
            var id = line.Split("Export ")[1].Split(' ')[0];
            times[id] = times.GetValueOrDefault(id) + 1;
        }

        return times;
    }
}
