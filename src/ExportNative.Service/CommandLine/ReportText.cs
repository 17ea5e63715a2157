using System.Globalization;
using ExportNative.Contracts;

namespace ExportNative.Service.CommandLine;

/// <summary>A finished export as a person reads it.</summary>
internal static class ReportText
{
    /// <summary>What was made, how fast, and how well it fits.</summary>
    public static void Write(TextWriter to, ExportReport report)
    {
        var plan = report.Plan;
        var seconds = Math.Max(report.DurationMilliseconds, 1) / 1000.0;
        to.WriteLine(Invariant(
            $"{plan.OutputPath}: {PlanText.Time(plan.Length)} s, {ProgressText.Size(report.FileBytes)}, {report.VideoPackets} video and {report.AudioPackets} audio packets, in {seconds:F1} s ({report.FileBytes / seconds / 1e6:F0} MB/s, {plan.Length.ToDouble() / seconds:F0} times real time)"));
        if (report.VideoPacketsEncoded > 0)
        {
            var copied = report.VideoPackets - report.VideoPacketsEncoded;
            to.WriteLine(Invariant($"{PlanText.Count(report.VideoPacketsEncoded, "picture")} encoded, {copied} copied ({100.0 * copied / report.VideoPackets:F1} %)"));
        }

        if (report.PicturesConcealed > 0)
        {
            to.WriteLine($"{PlanText.Count(report.PicturesConcealed, "encoded picture")} damaged or missing in the source: shown as a player would show them");
        }

        var apart = report.Segments.Select(segment => segment.SoundErrorMilliseconds).Max();
        var hold = report.Segments.Select(segment => segment.HoldMilliseconds).DefaultIfEmpty().Max();
        if (apart is { } milliseconds)
        {
            to.WriteLine(Invariant($"sound within {milliseconds:F1} ms of the picture; longest hold {hold:F0} ms"));
        }

        if (report.AudioPacketsEncoded > 0)
        {
            var seams = report.SeamsSmoothed > 0 ? $" at {PlanText.Count(report.SeamsSmoothed, "smoothed seam")}" : "";
            to.WriteLine($"{PlanText.Count(report.AudioPacketsEncoded, "audio packet")} encoded{seams}");
        }

        if (report.Verification is { } verification)
        {
            to.WriteLine($"verified: {string.Join(", ", verification.Select(stream => PlanText.Count(stream.Packets, stream.Kind + " packet")))} in the file are those that were read");
        }

        if (!report.IndexBeforeMedia)
        {
            to.WriteLine("the index is behind the media: a browser must load the file before it can play it");
        }
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
