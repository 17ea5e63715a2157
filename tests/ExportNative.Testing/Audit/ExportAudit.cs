using System.Globalization;
using ExportNative.Contracts;

namespace ExportNative.Testing.Audit;

/// <summary>
/// Decodes a finished export with the ffmpeg command line and finds out whether every frame is the right frame at the
/// right time, and whether sound is where the picture is. The report says which cuts were moved; everything else is
/// measured against what was asked.
/// </summary>
public sealed class ExportAudit
{
    private readonly ExportReport _report;
    private readonly string _output;
    private readonly IReadOnlyList<AuditedSource> _sources;
    private readonly int _width;
    private readonly List<Span> _spans;
    private readonly double _asked;
    private readonly double _rounding;

    /// <param name="report">What the export said of itself.</param>
    /// <param name="output">The finished file.</param>
    /// <param name="sources">In the order of the config.</param>
    /// <param name="width">Pixels of the picture.</param>
    public ExportAudit(ExportReport report, string output, IReadOnlyList<AuditedSource> sources, int width = 320)
    {
        ArgumentNullException.ThrowIfNull(report);
        (_report, _output, _sources, _width) = (report, output, sources, width);
        _rounding = Path.GetExtension(output) is ".webm" or ".mkv" ? 6e-4 : 1e-4;
        _spans = [.. report.Segments.Select(s => s.Plan).Where(p => p.Decision != SegmentDecision.Absorbed).Select(p => new Span(
            p.Index, p.SourceIndex, Value(p.ActualProgramStart), Value(p.ActualProgramEnd), Value(p.AskedStart) - Value(p.ProgramStart), p.IsSilent))];
        _asked = report.Segments.Sum(s => Value(s.Plan.AskedEnd) - Value(s.Plan.AskedStart));
    }

    /// <summary>Measures everything.</summary>
    /// <param name="seeks">Number of fresh entries into the file.</param>
    public AuditFigures Run(int seeks = 5)
    {
        var shown = ShownFrames.Decode(_output, _width);
        var frames = shown.Frames;
        var (soundsSought, soundsMissing, sync) = Sound(frames);
        double longest = 0, place = 0, wrong = 0, unannounced = 0;
        int nonMonotonic = 0, repeats = 0, skips = 0;
        for (var i = 0; i < frames.Count; i++)
        {
            var frame = frames[i];
            var span = SpanAt(frame.At);
            var step = i + 1 < frames.Count ? frames[i + 1].At - frame.At : 1 / _sources[span.Source].FramesPerSecond;
            longest = Math.Max(longest, step);
            nonMonotonic += step <= 0 ? 1 : 0;
            var isAnnounced = frame.IsClear && frame.Camera == _sources[span.Source].Camera;
            unannounced += isAnnounced ? 0 : step;
            wrong += frame.IsClear && frame.Camera == _sources[AskedSourceAt(frame.At)].Camera ? 0 : step;
            if (isAnnounced)
            {
                place = Math.Max(place, Math.Abs(PlaceError(frame, span)));
            }

            if (i > 0 && SpanAt(frames[i - 1].At) == span && frames[i - 1].Camera == frame.Camera)
            {
                repeats += frame.Number <= frames[i - 1].Number ? 1 : 0;
                skips += Skipped(_sources[span.Source], frames[i - 1].Number, frame.Number);
            }
        }

        return new AuditFigures
        {
            DurationError = (Duration() - _asked) * 1000,
            Frames = frames.Count,
            BadFrames = frames.Count(f => !f.IsClear),
            DecodeErrors = shown.Errors,
            NonMonotonic = nonMonotonic,
            FirstFrameAt = frames.Count == 0 ? double.NaN : frames[0].At * 1000,
            LongestFrame = longest * 1000,
            PlaceError = place * 1000,
            WrongCamera = wrong * 1000,
            UnannouncedCamera = unannounced * 1000,
            AnnouncedRolls = _report.Segments.Where(s => s.Plan.Index > 0).Sum(s => Math.Abs(Value(s.Plan.Roll))) * 1000,
            Repeats = repeats,
            Skips = skips,
            SeekErrors = SeekErrors(frames, seeks),
            SoundsSought = soundsSought,
            SoundsMissing = soundsMissing,
            SyncError = sync * 1000,
        };
    }

