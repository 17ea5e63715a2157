using System.Globalization;
using ExportNative.Contracts;
using ExportNative.Engine.Encode;
using ExportNative.Engine.Read;
using ExportNative.Engine.Time;
using ExportNative.Engine.Write;

namespace ExportNative.Engine.Plan;

/// <summary>Decides the whole program from the config and the opened sources. Linear in the number of segments.</summary>
/// <remarks>
/// 1. Ranges are checked against the sources, all of them before anything is refused.
/// 2. Sources are compared: what cannot be joined without re-encoding is refused with every parameter that differs.
/// 3. One clock is chosen.
/// 4. Segments that touch each other in one source become one run.
/// 5. Each boundary rolls to a keyframe: see <see cref="BoundaryPlanner"/>.
/// 6. Sound is laid under the rolled picture.
/// </remarks>
internal sealed class ProgramPlanner(ExportConfig config, IReadOnlyDictionary<int, SourceFile> sources, OutputContainer container, PlanAssumptions assumptions, SoundFile? master)
{
    private readonly List<PlanWarning> _warnings = [];

    /// <exception cref="ExportException">A range is outside its source, or sources cannot be joined.</exception>
    public ProgramPlan Plan(CancellationToken cancellation)
    {
        var segments = LayOut();
        CheckRanges(segments);
        var used = segments.Select(s => sources[s.Asked.SourceIndex]).Distinct().ToList();
        var encoders = new EncoderChoice(config.Output, used[0]);
        CompatibilityCheck.Video(used, container, encoders, _warnings);
        var sounding = UsesOwnSound
            ? segments.Where(s => s.Asked.AudioFromSource && Sounds(s)).Select(s => sources[s.Asked.SourceIndex]).Distinct().ToList()
            : [];
        CompatibilityCheck.Audio(sounding, container);
        var clock = ProgramClock.For([.. used.Select(s => (s.Video.Grid?.Rate, s.Video.TimeBase))]);
        WarnAboutOutput(used, clock);
        var runs = encoders.CutsByFrame
            ? new FrameCutPlanner(segments, sources, clock, container, encoders, _warnings).Plan(cancellation)
            : new BoundaryPlanner(segments, sources, clock, container, _warnings).Plan(cancellation);
        var end = runs[^1].End;
        if (sounding.Count > 0)
        {
            SoundPlanner.LayUnder(runs, segments, clock, sounding[0].Audio!.SampleRate, Sounds);
        }

        var sets = used.Where(s => s.Video.ParameterSets is not null && !encoders.EncodesWhole(s)).Select(s => s.Video.ParameterSets!).ToList();
        var parts = runs.SelectMany(r => r.Head.Concat(r.Tail)).ToList();
        var setsInBand = sets.Count > 0 && (parts.Count > 0 || sets.Exists(s => !s.Matches(sets[0])));
        var heard = master is null ? null : MasterPlanner.Plan(master, config.Output.Audio!, clock.SecondsOf(end), container, _warnings);
        var audioRate = sounding.Count > 0 ? sounding[0].Audio!.SampleRate : 0;
        return new ProgramPlan
        {
            Clock = clock,
            Container = container,
            CodecId = encoders.CodecId,
            Parts = parts,
            Encoders = encoders,
            Runs = runs,
            Segments = segments,
            End = end,
            AskedLength = segments[^1].AskedAt + Length(segments[^1]),
            ReorderDepth = Math.Max(assumptions.LeastReorderDepth, used.Max(s => encoders.EncodesWhole(s) ? 0 : s.Video.ReorderDepth)),
            SetsInBand = setsInBand,
            SoundReference = sounding.Count > 0 ? sounding[0] : null,
            Seams = Seams(sounding),
            Master = heard,
            Warnings = _warnings,
            VideoPackets = PacketEstimate.Video(runs, clock),
            AudioPackets = heard is not null ? heard.Packets : audioRate == 0 ? 0 : PacketEstimate.Audio(clock.SecondsOf(end), sounding),
            MediaBytes = PacketEstimate.Bytes(runs, clock) + (heard?.Bytes ?? 0),
        };
    }

