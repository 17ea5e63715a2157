using ExportNative.Contracts;
using ExportNative.Testing;
using ExportNative.Testing.Audit;
using ExportNative.Testing.Footage;
using Xunit;

namespace ExportNative.IntegrationTests.Engine;

/// <summary>Crossfades at the seams of the cameras' own sound: two packets each are encoded, the rest is copied.</summary>
public sealed class SmoothSeamTests(FootageShelf shelf)
{
    private const int Rate = 48000;
    private const int Tone = 997;
    private static readonly Camera Small = new() { Seconds = 16, Gop = 15, Size = (160, 96) };
    private static readonly EditSettings Cuts = new() { Segments = 16, Seconds = 15, Shortest = 0.6 };

    /// <summary>
    /// Cameras that ran together from one start have their packets at the same places. What lies between the two sounds at each sample
    /// is a mix of them; what lies outside is an artefact: coding noise, or the mirrored sound that half an overlap leaves.
    /// </summary>
    [Fact]
    public void AAC_has_a_twentieth_of_the_energy_of_artefacts_that_plain_seams_have()
    {
        var sources = Enumerable.Range(0, 2).Select(i => shelf.Path(Small with { Number = i, Options = "-aac_pns 0" })).ToArray();
        var decoded = sources.Select(s => DecodedSound.Decode(s)).ToArray();
        var plain = Export(sources, AudioSeams.Plain, "mp4", out var plainReport);
        var smooth = Export(sources, AudioSeams.Smooth, "mp4", out var report);
        Assert.Equal((0, 0), (plainReport.SeamsSmoothed, plainReport.AudioPacketsEncoded));
        Assert.Equal((15, 30), (report.SeamsSmoothed, report.AudioPacketsEncoded));
        Assert.Empty(report.Warnings);
        Assert.Equal(plainReport.AudioPackets, report.AudioPackets);
        Assert.InRange(Artefacts(smooth, decoded) / Artefacts(plain, decoded), 0, 0.05);
    }

    [Theory]
    [InlineData("aac", "mp4", "mp4")]
    [InlineData("aac", "mkv", "mp4")]
    [InlineData("aac", "ts", "mp4")]
    [InlineData("libopus", "mp4", "mp4")]
    [InlineData("libopus", "mkv", "mp4")]
    [InlineData("libopus", "webm", "webm")]
    public void No_click_is_heard_where_a_tone_jumps_in_phase(string codec, string extension, string output)
    {
        // Same tone, other phase: at a cut the sound of one goes on where the other was.
        var sources = Enumerable.Range(0, 2).Select(i => Tones(i, codec, extension)).ToArray();
        var plain = Roughness(Export(sources, AudioSeams.Plain, output, out _));
        var smooth = Roughness(Export(sources, AudioSeams.Smooth, output, out var report));
        Assert.Equal(15, report.SeamsSmoothed);
        Assert.InRange(smooth, 0, 0.0012);
        Assert.InRange(smooth / plain, 0, codec == "aac" ? 1.2 : 0.8);
    }

    [Theory]
    [InlineData("aac")]
    [InlineData("libopus")]
    public void Sound_and_picture_stay_together_and_silent_segments_fade_in_and_out(string codec)
    {
        using var media = new MediaFolder(shelf.Folder);
        var cameras = Enumerable.Range(0, 2).Select(i => Small with { Number = i, AudioCodec = codec, Seconds = 16, Size = (320, 180) }).ToList();
        string[] sources = [.. cameras.Select(shelf.Path)];
        SegmentConfig[] segments = [Edits.Segment(0, "0", "3"), Edits.Segment(1, "3", "7", hasSound: false), Edits.Segment(0, "7", "10"), Edits.Segment(1, "10", "14")];
        var config = Edits.Config(sources, segments, change: c => c with { Output = c.Output with { AudioSeams = AudioSeams.Smooth } });
        var report = media.Export(config);
        Assert.Equal(3, report.SeamsSmoothed);
        var audit = new ExportAudit(report, media.OutputOf(config), [.. sources.Select((s, i) => new AuditedSource(i, 30, s))]);
        var figures = audit.Run(seeks: 0);
        Assert.Empty(figures.DecodeErrors);
        Assert.Equal((3, 0), (figures.SoundsSought, figures.SoundsMissing));
        Assert.InRange(figures.SyncError, 0, 11);
        Assert.InRange(report.Segments.Max(s => s.SoundErrorMilliseconds ?? 0), 0, 11);
        Assert.True(audit.IsSilent(3.1, 6.9), "the segment is not silent");
        Assert.False(audit.IsSilent(0.3, 2.7), "a segment with sound is silent");
    }

