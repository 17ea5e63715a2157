using ExportNative.Contracts;
using ExportNative.Engine.Plan;
using ExportNative.LibAv;

namespace ExportNative.Engine.Write;

/// <summary>The counts of a finished output, kept after it is closed, and the report made of them.</summary>
internal sealed class WrittenProgram
{
    private readonly SegmentTally _tally;
    private readonly long _videoPackets, _encodedPackets, _audioPackets, _silentPackets, _soundGaps, _setsInserted, _splices, _renumbered, _mediaBytes, _fileBytes, _audioEncoded, _damagedSound, _seamsSmoothed, _seamsLeftPlain;
    private readonly bool _indexBeforeMedia;
    private readonly int _sampleRate;
    private readonly IReadOnlyList<StreamVerification>? _verification;

    private WrittenProgram(OutputAssembly output, SegmentTally tally, long fileBytes, IReadOnlyList<StreamVerification>? verification)
    {
        _tally = tally;
        _videoPackets = output.VideoTrack.Packets;
        _encodedPackets = output.Video.Encoded;
        _audioPackets = output.AudioTrack?.Packets ?? 0;
        _mediaBytes = output.VideoTrack.Bytes + (output.AudioTrack?.Bytes ?? 0);
        _silentPackets = output.Master?.SilentPackets ?? output.Audio?.SilentPackets ?? 0;
        _soundGaps = output.Master?.Gaps ?? output.Audio?.Gaps ?? 0;
        _audioEncoded = output.Master?.EncodedPackets ?? output.Audio?.EncodedPackets ?? 0;
        _seamsSmoothed = output.Audio?.SeamsSmoothed ?? 0;
        _seamsLeftPlain = output.Audio?.SeamsLeftPlain ?? 0;
        _damagedSound = output.Master?.DamagedPackets ?? 0;
        _sampleRate = output.Audio?.SampleRate ?? 0;
        _setsInserted = output.Video.SetsInserted;
        _splices = output.Video.Splices;
        _renumbered = output.Video.Renumbered;
        _indexBeforeMedia = output.IndexBeforeMedia;
        _fileBytes = fileBytes;
        _verification = verification;
    }

    public static WrittenProgram Of(OutputAssembly output, SegmentTally tally, long fileBytes, IReadOnlyList<StreamVerification>? verification) =>
        new(output, tally, fileBytes, verification);

    public ExportReport Report(ProgramPlan plan, ExportConfig config, long bytesRead, IReadOnlyList<string> revisions, FFmpegVersions libraries, DateTimeOffset startedAt, long milliseconds)
    {
        var description = PlanDescription.Describe(plan, config);
        var warnings = new List<ExportWarning>(description.Warnings);
        if (_soundGaps > 0)
        {
            warnings.Add(new ExportWarning(null, $"The sources' sound has {_soundGaps} holes that could not be filled with silence."));
        }

        if (_seamsLeftPlain > 0)
        {
            warnings.Add(new ExportWarning(null, $"{_seamsLeftPlain} of {_seamsLeftPlain + _seamsSmoothed} seams of sound are plain: too close to another one, or the sound there could not be decoded."));
        }

        if (_damagedSound > 0)
        {
            warnings.Add(new ExportWarning(null, $"The master sound has {_damagedSound} packets that could not be decoded: there is silence in their place."));
        }

        warnings.AddRange(plan.Segments.Where(s => _tally.ConcealedOf(s.Index) > 0).Select(s => new ExportWarning(s.Index,
            $"{_tally.ConcealedOf(s.Index)} of its pictures around the cut are damaged or missing in the source: shown as a player would show them.")));
        if (!_indexBeforeMedia)
        {
            warnings.Add(new ExportWarning(null, "The program had more packets than planned: its index lies behind the media, so a browser must load the end of the file before it plays."));
        }

        return new ExportReport(
            description,
            [.. description.Segments.Select(s => Report(plan, s))],
            _videoPackets,
            _audioPackets,
            _encodedPackets,
            _tally.Concealed,
            _silentPackets,
            _setsInserted,
            _splices,
            _renumbered,
            _mediaBytes,
            _fileBytes,
            bytesRead,
            _indexBeforeMedia,
            revisions,
            warnings,
            _verification,
            new Dictionary<string, string>
            {
                ["ffmpeg"] = libraries.Release,
                ["libavformat"] = libraries.AvFormat,
                ["libavcodec"] = libraries.AvCodec,
                ["libavutil"] = libraries.AvUtil,
            },
            startedAt,
            milliseconds,
            _audioEncoded,
            _seamsSmoothed);
    }

    private ReportedSegment Report(ProgramPlan plan, PlannedSegmentInfo segment)
    {
        var last = _tally.LastTickOf(segment.Index);
        var frame = plan.Clock.FrameTicks > 0 ? plan.Clock.FrameTicks : (plan.Runs[0].Source.Video.FrameDuration * plan.Clock.Timescale).Round();
        var hold = last == long.MinValue ? 0 : Math.Max(0, segment.EndTick - last - frame) * 1000.0 / plan.Clock.Timescale;
        return new ReportedSegment(
            segment,
            _tally.PacketsOf(segment.Index),
            _tally.BytesOf(segment.Index),
            _tally.EncodedOf(segment.Index),
            _tally.ConcealedOf(segment.Index),
            Math.Round(hold, 3),
            _sampleRate == 0 ? null : Math.Round(_tally.SoundErrorOf(segment.Index) * 1000.0 / _sampleRate, 3));
    }
}
