using ExportNative.Engine.Time;
using ExportNative.LibAv;

namespace ExportNative.Engine.Read;

/// <summary>
/// Finds source time 0: where a player shows 0. That is libavformat's start time, the earliest start of picture and sound,
/// taken from the streams themselves because the container-wide figure is rounded to microseconds.
/// </summary>
/// <remarks>
/// One exception: containers without edit lists (MPEG-TS, Matroska) state the encoder delay of AAC or Opus as sound that
/// starts some milliseconds before the picture. Those samples are priming and are presented by nobody, so the picture's
/// start is 0 as long as the lead is no longer than the codec's longest usual priming. Broadcast sound that really starts
/// earlier (0.35 s seen) keeps its place.
/// </remarks>
internal static class SourceZero
{
    public static Ratio Find(Demuxer demuxer, InputStream video, InputStream? audio)
    {
        Ratio? earliest = null;
        InputStream? first = null;
        foreach (var stream in demuxer.Streams)
        {
            if (stream.Kind is MediaKind.Video or MediaKind.Audio && stream.StartTime != FFmpeg.NoTimestamp)
            {
                var start = stream.TimeBase.ToRatio() * stream.StartTime;
                if (earliest is null || start < earliest)
                {
                    (earliest, first) = (start, stream);
                }
            }
        }

        if (earliest is not { } zero)
        {
            return demuxer.StartTime == FFmpeg.NoTimestamp ? Ratio.Zero : new Ratio(demuxer.StartTime, 1_000_000);
        }

        if (audio is not null && first == audio && video.StartTime != FFmpeg.NoTimestamp)
        {
            var picture = video.TimeBase.ToRatio() * video.StartTime;
            var priming = new Ratio(LongestPriming(audio), audio.Parameters.SampleRate) + audio.TimeBase.ToRatio();
            if (picture - zero <= priming)
            {
                return picture;
            }
        }

        return zero;
    }

    /// <summary>Samples: AAC 2,112 (Apple's encoders), MP3 1,105 and one decoder frame, AC-3 one block, Opus 80 ms.</summary>
    private static int LongestPriming(InputStream audio) =>
        audio.CodecId == CodecIds.Aac ? 2112
        : audio.CodecId == CodecIds.Mp3 ? 1105 + 1152
        : audio.CodecId == CodecIds.Ac3 || audio.CodecId == CodecIds.Eac3 ? 256
        : audio.CodecId == CodecIds.Opus ? 3840
        : 0;
}
