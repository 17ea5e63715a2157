using System.IO.Abstractions;
using ExportNative.Contracts;
using ExportNative.Engine.Read.Bitstream;
using ExportNative.Engine.Time;
using ExportNative.LibAv;
using Microsoft.Extensions.Logging;

namespace ExportNative.Engine.Read;

/// <summary>Opens a camera file and learns what planning needs: streams, exact clock, keyframes, where source time 0 is.</summary>
internal sealed class SourceOpener(IFileSystem fileSystem, ILogger logger)
{
    /// <summary>Bytes a read of a camera file.</summary>
    public static readonly int BufferSize = new DemuxerOptions().BufferSize;

    /// <summary>A disk that wakes up or a busy network drive answers within seconds; one that does not in this time is gone.</summary>
    private static readonly TimeSpan StallTimeout = TimeSpan.FromSeconds(60);

    /// <summary>Bytes a read where only the sound of a file is wanted: larger ones would read most of the pictures along.</summary>
    private const int SoundBufferSize = 1 << 16;

    /// <exception cref="ExportException">Missing, unreadable, or without a picture.</exception>
    public SourceFile Open(SourceName name, CancellationToken cancellation) =>
        Open(name, BufferSize, Describe, cancellation);

    /// <summary>Opens a file for its sound alone; it may have a picture or none.</summary>
    /// <exception cref="ExportException">Missing, unreadable, or without sound.</exception>
    public SoundFile OpenSound(SourceName name, CancellationToken cancellation) =>
        Open(name, SoundBufferSize, SoundDescription.Read, cancellation);

    /// <summary>Opens a file for one look at it or to listen to it: no keyframes, no exact clock, and so no reading from start to end.</summary>
    /// <exception cref="ExportException">Missing or unreadable.</exception>
    public SourceGlance Glance(SourceName name, int bufferSize, CancellationToken cancellation) =>
        Open(name, bufferSize, (file, demuxer, named) => new SourceGlance(file, demuxer, named), cancellation);

