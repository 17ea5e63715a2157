using ExportNative.Engine.Time;
using ExportNative.LibAv;

namespace ExportNative.Engine.Read;

/// <summary>
/// One camera file, opened once and kept open through plan and export. Owns its demuxer and the file behind it.
/// Source time 0 is where a player shows 0: see <see cref="Zero"/>.
/// </summary>
internal sealed class SourceFile : IDisposable
{
    private readonly Stream _file;

    public SourceFile(Stream file, Demuxer demuxer, SourceName name)
    {
        _file = file;
        Demuxer = demuxer;
        Name = name;
    }

    public SourceName Name { get; }

    public Demuxer Demuxer { get; }

    /// <summary>Raw seconds of source time 0, exact.</summary>
    public required Ratio Zero { get; init; }

    public required VideoTrack Video { get; init; }

    /// <summary>Null when the file has no sound that can be copied.</summary>
    public required AudioTrack? Audio { get; init; }

    /// <summary>Source seconds one past the last picture or sound, as far as the container says; null when it does not.</summary>
    public required Ratio? End { get; init; }

    /// <summary>Bytes of the file.</summary>
    public required long Length { get; init; }

    /// <summary>The container is read from a byte position, because it has no index (MPEG-TS, MPEG-PS).</summary>
    public required bool SeeksByByte { get; init; }

    /// <summary>Each stream is positioned by itself on a seek (MP4, MOV), so sound from just before a keyframe is met too.</summary>
    public required bool SeeksEachStream { get; init; }

    /// <summary>The same file opened once more for its sound alone, when it is first asked for; owned by this.</summary>
    public required Lazy<SoundFile> SoundAlone { get; init; }

    /// <summary>Bytes read so far, for whatever purpose.</summary>
    public long BytesRead => Demuxer.BytesRead + (SoundAlone.IsValueCreated ? SoundAlone.Value.Demuxer.BytesRead : 0);

    /// <summary>Source seconds of a raw video timestamp.</summary>
    public Ratio TimeOf(long rawPts) =>
        Video.Grid is { } grid && grid.Holds(rawPts)
            ? grid.Origin + (grid.IndexOf(rawPts) / grid.Rate) - Zero
            : (Video.TimeBase * rawPts) - Zero;

    /// <summary>Source seconds of a picture, given as <see cref="VideoTrack.StepOf"/> counts.</summary>
    public Ratio TimeOfStep(long step) =>
        Video.Grid is { } grid ? grid.Origin + (step / grid.Rate) - Zero : (Video.TimeBase * step) - Zero;

    /// <summary>The raw video timestamp nearest to a source time.</summary>
    public long RawTimeOf(Ratio sourceTime) => ((sourceTime + Zero) / Video.TimeBase).Round();

    /// <summary>Positions the demuxer so that the next video keyframe read, or one soon after, is the given one.</summary>
    public void SeekTo(long seekTimestamp) =>
        Demuxer.Seek(Video.Stream.Index, seekTimestamp, SeeksByByte ? SeekMode.Byte : SeekMode.Backward);

    public void Dispose()
    {
        if (SoundAlone.IsValueCreated)
        {
            SoundAlone.Value.Dispose();
        }

        Demuxer.Dispose();
        _file.Dispose();
    }
}