    [Fact]
    public void All_packets_but_two_a_seam_are_the_sources_own()
    {
        using var media = new MediaFolder(shelf.Folder);
        var sources = Enumerable.Range(0, 2).Select(i => shelf.Path(Small with { Number = i })).ToArray();
        var config = Config(sources, AudioSeams.Smooth, "mp4");
        var report = media.Export(config with { Verify = true });
        var own = sources.SelectMany(Hashes).ToHashSet(StringComparer.Ordinal);
        Assert.Equal(report.AudioPacketsEncoded, Hashes(media.OutputOf(config)).Count(hash => !own.Contains(hash)));
    }

    [Theory]
    [InlineData("libmp3lame", "the sources' sound is mp3")]
    [InlineData("ac3", "the sources' sound is ac3")]
    public void Other_codecs_stay_plain_and_the_plan_says_why(string codec, string reason)
    {
        using var media = new MediaFolder(shelf.Folder);
        var sources = Enumerable.Range(0, 2).Select(i => shelf.Path(Small with { Number = i, AudioCodec = codec })).ToArray();
        var report = media.Export(Config(sources, AudioSeams.Smooth, "mp4"));
        Assert.Contains(reason, Assert.Single(report.Warnings).Message, StringComparison.Ordinal);
        Assert.Equal((0, 0), (report.SeamsSmoothed, report.AudioPacketsEncoded));
    }

    private static double Artefacts(DecodedSound found, DecodedSound[] sources)
    {
        double sum = 0;

        // From one second on: the program's first packet has no predecessor either way.
        for (var i = Rate; i < 14 * Rate; i++)
        {
            var (x, a, b) = (found.Samples[i * 2], sources[0].Samples[i * 2], sources[1].Samples[i * 2]);
            var outside = Math.Max(0, Math.Max(Math.Min(a, b) - x, x - Math.Max(a, b)));
            sum += outside * outside;
        }

        return sum;
    }

    private static double Roughness(DecodedSound sound) => sound.Residual(Tone, Rate / 2, 14 * Rate).Max();

    private static string[] Hashes(string path) =>
        [.. Tool.Run("ffprobe", "-v", "error", "-select_streams", "a:0", "-show_packets", "-show_data_hash", "sha256", "-show_entries", "packet=data_hash", "-of", "csv=p=0", path)
            .Text.Split('\n', StringSplitOptions.RemoveEmptyEntries)];

    private static ExportConfig Config(string[] sources, AudioSeams seams, string output) => Edits.Config(
        sources, Edits.Make(sources.Length, Cuts), $"exports/edit/output.{output}", c => c with { Output = c.Output with { AudioSeams = seams } });

    private DecodedSound Export(string[] sources, AudioSeams seams, string output, out ExportReport report)
    {
        using var media = new MediaFolder(shelf.Folder);
        var config = Config(sources, seams, output);
        report = media.Export(config);
        return DecodedSound.Decode(media.OutputOf(config));
    }

    private string Tones(int number, string codec, string extension)
    {
        var picture = shelf.Path(Small with { Number = number, AudioCodec = null, Extension = extension == "webm" ? "webm" : "mp4", VideoCodec = extension == "webm" ? "libvpx" : "libx264" });
        return shelf.Make(extension, ["-v", "error", "-nostdin", "-y", "-i", picture, "-f", "lavfi", "-i", $"aevalsrc=exprs=0.3*sin(2*PI*{Tone}*t+{number}*2.1):s={Rate},aformat=channel_layouts=stereo",
            "-t", $"{Small.Seconds}", "-c:v", "copy", "-c:a", codec, "-b:a", "128k"]);
    }
}
