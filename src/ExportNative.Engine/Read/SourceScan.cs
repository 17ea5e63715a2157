using ExportNative.Engine.Read.Bitstream;
using ExportNative.LibAv;

namespace ExportNative.Engine.Read;

/// <summary>
/// One pass over a file whose container has no index (MPEG-TS, fragmented MP4, Matroska without cues): finds every
/// keyframe and, where reading starts from byte positions, the place from which the sound of that moment is met as well.
/// </summary>
internal sealed class SourceScan
{
    /// <summary>Sound is wanted from this long before a keyframe on: a packet of any codec is shorter.</summary>
    private const int SoundLeadMilliseconds = 150;

    /// <summary>Ascending by PTS.</summary>
    public required IReadOnlyList<Keyframe> Keyframes { get; init; }

    /// <summary>Raw PTS of every picture, in decode order.</summary>
    public required IReadOnlyList<long> Times { get; init; }

    /// <summary>Raw ticks one past the last picture.</summary>
    public required long EndTicks { get; init; }

    /// <summary>Raw PTS of the first sound packet, or <see cref="FFmpeg.NoTimestamp"/>.</summary>
    public required long FirstAudioPts { get; init; }

    /// <summary>The first bytes of the first sound packet (an ADTS header fits); empty without sound.</summary>
    public required byte[] FirstAudioPacket { get; init; }

    public static SourceScan Run(Demuxer demuxer, InputStream video, InputStream? audio, NalFormat format, bool byPosition)
    {
        var times = new List<long>();
        var found = new List<(Keyframe Keyframe, long Position)>();
        var sound = new List<(long Pts, long Position)>();
        var firstAudio = FFmpeg.NoTimestamp;
        byte[] firstAudioPacket = [];
        long end = 0, soundPosition = 0, duration = 1;
        using var packet = new Packet();
        demuxer.Seek(-1, 0, SeekMode.Backward | (byPosition ? SeekMode.Byte : 0));
        while (demuxer.Read(packet))
        {
            if (packet.StreamIndex == video.Index && packet.Pts != FFmpeg.NoTimestamp)
            {
                times.Add(packet.Pts);
                duration = packet.Duration > 0 ? packet.Duration : duration;
                end = Math.Max(end, packet.Pts + duration);
                if (packet.IsKeyframe)
                {
                    var kind = DecodingStart.Classify(video.CodecId, packet.Data, format);
                    found.Add((new Keyframe(packet.Pts, kind, packet.IsDiscarded, packet.Pts), packet.Position));
                }
            }
            else if (audio is not null && packet.StreamIndex == audio.Index && packet.Pts != FFmpeg.NoTimestamp)
            {
                if (firstAudio == FFmpeg.NoTimestamp)
                {
                    firstAudio = packet.Pts;
                    firstAudioPacket = packet.Data[..Math.Min(16, packet.Size)].ToArray();
                }

                // Several sound packets share one PES packet; only the first of them has a position.
                soundPosition = packet.Position >= 0 ? packet.Position : soundPosition;
                sound.Add((packet.Pts, soundPosition));
            }

            packet.Unref();
        }

        var keyframes = byPosition ? WithPositions(found, sound, video, audio) : [.. found.Select(f => f.Keyframe)];
        keyframes.Sort(static (a, b) => a.Pts.CompareTo(b.Pts));
        return new SourceScan { Keyframes = keyframes, Times = times, EndTicks = end, FirstAudioPts = firstAudio, FirstAudioPacket = firstAudioPacket };
    }

    private static List<Keyframe> WithPositions(List<(Keyframe Keyframe, long Position)> found, List<(long Pts, long Position)> sound, InputStream video, InputStream? audio)
    {
        var keyframes = new List<Keyframe>(found.Count);
        var next = 0;
        foreach (var (keyframe, position) in found)
        {
            if (position < 0)
            {
                continue;
            }

            var start = position;
            if (audio is not null)
            {
                var wanted = (long)((Int128)keyframe.Pts * video.TimeBase.Num * audio.TimeBase.Den / ((Int128)video.TimeBase.Den * audio.TimeBase.Num))
                    - ((long)SoundLeadMilliseconds * audio.TimeBase.Den / audio.TimeBase.Num / 1000);
                while (next < sound.Count && sound[next].Pts < wanted)
                {
                    next++;
                }

                start = next < sound.Count ? Math.Min(start, sound[next].Position) : start;
            }

            keyframes.Add(keyframe with { SeekTimestamp = start });
        }

        return keyframes;
    }
}
