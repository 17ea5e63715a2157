using ExportNative.Contracts;
using ExportNative.Engine.Plan;
using ExportNative.Engine.Read;
using ExportNative.LibAv;

namespace ExportNative.Engine;

/// <summary>Describes one opened source to the outside.</summary>
internal static class SourceProbes
{
    private const int MostKeyframeTimes = 100_000;

    public static SourceProbe Describe(SourceFile source)
    {
        var video = source.Video;
        var map = video.Keyframes;
        return new SourceProbe(
            source.Name.AsWritten,
            source.Demuxer.FormatName,
            source.Length,
            source.End?.ToDouble(),
            video.Grid is { } grid ? PlanDescription.Fraction(grid.Rate) : null,
            video.FrameRate?.ToDouble(),
            map.Count,
            map.Count > 1 ? (video.TimeBase * map.LongestGop).ToDouble() : null,
            !map.IsFromScan,
            video.Stream.Index,
            source.Audio?.Stream.Index,
            [.. source.Demuxer.Streams.Select(Describe)],
            [.. ShownTimes(map).Select(time => Math.Max(0, source.TimeOf(time).ToDouble()))]);
    }

    // A file that cannot be read in the middle still has an index.
    private static IEnumerable<long> ShownTimes(KeyframeMap map)
    {
        try
        {
            return map.ShownTimes(MostKeyframeTimes);
        }
        catch (ExportException)
        {
            return Enumerable.Range(0, Math.Min(map.Count, MostKeyframeTimes)).Select(map.TimeOf);
        }
    }

    private static ProbedStreamInfo Describe(InputStream stream)
    {
        var parameters = stream.Parameters;
        var isVideo = stream.Kind == MediaKind.Video;
        var isAudio = stream.Kind == MediaKind.Audio;
        return new ProbedStreamInfo(
            stream.Index,
            stream.Kind.ToString().ToLowerInvariant(),
            stream.CodecName,
            parameters.ProfileName is { Length: > 0 } profile ? profile : null,
            isVideo ? parameters.Width : null,
            isVideo ? parameters.Height : null,
            isVideo ? parameters.FormatName : null,
            isVideo ? stream.RotationDegrees : null,
            isVideo && parameters.ColorTransfer != 2 ? parameters.ColorTransferName : null,
            isAudio ? parameters.SampleRate : null,
            isAudio ? parameters.ChannelLayoutName : null,
            stream.Metadata.GetValueOrDefault("language"));
    }
}
