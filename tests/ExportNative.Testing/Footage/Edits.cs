using System.Globalization;
using ExportNative.Contracts;

namespace ExportNative.Testing.Footage;

/// <summary>Makes multicam edits: cameras that ran together, a switch at random times, no camera twice in a row.</summary>
public static class Edits
{
    /// <summary>
    /// Segments in program order. Each gets the shortest length and a random share of what is left, so nothing is ever
    /// drawn again however tight the time is.
    /// </summary>
    /// <param name="cameras">Number of sources, at least 1.</param>
    /// <param name="settings">What it looks like.</param>
    public static IReadOnlyList<SegmentConfig> Make(int cameras, EditSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var random = new Random(settings.Seed);
        var spare = settings.Seconds - (settings.Segments * settings.Shortest);
        ArgumentOutOfRangeException.ThrowIfNegative(spare);
        var cuts = Enumerable.Range(0, settings.Segments - 1).Select(_ => random.NextDouble() * spare).Order().ToArray();
        var segments = new List<SegmentConfig>();
        var camera = -1;
        for (var i = 0; i < settings.Segments; i++)
        {
            var from = settings.Start + (i * settings.Shortest) + (i == 0 ? 0 : cuts[i - 1]);
            var to = settings.Start + ((i + 1) * settings.Shortest) + (i == settings.Segments - 1 ? spare : cuts[i]);
            to -= settings.HasGaps ? Math.Min(1.7, to - from - settings.Shortest) : 0;
            camera = camera < 0 || cameras == 1 ? random.Next(cameras) : (camera + 1 + random.Next(cameras - 1)) % cameras;
            segments.Add(new SegmentConfig(camera, Milliseconds(from), Milliseconds(to)));
        }

        return segments;
    }

    /// <summary>A config that has passed every rule, as a client would send it.</summary>
    /// <param name="sources">Paths of the sources.</param>
    /// <param name="segments">The edit.</param>
    /// <param name="output">Path of the output, relative to the media folder; its ending decides the format.</param>
    /// <param name="change">Last changes; null for none.</param>
    public static ExportConfig Config(IReadOnlyList<string> sources, IReadOnlyList<SegmentConfig> segments, string output = "exports/edit/output.mp4", Func<ExportConfig, ExportConfig>? change = null)
    {
        ArgumentNullException.ThrowIfNull(output);
        var format = output.EndsWith(".webm", StringComparison.Ordinal) ? OutputFormat.WebM : OutputFormat.Mp4;
        var config = new ExportConfig(
            ExportConfig.SupportedVersion, "edit", "project", "Audited edit", DateTimeOffset.UnixEpoch,
            [.. sources.Select((path, i) => new SourceConfig($"media-{i}", $"Camera {i + 1}", path))],
            segments, new OutputConfig(output, format));
        return change is null ? config : change(config);
    }

    /// <summary>A segment with times as text, exact.</summary>
    public static SegmentConfig Segment(int source, string start, string end, bool hasSound = true) =>
        new(source, Seconds.Parse(start), Seconds.Parse(end), hasSound);

    private static Seconds Milliseconds(double seconds) =>
        Seconds.FromMilliseconds((long)Math.Round(seconds * 1000, MidpointRounding.AwayFromZero));

    /// <summary>Decimal text of a number of seconds, to the millisecond.</summary>
    public static string Text(double seconds) => seconds.ToString("0.###", CultureInfo.InvariantCulture);
}
