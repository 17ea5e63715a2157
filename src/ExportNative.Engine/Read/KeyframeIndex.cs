using ExportNative.LibAv;

namespace ExportNative.Engine.Read;

/// <summary>What a container's own index says about its video stream, read without touching the media.</summary>
internal sealed class KeyframeIndex
{
    /// <summary>A Matroska index is trusted only when no stretch of it is longer than this without a keyframe, seconds.</summary>
    private const int LongestCueGap = 30;

    /// <summary>Raw index times of the keyframes, ascending; hidden ones included.</summary>
    public required long[] KeyframeTimes { get; init; }

    /// <summary>Raw times that must lie on a constant frame rate, if the source has one: every sample (MP4) or every keyframe.</summary>
    public required IReadOnlyList<long> SampleTimes { get; init; }

    /// <summary>Raw ticks between any two samples when all are equally far apart (MP4); null otherwise.</summary>
    public long? ConstantStep { get; init; }

    /// <summary>Raw time of the first sample.</summary>
    public required long FirstTime { get; init; }

    /// <summary>Raw ticks one past the last sample, or <see cref="long.MaxValue"/> where only keyframes are indexed.</summary>
    public required long EndTicks { get; init; }

    /// <summary>Null when the container has no index or only a part of one (fragmented MP4, Matroska without cues).</summary>
    public static KeyframeIndex? Read(Demuxer demuxer, InputStream video, bool isMp4)
    {
        if (!isMp4)
        {
            // libavformat reads Matroska's cues at the first seek.
            demuxer.Seek(video.Index, video.StartTime == FFmpeg.NoTimestamp ? 0 : video.StartTime, SeekMode.Backward);
        }

        var count = demuxer.IndexEntryCount(video.Index);
        if (count == 0)
        {
            return null;
        }

        var times = new long[count];
        var keyframes = new List<long>();
        var step = count > 1 ? demuxer.GetIndexEntry(video.Index, 1).Timestamp - demuxer.GetIndexEntry(video.Index, 0).Timestamp : 0;
        for (var i = 0; i < count; i++)
        {
            var entry = demuxer.GetIndexEntry(video.Index, i);
            times[i] = entry.Timestamp;
            if (i > 0 && entry.Timestamp - times[i - 1] != step)
            {
                step = 0;
            }

            if (entry.IsKeyframe)
            {
                keyframes.Add(entry.Timestamp);
            }
        }

        var timeBase = video.TimeBase;
        var duration = video.Duration > 0 ? video.Duration
            : demuxer.Duration > 0 ? (long)((Int128)demuxer.Duration * timeBase.Den / ((Int128)timeBase.Num * 1_000_000)) : 0;
        if (isMp4)
        {
            // A fragmented file's samples are known only as far as its fragments were read.
            var isWhole = video.FrameCount > 0 || (duration > 0 && times[^1] - times[0] >= duration * 9 / 10);
            return !isWhole ? null : new KeyframeIndex
            {
                KeyframeTimes = [.. keyframes],
                SampleTimes = times,
                ConstantStep = step > 0 ? step : null,
                FirstTime = times[0],
                EndTicks = times[^1] + Math.Max(step, 1),
            };
        }

        return !Covers(keyframes, duration, timeBase) ? null : new KeyframeIndex
        {
            KeyframeTimes = [.. keyframes],
            SampleTimes = keyframes,
            FirstTime = times[0],
            EndTicks = long.MaxValue,
        };
    }

    private static bool Covers(List<long> keyframes, long duration, Rational timeBase)
    {
        var limit = (long)LongestCueGap * timeBase.Den / timeBase.Num;
        for (var i = 1; i < keyframes.Count; i++)
        {
            if (keyframes[i] - keyframes[i - 1] > limit)
            {
                return false;
            }
        }

        return keyframes.Count > 1 && duration > 0 && duration - keyframes[^1] <= limit;
    }
}
