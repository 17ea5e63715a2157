using System.Buffers.Binary;
using ExportNative.Engine.Time;
using ExportNative.LibAv;

namespace ExportNative.Engine.Read;

/// <summary>Learns what planning needs of a file that is opened for its sound: stream, exact clock, where its time 0 is, its end.</summary>
internal static class SoundDescription
{
    private const int OpusHeadPreSkip = 10;      // RFC 7845 section 5.1: 16 bits
    private static readonly string[] SeekingFormats = ["mov,mp4,m4a,3gp,3g2,mj2", "matroska,webm", "wav", "w64", "aiff", "caf", "mpegts", "mpeg"];
    private static readonly string[] CountingFormats = ["mov,mp4,m4a,3gp,3g2,mj2", "wav", "w64", "aiff", "caf"];

    /// <exception cref="Contracts.ExportException">It has no sound, or none that says its sample rate.</exception>
    public static SoundFile Read(Stream file, Demuxer demuxer, SourceName name)
    {
        var index = demuxer.FindBestStream(MediaKind.Audio);
        if (index < 0)
        {
            throw SourceErrors.Unreadable(name, "there is no sound in it", null);
        }

        var audio = demuxer.Streams[index];
        var video = demuxer.FindBestStream(MediaKind.Video);
        foreach (var stream in demuxer.Streams)
        {
            demuxer.SetDiscard(stream.Index, stream.Index != index);
        }

        using var first = new Packet();
        do
        {
            if (!demuxer.Read(first))
            {
                throw SourceErrors.Unreadable(name, "its sound holds no packet", null);
            }
        }
        while (first.Pts == FFmpeg.NoTimestamp && first.Dts == FFmpeg.NoTimestamp && audio.StartTime != FFmpeg.NoTimestamp);

        var firstPts = first.Pts == FFmpeg.NoTimestamp ? 0 : first.Pts;
        var hasPicture = video >= 0 && !demuxer.Streams[video].IsAttachedPicture;
        var zero = hasPicture ? SourceZero.Find(demuxer, demuxer.Streams[video], audio) : FirstHeard(audio, first, firstPts);
        var track = AudioTracks.Describe(audio, firstPts, first.Data[..Math.Min(16, first.Size)].ToArray(), zero)
            ?? throw SourceErrors.Unreadable(name, "its sound does not say its sample rate", null);
        var format = demuxer.FormatName;
        return new SoundFile(file, demuxer, name)
        {
            Track = track,
            FirstPts = firstPts,
            FirstPacketSamples = track.DurationOf(first),
            End = End(demuxer, audio, firstPts, zero),
            CountsItsSamples = CountingFormats.Contains(format) && audio.Duration > 0,
            Seeks = SeekingFormats.Contains(format) && (hasPicture || IsExact(track)),
            Length = file.Length,
        };
    }

    /// <summary>
    /// Raw seconds of the first sample that a decoder gives out. Most demuxers state it as the stream's start. Matroska states the
    /// first packet's time rounded to a millisecond, or with FFmpeg 9 that time plus the samples to skip, rounded twice: then the
    /// samples are counted from the first packet instead, for Opus by its header where the packet does not say.
    /// </summary>
    private static Ratio FirstHeard(InputStream audio, Packet first, long firstPts)
    {
        var timeBase = audio.TimeBase.ToRatio();
        var skip = first.GetSideData(SideDataTypes.SkipSamples);
        long skipped = skip.Length >= 4 ? BinaryPrimitives.ReadInt32LittleEndian(skip)
            : audio.CodecId == CodecIds.Opus && audio.Extradata.Length >= OpusHeadPreSkip + 2 ? BinaryPrimitives.ReadUInt16LittleEndian(audio.Extradata.AsSpan(OpusHeadPreSkip))
            : 0;
        var counted = (timeBase * firstPts) + new Ratio(skipped, Math.Max(1, audio.Parameters.SampleRate));
        var stated = timeBase * (audio.StartTime == FFmpeg.NoTimestamp ? firstPts : audio.StartTime);
        return audio.StartTime > firstPts && Ratio.Abs(stated - counted) >= timeBase ? stated : counted;
    }

    /// <summary>A packet's place follows from its own time, whatever was read before.</summary>
    private static bool IsExact(AudioTrack track) =>
        track.SamplesPerPacket > 0 || (long)track.Stream.TimeBase.Num * track.SampleRate <= track.Stream.TimeBase.Den;

    private static Ratio? End(Demuxer demuxer, InputStream audio, long firstPts, Ratio zero)
    {
        if (audio.Duration > 0)
        {
            return (audio.TimeBase.ToRatio() * ((audio.StartTime == FFmpeg.NoTimestamp ? firstPts : audio.StartTime) + audio.Duration)) - zero;
        }

        if (demuxer.Duration <= 0)
        {
            return null;
        }

        var start = demuxer.StartTime == FFmpeg.NoTimestamp ? 0 : demuxer.StartTime;
        return new Ratio(start + demuxer.Duration, 1_000_000) - zero;
    }
}
