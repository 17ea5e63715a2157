using ExportNative.Contracts;
using ExportNative.Testing;
using ExportNative.Testing.Audit;
using ExportNative.Testing.Footage;
using Xunit;

namespace ExportNative.IntegrationTests.Engine;

/// <summary>Each codec that a container holds: cut, joined, decoded and measured.</summary>
public sealed class CodecTests(FootageShelf shelf)
{
    private static readonly Camera Base = new() { Seconds = 12, Gop = 30, BFrames = 0 };

    private static readonly Dictionary<string, (Camera Camera, string? Remux, string Output)> Pairs = new(StringComparer.Ordinal)
    {
        ["H.264 and AAC in MP4"] = (Base, null, "mp4"),
        ["H.264 and MP3 in MP4"] = (Base with { AudioCodec = "libmp3lame" }, null, "mp4"),
        ["H.264 and AC-3 in MP4"] = (Base with { AudioCodec = "ac3" }, null, "mp4"),
        ["H.264 and E-AC-3 in MP4"] = (Base with { AudioCodec = "eac3" }, null, "mp4"),
        ["H.264 and Opus in MP4"] = (Base with { AudioCodec = "libopus" }, null, "mp4"),
        ["H.264 and FLAC in MP4"] = (Base with { AudioCodec = "flac", Options = "-strict -2" }, null, "mp4"),
        ["H.264 and ALAC in MOV"] = (Base with { AudioCodec = "alac", Extension = "mov" }, null, "mov"),
        ["H.264 and PCM in MOV"] = (Base with { AudioCodec = "pcm_s16le", Extension = "mov" }, null, "mov"),
        ["H.264 and 24-bit PCM in MOV"] = (Base with { AudioCodec = "pcm_s24le", Extension = "mov" }, null, "mov"),
        ["H.264 and MP3 from Matroska"] = (Base with { AudioCodec = "libmp3lame" }, "mkv", "mp4"),
        ["H.264 and FLAC from Matroska"] = (Base with { AudioCodec = "flac", Options = "-strict -2" }, "mkv", "mp4"),
        ["H.264 and AC-3 from MPEG-TS"] = (Base with { AudioCodec = "ac3" }, "ts", "mp4"),
        ["H.264 and 44.1 kHz AAC in MP4"] = (Base with { SampleRate = 44100 }, null, "mp4"),
        ["MPEG-4 and AAC in MP4"] = (Base with { VideoCodec = "mpeg4", BFrames = 2 }, null, "mp4"),
        ["VP9 and Opus in MP4"] = (Base with { VideoCodec = "libvpx-vp9", AudioCodec = "libopus" }, null, "mp4"),
        ["VP8 and Vorbis in WebM"] = (Base with { VideoCodec = "libvpx", AudioCodec = "libvorbis", Extension = "webm" }, null, "webm"),
        ["VP9 and Vorbis in WebM"] = (Base with { VideoCodec = "libvpx-vp9", AudioCodec = "libvorbis", Extension = "webm" }, null, "webm"),
        ["AV1 and Opus in WebM"] = (Base with { VideoCodec = "libaom-av1", AudioCodec = "libopus", Extension = "webm", Seconds = 8 }, null, "webm"),
        ["AV1 and AAC in MP4"] = (Base with { VideoCodec = "libaom-av1", Seconds = 8 }, null, "mp4"),
        ["ProRes and PCM in MOV"] = (Base with { VideoCodec = "prores_ks", AudioCodec = "pcm_s16le", Extension = "mov", Filters = "format=yuv422p10le" }, null, "mov"),
        ["HEVC of ten bits in MP4"] = (Base with { VideoCodec = "libx265", Filters = "format=yuv420p10le" }, null, "mp4"),
        ["HEVC in Matroska"] = (Base with { VideoCodec = "libx265", BFrames = 3 }, "mkv", "mp4"),
    };

    public static TheoryData<string> Names => [.. Pairs.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_codec_is_copied_in_its_container(string name)
    {
        var (camera, remux, ending) = Pairs[name];
        using var media = new MediaFolder(shelf.Folder);
        Camera[] cameras = [camera, camera with { Number = 1 }];
        string[] originals = [.. cameras.Select(shelf.Path)];
        string[] sources = remux is null ? originals : [.. originals.Select(o => shelf.Remuxed(o, remux))];
        var end = camera.Seconds - 1;
        var segments = Edits.Make(2, new EditSettings { Seconds = end, Segments = 4, Shortest = 1.5 });
        var config = Edits.Config(sources, segments, $"exports/edit/output.{ending}", c => c with { Verify = true });
        var report = media.Export(config);
        var output = media.OutputOf(config);
        var audit = new ExportAudit(report, output, [.. cameras.Select((c, i) => new AuditedSource(i, c.FramesPerSecond, originals[i]))]).Run(seeks: 3);

        // Opus and Vorbis splices are declared by nobody; everything else has to decode in silence.
        Assert.Empty(audit.DecodeErrors);
        Assert.Equal((0, 0, 0, 0, 0), (audit.BadFrames, audit.NonMonotonic, audit.Repeats, audit.Skips, audit.SeekErrors));
        Assert.Equal(0, audit.UnannouncedCamera);
        Assert.InRange(audit.PlaceError, 0, 18);
        Assert.InRange(audit.DurationError, -34.4, 34.4);
        Assert.InRange(audit.SoundsMissing, 0, 0);
        Assert.True(audit.SoundsSought >= 3);

        // Half a packet is the bound: 11 ms for AAC, more for the longer packets of some codecs.
        Assert.InRange(audit.SyncError, 0, Math.Max(11, LongestPacket(output) * 500 + 1));
        Assert.Equal(CodecsOf(sources[0]), CodecsOf(output));
        Assert.All(report.Verification!, track => Assert.Equal(track.Written, track.Found));
        Assert.Equal(2, report.Verification!.Count);
    }

    private static double LongestPacket(string path) =>
        Tool.Probe(path, "packet=duration_time", "a:0").Take(50).Max(text => double.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var seconds) ? seconds : 0);

    private static string[] CodecsOf(string path) => [Tool.Probe(path, "stream=codec_name", "v:0")[0], Tool.Probe(path, "stream=codec_name", "a:0")[0]];
}
