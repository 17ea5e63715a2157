using System.Globalization;
using ExportNative.Testing;

namespace ExportNative.IntegrationTests.FrameCuts;

/// <summary>A packet of a file's picture: when it is shown, and a hash of its coded pictures without parameter sets and the like.</summary>
/// <param name="At">Seconds.</param>
/// <param name="Hash">Of the slices (H.264, HEVC) or all bytes (others).</param>
internal readonly record struct PacketHash(double At, string Hash)
{
    /// <summary>All packets, in the order in which they are shown.</summary>
    /// <param name="path">The file.</param>
    public static IReadOnlyList<PacketHash> All(string path)
    {
        string[] slices = Tool.Probe(path, "stream=codec_name", "v:0")[0] switch
        {
            "h264" => ["-bsf:v", "filter_units=pass_types=1-5"],
            "hevc" => ["-bsf:v", "filter_units=pass_types=0-31"],
            _ => [],
        };
        var list = Tool.Run("ffmpeg", ["-v", "error", "-nostdin", "-copyts", "-i", path, "-map", "0:v:0", "-c", "copy", .. slices, "-f", "framehash", "-hash", "sha256", "-"]).Text;
        double tick = 0;
        var packets = new List<PacketHash>();
        foreach (var line in list.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.StartsWith("#tb 0:", StringComparison.Ordinal))
            {
                var parts = line[6..].Split('/');
                tick = double.Parse(parts[0], CultureInfo.InvariantCulture) / double.Parse(parts[1], CultureInfo.InvariantCulture);
            }
            else if (line[0] != '#' && line.Split(',') is { Length: >= 6 } fields)
            {
                packets.Add(new PacketHash(long.Parse(fields[2], CultureInfo.InvariantCulture) * tick, fields[5].Trim()));
            }
        }

        return [.. packets.OrderBy(p => p.At)];
    }

    /// <summary>When the container's keyframes are shown, seconds, in order.</summary>
    public static IReadOnlyList<double> Keyframes(string path) =>
        [.. Tool.Probe(path, "packet=pts_time,flags", "v:0").Where(line => line.Contains('K', StringComparison.Ordinal)).Select(line => double.Parse(line.Split(',')[0], CultureInfo.InvariantCulture)).Order()];
}