    /// <summary>Each camera's own sound goes along; otherwise one master sound, or none.</summary>
    private bool UsesOwnSound => config.Output is { IncludeAudio: true, Audio: null };

    private static Ratio Length(PlannedSegment segment) => segment.Asked.EndTime.ToRatio() - segment.Asked.StartTime.ToRatio();

    private bool Sounds(PlannedSegment segment) =>
        segment.Asked.AudioFromSource && config.Sources[segment.Asked.SourceIndex].HasAudio && sources[segment.Asked.SourceIndex].Audio is not null;

    private SeamEncoding? Seams(List<SourceFile> sounding)
    {
        if (config.Output.AudioSeams != AudioSeams.Smooth || sounding.Count == 0)
        {
            return null;
        }

        var seams = SeamEncoding.For(sounding[0].Audio!, out var reason);
        if (seams is null)
        {
            _warnings.Add(new PlanWarning(null, $"Sound is cut plainly, without crossfades. {reason}"));
        }

        return seams;
    }

    private List<PlannedSegment> LayOut()
    {
        var at = Ratio.Zero;
        var segments = new List<PlannedSegment>(config.Segments.Count);
        foreach (var asked in config.Segments)
        {
            segments.Add(new PlannedSegment { Index = segments.Count, Asked = asked, AskedAt = at });
            at += asked.EndTime.ToRatio() - asked.StartTime.ToRatio();
        }

        return segments;
    }

    private void CheckRanges(List<PlannedSegment> segments)
    {
        var problems = new List<ConfigProblem>();
        foreach (var segment in segments)
        {
            var source = sources[segment.Asked.SourceIndex];
            if (source.End is not { } end)
            {
                continue;
            }

            var tolerance = Ratio.Max(source.Video.FrameDuration, new Ratio(1, 20));
            if (segment.Asked.EndTime.ToRatio() > end + tolerance)
            {
                problems.Add(new ConfigProblem(
                    $"$.segments[{segment.Index}].endTime",
                    $"{segment.Asked.EndTime} s is past the end of {source.Name.AsWritten}",
                    $"at most {end.ToDouble().ToString("0.###", CultureInfo.InvariantCulture)}"));
            }
        }

        if (problems.Count > 0)
        {
            throw ExportErrors.RangesNotInSources(problems, segments, sources);
        }
    }

    private void WarnAboutOutput(List<SourceFile> used, ProgramClock clock)
    {
        if (clock.IsRounded)
        {
            _warnings.Add(new PlanWarning(null, "The sources' time bases have no common one: frame times are rounded to 1/90000 s."));
        }

        if (clock.FrameRate is null && used.Count > 1)
        {
            _warnings.Add(new PlanWarning(null, "The sources do not share one constant frame rate: the output has a variable frame rate."));
        }

        var parameters = used[0].Video.Stream.Parameters;
        if ((config.Output.Width is { } width && width != parameters.Width) || (config.Output.Height is { } height && height != parameters.Height))
        {
            _warnings.Add(new PlanWarning(null, $"The output has the sources' size, {parameters.Width}x{parameters.Height}, not {config.Output.Width}x{config.Output.Height}: copying does not scale."));
        }

        if (config.Output.Fps is { } fps && used[0].Video.FrameRate is { } rate && Math.Abs(rate.ToDouble() - (double)fps) > 0.01)
        {
            _warnings.Add(new PlanWarning(null, $"The output has the sources' frame rate, {rate}, not {fps}: copying does not convert."));
        }

        foreach (var source in used)
        {
            if (source.Video.Keyframes.IsFromScan)
            {
                _warnings.Add(new PlanWarning(null, $"{source.Name.AsWritten} has no index: it was read once to find its keyframes."));
            }

            if (UsesOwnSound && config.Sources[source.Name.Index].HasAudio && source.Audio is null)
            {
                _warnings.Add(new PlanWarning(null, $"{source.Name.AsWritten} has no sound, and hasAudio is not false: its segments are silent."));
            }
        }
    }
}
