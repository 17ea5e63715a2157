using ExportNative.Contracts;
using ExportNative.IntegrationTests.Engine;
using ExportNative.Testing.Footage;
using Xunit;

namespace ExportNative.IntegrationTests.FrameCuts;

/// <summary>What is copied is the source's, byte for byte, and no more is encoded than must be.</summary>
public sealed class FramePacketTests(FootageShelf shelf)
{
    private static readonly Camera Quick = new() { Seconds = 13 };

    private static readonly Dictionary<string, (Camera Camera, string? Remux, string Output, int LongestTail)> Cases = new(StringComparer.Ordinal)
    {
        ["H.264"] = (Quick, null, "mp4", 3),
        ["H.264 without B-frames"] = (Quick with { BFrames = 0 }, null, "mp4", 0),
        ["H.264 with 4 B-frames"] = (Quick with { BFrames = 4 }, null, "mp4", 5),
        ["H.264 in MPEG-TS"] = (Quick, "ts", "mp4", 3),
        ["H.264 in Matroska"] = (Quick, "mkv", "mp4", 3),
        ["open-GOP H.264"] = (Quick with { Options = "-x264-params open-gop=1" }, null, "mp4", 3),
        ["HEVC with IDR"] = (Quick with { VideoCodec = "libx265", Options = "-x265-params keyint=60:min-keyint=60:scenecut=0:bframes=3:open-gop=0:log-level=error:pools=2" }, null, "mp4", 4),
        ["HEVC with CRA and RASL"] = (Quick with { VideoCodec = "libx265" }, null, "mp4", 4),
        ["VP8"] = (Quick with { VideoCodec = "libvpx", AudioCodec = "libopus", Extension = "webm" }, null, "webm", 0),
        ["VP9"] = (Quick with { VideoCodec = "libvpx-vp9", AudioCodec = "libopus", Extension = "webm" }, null, "webm", 0),
        ["AV1"] = (Quick with { VideoCodec = "libaom-av1", AudioCodec = "libopus", Extension = "webm" }, null, "mp4", 0),
        ["ProRes"] = (Quick with { VideoCodec = "prores_ks", AudioCodec = "pcm_s16le", Extension = "mov", Filters = "format=yuv422p10le", Gop = 1 }, null, "mov", 0),
    };

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Copied_packets_are_the_sources_and_no_more_is_encoded_than_up_to_the_next_keyframe(string name)
    {
        var (camera, remux, ending, longestTail) = Cases[name];
        using var media = new MediaFolder(shelf.Folder);
        var cameras = Enumerable.Range(0, 2).Select(n => shelf.Path(camera with { Number = n })).Select(path => remux is null ? path : shelf.Remuxed(path, remux)).ToList();
        var config = Frames.Cut(cameras, Edits.Make(2, new EditSettings { Seconds = 11.4, Segments = 8, Shortest = 0.9, Start = 0.4 }), $"exports/edit/output.{ending}");
        var report = media.Export(config);
        var sources = cameras.Select(PacketHash.All).ToList();
        var zeros = sources.Select(packets => packets[0].At).ToList();
        var keyframes = cameras.Select(PacketHash.Keyframes).ToList();
        var half = 0.5 / camera.FramesPerSecond;
        var written = PacketHash.All(media.OutputOf(config));
        Assert.Equal(report.VideoPackets, written.Count);
        int changed = 0, copied = 0, encoded = 0;
        foreach (var segment in report.Segments.Select(s => s.Plan))
        {
            var source = sources[segment.SourceIndex];
            var shift = segment.AskedStart.ToDouble() - segment.ProgramStart.ToDouble() + zeros[segment.SourceIndex];
            foreach (var part in segment.Parts)
            {
                double from = Seconds(report, part.StartTick), to = Seconds(report, part.EndTick);
                var packets = written.Where(p => p.At > from - half && p.At < to - half).ToList();
                Assert.Equal(part.Pictures, packets.Count);
                encoded += part.Kind == PartKind.Encoded ? packets.Count : 0;
                foreach (var packet in part.Kind == PartKind.Copied ? packets : [])
                {
                    var original = source.MinBy(p => Math.Abs(p.At - packet.At - shift));
                    Assert.InRange(Math.Abs(original.At - packet.At - shift), 0, half + 0.001);
                    copied++;
                    changed += original.Hash == packet.Hash ? 0 : 1;
                }
            }

            // The head ends at the first keyframe at or after the segment's first picture; the tail is what refers past the end.
            var first = source.MinBy(p => Math.Abs(p.At - Seconds(report, segment.StartTick) - shift)).At;
            var keyframe = keyframes[segment.SourceIndex].FirstOrDefault(k => k > first - half, double.MaxValue);
            var end = Seconds(report, segment.EndTick) + shift;
            var head = source.Count(p => p.At > first - half && p.At < Math.Min(keyframe, end) - half);
            var inSegment = segment.Parts.Where(p => p.Kind == PartKind.Encoded).Sum(p => p.Pictures!.Value);
            Assert.InRange(inSegment, head, keyframe < end - half ? head + longestTail : head);
        }

        // What was renumbered behind an open-GOP keyframe or marked as BLA is in the report; nothing else differs.
        Assert.Equal(name.StartsWith("HEVC", StringComparison.Ordinal) ? report.SplicesMarked : report.PacketsRenumbered, changed);
        Assert.Equal(name is "open-GOP H.264" or "HEVC with CRA and RASL", changed > 0);
        Assert.Equal(report.VideoPacketsEncoded, encoded);
        Assert.Equal(report.VideoPackets - report.VideoPacketsEncoded, copied);
        Assert.Equal(report.Plan.PicturesEncoded, encoded);
        Assert.Equal(report.Plan.PicturesCopied, copied);
        Assert.True(copied > 100, $"{copied} copied");
    }

    private static double Seconds(ExportReport report, long ticks) => (double)ticks / report.Plan.Timescale;
}