    /// <summary>The bytes of a source: never written to, and free to be replaced or deleted by others meanwhile. The caller owns them.</summary>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public static Stream OpenRead(IFileSystem fileSystem, SourceName name) => fileSystem.FileStream.New(name.Path, new FileStreamOptions
    {
        Mode = FileMode.Open,
        Access = FileAccess.Read,
        Share = FileShare.ReadWrite | FileShare.Delete,
        BufferSize = 0,
    });

    /// <summary>How a source is read: so that a read can be given up where its drive may hang.</summary>
    public static DemuxerOptions Options(IFileSystem fileSystem, SourceName name, int bufferSize, ILogger logger) =>
        new() { Logger = logger, BufferSize = bufferSize, StallTimeout = MayHang(fileSystem, name.Path) ? StallTimeout : null };

    private T Open<T>(SourceName name, int bufferSize, Func<Stream, Demuxer, SourceName, T> describe, CancellationToken cancellation)
    {
        Stream file;
        try
        {
            file = OpenRead(fileSystem, name);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw SourceErrors.Missing(name, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw SourceErrors.Unreadable(name, e.Message, e);
        }

        Demuxer? demuxer = null;
        try
        {
            if (file.Length == 0)
            {
                throw SourceErrors.Unreadable(name, "the file is empty", null);
            }

            demuxer = Demuxer.Open(file, name.AsWritten, Options(fileSystem, name, bufferSize, logger), cancellation);
            return describe(file, demuxer, name);
        }
        catch (Exception e)
        {
            demuxer?.Dispose();
            file.Dispose();
            if (e is LibAvException or IOException or InvalidDataException)
            {
                throw SourceErrors.Unreadable(name, e.Message, e);
            }

            throw;
        }
    }

    /// <summary>
    /// Reads that can be given up go through a thread of their own, which costs a tenth to a half of the speed on a busy machine:
    /// worth it where a server or a cable may be gone, not on a disk of this machine.
    /// </summary>
    private static bool MayHang(IFileSystem fileSystem, string path)
    {
        try
        {
            return fileSystem.DriveInfo.New(path).DriveType is not (DriveType.Fixed or DriveType.Ram);
        }
        catch (Exception e) when (e is IOException or ArgumentException or UnauthorizedAccessException or NotSupportedException)
        {
            return true;
        }
    }

    private SourceFile Describe(Stream file, Demuxer demuxer, SourceName name)
    {
        var videoIndex = demuxer.FindBestStream(MediaKind.Video);
        if (videoIndex < 0 || demuxer.Streams[videoIndex].IsAttachedPicture)
        {
            throw SourceErrors.Unreadable(name, "there is no video stream in it", null);
        }

        var video = demuxer.Streams[videoIndex];
        var audioIndex = demuxer.FindBestStream(MediaKind.Audio, videoIndex);
        var audio = audioIndex < 0 ? null : demuxer.Streams[audioIndex];
        foreach (var stream in demuxer.Streams)
        {
            demuxer.SetDiscard(stream.Index, stream.Index != videoIndex && stream.Index != audioIndex);
        }

        var parameterSets = ParameterSets.AppliesTo(video.CodecId) ? ParameterSets.Read(video.CodecId, video.Extradata) : null;
        var timeBase = video.TimeBase.ToRatio();
        var isMp4 = demuxer.FormatName.StartsWith("mov,", StringComparison.Ordinal);
        var seeksByByte = demuxer.FormatName is "mpegts" or "mpeg";
        var index = seeksByByte ? null : KeyframeIndex.Read(demuxer, video, isMp4);
        var scan = index is null ? SourceScan.Run(demuxer, video, audio, parameterSets?.Format ?? default, seeksByByte) : null;
        if (scan is { Keyframes.Count: 0 } || index is { KeyframeTimes.Length: 0 })
        {
            throw SourceErrors.Unreadable(name, "no keyframe was found in its video stream", null);
        }

        // libavformat 7 and later take an index that is cut off itself; whatever is left of it then names bytes that are not there.
        if (isMp4 && index is not null && demuxer.GetIndexEntry(video.Index, 0).Position >= file.Length)
        {
            throw SourceErrors.Unreadable(name, "it ends before its first picture", null);
        }

        var prober = new KeyframeProber(demuxer, name, video, parameterSets, seeksByByte);
        var keyframes = scan is not null
            ? KeyframeMap.FromScan(scan.Keyframes, prober.CanBegin)
            : KeyframeMap.FromIndex(index!.KeyframeTimes, prober.Probe, prober.CanBegin);
        var grid = FindGrid(video, timeBase, index, scan);
        var zero = SourceZero.Find(demuxer, video, audio);
        var firstAudio = audio is null ? FFmpeg.NoTimestamp
            : scan?.FirstAudioPts is { } scanned && scanned != FFmpeg.NoTimestamp ? scanned
            : isMp4 && demuxer.IndexEntryCount(audio.Index) > 0 ? demuxer.GetIndexEntry(audio.Index, 0).Timestamp
            : audio.StartTime;
        var endTicks = scan?.EndTicks ?? (video.Duration > 0 ? Math.Max(video.StartTime, 0) + video.Duration : index!.EndTicks);
        return new SourceFile(file, demuxer, name)
        {
            Zero = zero,
            Video = new VideoTrack
            {
                Stream = video,
                TimeBase = timeBase,
                Grid = grid,
                FrameRate = grid?.Rate ?? video.AverageFrameRate.ToPositiveRatio() ?? video.RealFrameRate.ToPositiveRatio(),
                ParameterSets = parameterSets,
                Keyframes = keyframes,
                EndTicks = endTicks,
            },
            Audio = audio is null ? null : AudioTracks.Describe(audio, firstAudio, scan?.FirstAudioPacket, zero),
            End = FindEnd(demuxer, scan, timeBase, zero),
            Length = file.Length,
            SoundAlone = new Lazy<SoundFile>(() => OpenSound(name, CancellationToken.None)),
            SeeksByByte = seeksByByte,
            SeeksEachStream = isMp4,
        };
    }

    private static Ratio? FindEnd(Demuxer demuxer, SourceScan? scan, Ratio timeBase, Ratio zero)
    {
        Ratio? end = scan is null ? null : (timeBase * scan.EndTicks) - zero;
        if (demuxer.Duration > 0)
        {
            // libavformat's duration runs from its own start time, in microseconds.
            var start = demuxer.StartTime == FFmpeg.NoTimestamp ? 0 : demuxer.StartTime;
            var stated = new Ratio(start + demuxer.Duration, 1_000_000) - zero;
            end = end is { } scanned ? Ratio.Max(scanned, stated) : stated;
        }

        return end;
    }

    /// <summary>
    /// A constant frame rate is believed only when the timestamps at hand lie on it: all of an MP4's index, all of a scanned
    /// file, the keyframes of a Matroska index.
    /// </summary>
    private static FrameGrid? FindGrid(InputStream video, Ratio timeBase, KeyframeIndex? index, SourceScan? scan)
    {
        if (index?.ConstantStep is { } step)
        {
            return new FrameGrid(1 / (timeBase * step), timeBase, index.FirstTime);
        }

        var times = scan?.Times ?? index!.SampleTimes;
        if (times.Count < 2)
        {
            return null;
        }

        foreach (var candidate in new[] { video.RealFrameRate.ToPositiveRatio(), video.AverageFrameRate.ToPositiveRatio() })
        {
            if (candidate is { } rate && rate <= 1000)
            {
                var grid = new FrameGrid(rate, timeBase, times[0]);
                if (times.All(grid.Holds))
                {
                    return grid;
                }
            }
        }

        return null;
    }
}
