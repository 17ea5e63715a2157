using ExportNative.Contracts;
using ExportNative.Engine.Plan;
using ExportNative.Engine.Write;
using ExportNative.LibAv;
using Microsoft.Extensions.Logging;

namespace ExportNative.Engine.Publish;

/// <summary>Opens the finished file again, before it is published, and compares it with what was planned and written.</summary>
internal static class FinishedFileCheck
{
    /// <param name="file">The finished file, still under its temporary name.</param>
    /// <param name="displayName">As the user wrote it.</param>
    /// <param name="plan">What was planned.</param>
    /// <param name="output">What was written.</param>
    /// <param name="logger">FFmpeg's messages.</param>
    /// <param name="cancellation">Stops reading back.</param>
    /// <returns>Per track, when hashes were taken; null otherwise.</returns>
    /// <exception cref="ExportException">It is something else.</exception>
    public static IReadOnlyList<StreamVerification>? Run(Stream file, string displayName, ProgramPlan plan, OutputAssembly output, ILogger logger, CancellationToken cancellation)
    {
        file.Position = 0;
        try
        {
            using var demuxer = Demuxer.Open(file, displayName, new DemuxerOptions { Logger = logger }, cancellation);
            var video = demuxer.FindBestStream(MediaKind.Video);
            var audio = demuxer.FindBestStream(MediaKind.Audio);
            if (video < 0 || audio >= 0 != output.AudioTrack is not null || demuxer.Streams.Count != (output.AudioTrack is null ? 1 : 2))
            {
                throw WriteErrors.Contradicted(displayName, "it does not hold one video track and the sound that was planned");
            }

            CheckCount(demuxer.Streams[video], output.VideoTrack.Packets, "video", displayName);
            if (audio >= 0)
            {
                // MOV counts single samples where they are not compressed.
                var counted = demuxer.Streams[audio].CodecName.StartsWith("pcm_", StringComparison.Ordinal) ? output.SoundSamples : output.AudioTrack!.Packets;
                CheckCount(demuxer.Streams[audio], counted, "audio", displayName);
            }

            CheckLength(demuxer, displayName, plan, output);
            return output.VideoHash is null ? null : ReadBack(demuxer, video, audio, displayName, output, cancellation);
        }
        catch (LibAvException e)
        {
            throw WriteErrors.Contradicted(displayName, e.Message);
        }
    }

    /// <summary>Containers that count their samples (MP4) must count what was written.</summary>
    private static void CheckCount(InputStream stream, long written, string kind, string displayName)
    {
        if (stream.FrameCount > 0 && stream.FrameCount != written)
        {
            throw WriteErrors.Contradicted(displayName, $"{written} {kind} packets or samples were written and {stream.FrameCount} are in it");
        }
    }

    private static void CheckLength(Demuxer demuxer, string displayName, ProgramPlan plan, OutputAssembly output)
    {
        var found = new Time.Ratio(demuxer.Duration, 1_000_000);
        var planned = plan.Clock.SecondsOf(Math.Max(plan.End, output.Video.ShownUpTo));
        var sound = output.SoundEnd ?? planned;
        var tolerance = plan.Runs.Max(r => r.Source.Video.FrameDuration) + new Time.Ratio(1, 100);
        if (Time.Ratio.Abs(found - Time.Ratio.Max(planned, sound)) > tolerance)
        {
            throw WriteErrors.Contradicted(displayName, $"it is {found} s long, and {planned} s were planned");
        }
    }

    private static StreamVerification[] ReadBack(Demuxer demuxer, int video, int audio, string displayName, OutputAssembly output, CancellationToken cancellation)
    {
        using var videoHash = new StreamHash();
        using var audioHash = new StreamHash();
        using var packet = new Packet();
        while (demuxer.Read(packet))
        {
            cancellation.ThrowIfCancellationRequested();
            (packet.StreamIndex == video ? videoHash : audioHash).Add(packet.Data);
            packet.Unref();
        }

        var tracks = new List<StreamVerification>
        {
            new("video", videoHash.Packets, output.VideoHash!.Finish(), videoHash.Finish()),
        };
        if (audio >= 0)
        {
            tracks.Add(new("audio", audioHash.Packets, output.AudioHash!.Finish(), audioHash.Finish()));
        }

        return tracks.Find(t => t.Written != t.Found) is { } wrong
            ? throw WriteErrors.Contradicted(displayName, $"the {wrong.Kind} packets read back differ from those written")
            : [.. tracks];
    }
}
