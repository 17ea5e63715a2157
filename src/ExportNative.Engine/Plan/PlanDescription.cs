using System.Globalization;
using ExportNative.Contracts;
using ExportNative.Engine.Read;
using ExportNative.Engine.Time;
using ExportNative.LibAv;

namespace ExportNative.Engine.Plan;

/// <summary>Says a plan in the words and units of the outside.</summary>
internal static class PlanDescription
{
    public static ExportPlan Describe(ProgramPlan plan, ExportConfig config)
    {
        var exact = plan.Runs.Where(r => r.FirstStep is not null).ToDictionary(r => r.FirstSegment);
        var segments = plan.Segments.Select(s => Describe(plan, s, exact.GetValueOrDefault(s.Index))).ToList();
        var rolled = plan.Segments.Where(s => s.Roll != Ratio.Zero && s.AbsorbedBy is null).ToList();
        return new ExportPlan(
            config.Id,
            config.Output.FilePath,
            plan.Container.MuxerName,
            ToSeconds(plan.Clock.SecondsOf(plan.End)),
            plan.Clock.FrameRate is { } rate ? Fraction(rate) : null,
            plan.Clock.Timescale,
            plan.ReorderDepth,
            plan.SetsInBand,
            plan.MediaBytes,
            plan.VideoPackets + plan.AudioPackets,
            config.Output.Cut,
            plan.PicturesEncoded,
            Copied(plan, segments),
            rolled.Count,
            ToSeconds(rolled.Count == 0 ? Ratio.Zero : rolled.Max(s => Ratio.Abs(s.Roll))),
            [.. plan.Runs.Select(r => r.Source).Distinct().OrderBy(s => s.Name.Index).Select(s => Describe(s, plan.Master is null))],
            segments,
            [.. plan.Warnings.Select(w => new ExportWarning(w.SegmentIndex, w.Text))],
            plan.Master is { } master ? Describe(master) : null);
    }

    /// <summary>A rational as the outside writes it: <c>30000/1001</c>, <c>25/1</c>.</summary>
    public static string Fraction(Ratio ratio) => string.Create(CultureInfo.InvariantCulture, $"{ratio.Numerator}/{ratio.Denominator}");

    public static Seconds ToSeconds(Ratio ratio) => Seconds.FromPicoseconds((ratio * 1_000_000_000_000).Round());

    private static long Copied(ProgramPlan plan, IReadOnlyList<PlannedSegmentInfo> segments)
    {
        var parts = segments.SelectMany(s => s.Parts).Where(p => p.Kind == PartKind.Copied).ToList();
        return plan.Runs.All(r => r.FirstStep is not null) && parts.All(p => p.Pictures is not null)
            ? parts.Sum(p => p.Pictures!.Value)
            : Math.Max(0, plan.VideoPackets - plan.PicturesEncoded);
    }

    private static PlannedSegmentInfo Describe(ProgramPlan plan, PlannedSegment segment, VideoRun? run)
    {
        var end = plan.End;
        for (var next = segment.Index + 1; next < plan.Segments.Count; next++)
        {
            if (plan.Segments[next].AbsorbedBy is null)
            {
                end = plan.Segments[next].Begin;
                break;
            }
        }

        if (segment.AbsorbedBy is not null)
        {
            end = segment.Begin;
        }

        var (decision, reason) = segment switch
        {
            { AbsorbedBy: { } by } => (SegmentDecision.Absorbed, $"No keyframe that it could begin at; segment {by} goes on over it."),
            { ContinuesPrevious: true } => (SegmentDecision.Continued, "The segment before ends here in the same source."),
            { Roll: var roll } when roll != Ratio.Zero => (SegmentDecision.Rolled, "Copying can begin at a keyframe only; this is the nearest."),
            _ when run is not null => (SegmentDecision.Exact, null),
            _ => (SegmentDecision.Copied, (string?)null),
        };
        return new PlannedSegmentInfo(
            segment.Index,
            segment.Asked.SourceIndex,
            segment.Asked.StartTime,
            segment.Asked.EndTime,
            ToSeconds(segment.AskedAt),
            ToSeconds(plan.Clock.SecondsOf(segment.Begin)),
            ToSeconds(plan.Clock.SecondsOf(end)),
            segment.Begin,
            end,
            plan.Clock.FrameTicks > 0 ? (end - segment.Begin) / plan.Clock.FrameTicks : null,
            ToSeconds(segment.Roll),
            decision,
            reason,
            segment.AbsorbedBy is null && run is not null ? Parts(plan, run) : [],
            segment.IsSilent);
    }

    private static List<PlannedPart> Parts(ProgramPlan plan, VideoRun run)
    {
        var parts = new List<PlannedPart>();
        void AddEncoded(IReadOnlyList<EncodedPart> encoded) => parts.AddRange(encoded.Select(p => new PlannedPart(PartKind.Encoded, p.BeginTick, p.EndTick, p.Pictures, p.Reason)));
        AddEncoded(run.Head);
        if (run.Start is not null)
        {
            var begin = run.TickOf(run.Source.Video.StepOf(run.Start.Pts));
            var end = run.Tail.Count > 0 ? run.Tail[0].BeginTick : run.End;
            parts.Add(new PlannedPart(PartKind.Copied, begin, end, plan.Clock.FrameTicks > 0 ? (end - begin) / plan.Clock.FrameTicks : null, null));
        }

        AddEncoded(run.Tail);
        return parts;
    }

    private static PlannedMasterSound Describe(MasterSound master)
    {
        var own = master.File.Track.Parameters;
        return new PlannedMasterSound(
            master.SourceIndex,
            master.File.Name.AsWritten,
            Sound(own),
            ToSeconds(master.Offset),
            master.Encoding is null,
            master.Encoding is { } encoding ? CodecIds.Name(encoding.CodecId) : own.CodecName,
            master.Reason);
    }

    private static string Sound(CodecParameters audio) =>
        string.Create(CultureInfo.InvariantCulture, $"{audio.CodecName}, {audio.SampleRate} Hz, {audio.ChannelLayoutName}");

    /// <param name="source">A source that a segment uses.</param>
    /// <param name="isHeard">Its own sound goes along, where it has any; under a master sound it is one of the streams left out.</param>
    private static PlannedSource Describe(SourceFile source, bool isHeard)
    {
        var video = source.Video.Stream.Parameters;
        var rate = source.Video.FrameRate?.ToString() ?? "unknown";
        var audio = isHeard ? source.Audio : null;
        return new PlannedSource(
            source.Name.Index,
            source.Name.AsWritten,
            string.Create(CultureInfo.InvariantCulture, $"{(video.ProfileName.Length == 0 ? video.CodecName : $"{video.CodecName} {video.ProfileName}")}, {video.Width}x{video.Height}, {rate} frames/s{(source.Video.Grid is null ? " on average" : "")}"),
            audio is null ? null : Sound(audio.Parameters),
            !source.Video.Keyframes.IsFromScan,
            [.. source.Demuxer.Streams.Where(s => s.Index != source.Video.Stream.Index && s.Index != audio?.Stream.Index).Select(LeftOut)]);
    }

    private static string LeftOut(InputStream stream)
    {
        var language = stream.Metadata.TryGetValue("language", out var code) && code != "und" ? $", {code}" : "";
        var kind = stream.IsAttachedPicture ? "attached picture" : stream.Kind.ToString().ToLowerInvariant();
        return $"stream {stream.Index}: {kind} {stream.CodecName}{language}";
    }
}
