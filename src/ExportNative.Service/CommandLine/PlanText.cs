using System.Globalization;
using ExportNative.Contracts;

namespace ExportNative.Service.CommandLine;

/// <summary>A plan as a person reads it.</summary>
internal static class PlanText
{
    /// <summary>The plan in a few lines, before an export begins.</summary>
    public static void WriteSummary(TextWriter to, ExportPlan plan)
    {
        var rate = plan.FrameRate is { } fps ? $"{Rate(fps)} fps" : "variable frame rate";
        to.WriteLine(Invariant($"{plan.OutputPath}: {Count(plan.Segments.Count, "segment")} of {Count(plan.Sources.Count, "source")}, {Time(plan.Length)} s, {rate}, about {ProgressText.Size(plan.EstimatedBytes)}"));
        if (plan.PicturesEncoded > 0)
        {
            var parts = plan.Segments.Sum(segment => segment.Parts.Count(part => part.Kind == PartKind.Encoded));
            to.WriteLine(Invariant($"{Count(plan.PicturesEncoded, "picture")} encoded of {plan.PicturesEncoded + plan.PicturesCopied}, in {Count(parts, "part")}"));
        }

        if (plan.RolledCuts > 0)
        {
            to.WriteLine(Invariant($"{Count(plan.RolledCuts, "cut")} moved to a keyframe, by {Time(plan.LongestRoll)} s at most"));
        }
    }

    /// <summary>Everything that was decided: sources, and a line for each segment.</summary>
    public static void Write(TextWriter to, ExportPlan plan)
    {
        WriteSummary(to, plan);
        foreach (var source in plan.Sources)
        {
            var unindexed = source.HasIndex ? "" : "; no index, read once to find its keyframes";
            var left = source.LeftOut.Count == 0 ? "" : $"; left out: {string.Join(", ", source.LeftOut)}";
            to.WriteLine(Invariant($"source {source.Index}: {source.FilePath}: {source.Video}, {source.Audio ?? "no sound"}{unindexed}{left}"));
        }

        if (plan.MasterSound is { } master)
        {
            to.WriteLine(Master(master));
        }

        to.WriteLine();
        to.WriteLine("segment  source  asked in the source            on screen in the program         roll  decision");
        foreach (var segment in plan.Segments)
        {
            var reason = segment.Reason is { } why ? $": {why}" : "";
            var silent = segment.IsSilent ? " (silent)" : "";
            to.WriteLine(Invariant(
                $"{segment.Index,7}  {segment.SourceIndex,6}  {Time(segment.AskedStart),12} - {Time(segment.AskedEnd),12}  {Time(segment.ActualProgramStart),12} - {Time(segment.ActualProgramEnd),12}  {Signed(segment.Roll),9}  {Word(segment.Decision)}{Parts(segment)}{silent}{reason}"));
        }
    }

    private static string Master(PlannedMasterSound master)
    {
        var how = master.IsCopied ? "copied" : $"encoded once to {master.Codec}: {master.Reason}";
        var from = master.Offset < Seconds.Zero
            ? $"beginning at program time {Time(Seconds.Zero - master.Offset)} s"
            : $"from {Time(master.Offset)} s on";
        return Invariant($"master sound: source {master.SourceIndex}: {master.FilePath}: {master.Sound}, {from}, {how}");
    }

    /// <summary>A frame rate without a denominator of 1: 30, 30000/1001.</summary>
    public static string Rate(string fraction) => fraction.EndsWith("/1", StringComparison.Ordinal) ? fraction[..^2] : fraction;

    /// <summary>A count with its noun in the right number.</summary>
    public static string Count(long count, string noun) => Invariant($"{count} {noun}{(count == 1 ? "" : "s")}");

    /// <summary>Seconds to the millisecond.</summary>
    public static string Time(Seconds time) => Invariant($"{time.ToDouble():F3}");

    private static string Signed(Seconds time) => time == Seconds.Zero ? "-" : Invariant($"{time.ToDouble():+0.000;-0.000;0.000}");

    /// <summary>What becomes of its pictures, in the order of the program: ": 12 encoded, 240 copied, 2 encoded".</summary>
    private static string Parts(PlannedSegmentInfo segment)
    {
        // Long encoded stretches are divided among workers; a reader wants to know of one.
        var stretches = new List<(PartKind Kind, long? Pictures)>();
        foreach (var part in segment.Parts)
        {
            if (stretches.Count > 0 && stretches[^1].Kind == part.Kind)
            {
                stretches[^1] = (part.Kind, stretches[^1].Pictures + part.Pictures);
            }
            else
            {
                stretches.Add((part.Kind, part.Pictures));
            }
        }

        return stretches.Count == 0 ? "" : $": {string.Join(", ", stretches.Select(s => Invariant($"{(s.Pictures is { } pictures ? Invariant($"{pictures} ") : "")}{(s.Kind == PartKind.Encoded ? "encoded" : "copied")}")))}";
    }

    private static string Word(SegmentDecision decision) => decision switch
    {
        SegmentDecision.Copied => "copied",
        SegmentDecision.Rolled => "rolled",
        SegmentDecision.Exact => "exact",
        SegmentDecision.Continued => "continued",
        _ => "absorbed",
    };

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