    /// <summary>Whether a stretch of the export's sound is silent.</summary>
    /// <param name="from">Seconds of the program.</param>
    /// <param name="to">Seconds of the program.</param>
    public bool IsSilent(double from, double to) => SoundTrack.Decode(_output).IsSilent(from, to);

    private static double Value(Seconds seconds) => (double)seconds.Picoseconds / 1e12;

    private double Duration() =>
        Tool.Probe(_output, "format=duration") is [var text] && double.TryParse(text, CultureInfo.InvariantCulture, out var seconds) ? seconds : double.NaN;

    // Matroska rounds to milliseconds.
    private Span SpanAt(double at) => _spans.FindLast(s => s.From <= at + _rounding) ?? _spans[0];

    private int AskedSourceAt(double at) => _report.Segments.Last(s => s.Plan.Index == 0 || Value(s.Plan.ProgramStart) <= at + _rounding).Plan.SourceIndex;

    private double PlaceError(ShownFrame frame, Span span) => (frame.Number / _sources[span.Source].FramesPerSecond) - (frame.At + span.Shift);

    /// <summary>Frames that the camera took between two others.</summary>
    private static int Skipped(AuditedSource source, int from, int to)
    {
        var skipped = 0;
        for (var number = from + 1; number < to; number++)
        {
            skipped += source.LeftOut?.Invoke(number) == true ? 0 : 1;
        }

        return skipped;
    }

    private int SeekErrors(IReadOnlyList<ShownFrame> frames, int seeks)
    {
        var errors = 0;
        for (var i = 0; i < seeks && frames.Count > 10; i++)
        {
            var j = 3 + (int)((frames.Count - 8L) * i / Math.Max(1, seeks - 1));
            var seen = ShownFrames.At(_output, _width, frames[j].At - frames[0].At + 0.002, out var complains);
            var isRight = seen is { } s && Enumerable.Range(Math.Max(0, j - 1), 3).Any(k => k < frames.Count && frames[k].Number == s.Number && frames[k].Camera == s.Camera);
            isRight &= !complains || SourceComplains(frames[j]);
            errors += isRight ? 0 : 1;
        }

        return errors;
    }

    /// <summary>Whether a player that jumps to the same picture of the untouched source complains as well (H.264 with open GOPs does).</summary>
    private bool SourceComplains(ShownFrame frame)
    {
        var source = _sources.First(s => s.Camera == frame.Camera);
        _ = ShownFrames.At(source.Original, _width, (frame.Number / source.FramesPerSecond) + 0.002, out var complains);
        return complains;
    }

    /// <summary>Looks in the middle of each segment for the sound of the moment that the edit asks for there.</summary>
    private (int Sought, int Missing, double Sync) Sound(IReadOnlyList<ShownFrame> frames)
    {
        if (_report.AudioPackets == 0)
        {
            return (0, 0, 0);
        }

        var output = SoundTrack.Decode(_output);
        var tracks = new Dictionary<string, SoundTrack>(StringComparer.Ordinal);
        int sought = 0, missing = 0;
        double sync = 0;
        foreach (var span in _spans)
        {
            var source = _sources[span.Source];
            if (span.IsSilent || !source.HasSound || span.To - span.From < 0.8)
            {
                continue;
            }

            if (!tracks.TryGetValue(source.Original, out var track))
            {
                tracks.Add(source.Original, track = SoundTrack.Decode(source.Original));
            }

            var middle = (span.From + span.To) / 2;
            var errors = frames.Where(f => Math.Abs(f.At - middle) < 0.25 && f.IsClear && f.Camera == _sources[span.Source].Camera).Select(f => PlaceError(f, span)).Order().ToList();
            sought++;
            if (output.DistanceIn(track, middle, middle + span.Shift) is { } distance && errors.Count > 0)
            {
                sync = Math.Max(sync, Math.Abs(errors[errors.Count / 2] - distance));
            }
            else
            {
                missing++;
            }
        }

        return (sought, missing, sync);
    }

    /// <summary>A segment as the report says it was written: program seconds, and source seconds minus program seconds.</summary>
    private sealed record Span(int Segment, int Source, double From, double To, double Shift, bool IsSilent);
}
