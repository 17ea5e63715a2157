using ExportNative.Engine.Time;
using ExportNative.LibAv;

namespace ExportNative.Engine.Read;

/// <summary>
/// A file that is opened for one look at it or to listen to it, not to be cut. Owns its demuxer and the file behind it. It may
/// have no picture.
/// </summary>
internal sealed class SourceGlance : IDisposable
{
    private readonly Stream _file;

    public SourceGlance(Stream file, Demuxer demuxer, SourceName name)
    {
        _file = file;
        Demuxer = demuxer;
        Name = name;
        var video = demuxer.FindBestStream(MediaKind.Video);
        Video = video < 0 || demuxer.Streams[video].IsAttachedPicture ? null : demuxer.Streams[video];
        var audio = demuxer.FindBestStream(MediaKind.Audio, Video is null ? -1 : video);
        Audio = audio < 0 ? null : demuxer.Streams[audio];
        Zero = Video is not null ? SourceZero.Find(demuxer, Video, Audio)
            : Audio is { StartTime: not FFmpeg.NoTimestamp } ? Audio.TimeBase.ToRatio() * Audio.StartTime
            : Ratio.Zero;
    }

    public SourceName Name { get; }

    public Demuxer Demuxer { get; }

    /// <summary>Null when there is none, or only a cover.</summary>
    public InputStream? Video { get; }

    /// <summary>The sound that an export would copy; null when there is none.</summary>
    public InputStream? Audio { get; }

    /// <summary>Raw seconds of source time 0, as an export counts.</summary>
    public Ratio Zero { get; }

    /// <summary>Leaves all other streams' packets out; many demuxers then do not even read them.</summary>
    public void ReadOnly(InputStream wanted)
    {
        foreach (var stream in Demuxer.Streams)
        {
            Demuxer.SetDiscard(stream.Index, stream.Index != wanted.Index);
        }
    }

    public void Dispose()
    {
        Demuxer.Dispose();
        _file.Dispose();
    }
}
