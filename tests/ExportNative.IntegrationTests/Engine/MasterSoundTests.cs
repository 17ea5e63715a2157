using System.Globalization;
using ExportNative.Contracts;
using ExportNative.Testing;
using ExportNative.Testing.Audit;
using ExportNative.Testing.Footage;
using Xunit;

namespace ExportNative.IntegrationTests.Engine;

/// <summary>One sound that runs uncut under all camera switches: the very samples of its file, at the very place.</summary>
public sealed class MasterSoundTests(FootageShelf shelf)
{
    private const int Seconds = 8;
    private static readonly Camera Small = new() { Seconds = Seconds, Gop = 15, Size = (160, 96) };

    // AAC's noise substitution draws other noise after each start of a decoder; without it decoding is repeatable.
    [Theory]
    [InlineData("m4a", "-c:a aac -aac_pns 0", 48000, "0", "mp4")]
    [InlineData("m4a", "-c:a aac -aac_pns 0", 44100, "0.7", "mp4")]
    [InlineData("m4a", "-c:a aac -aac_pns 0", 48000, "2.21", "mov")]
    [InlineData("m4a", "-c:a aac -aac_pns 0", 48000, "-0.33", "mp4")]
    [InlineData("aac", "-c:a aac -aac_pns 0", 48000, "0.3", "mp4")]
    [InlineData("mp3", "-c:a libmp3lame", 44100, "0", "mp4")]
    [InlineData("mp3", "-c:a libmp3lame -b:a 64k", 44100, "1.9", "mp4")]
    [InlineData("mp3", "-c:a libmp3lame", 48000, "-0.5", "mp4")]
    [InlineData("flac", "-c:a flac -sample_fmt s16", 44100, "0.1234567", "mp4")]
    [InlineData("flac", "-c:a flac", 96000, "2.5", "mp4")]
    [InlineData("flac", "-c:a flac -sample_fmt s16", 48000, "-1.00001", "mp4")]
    [InlineData("wav", "-c:a pcm_s16le", 44100, "0.25", "mov")]
    [InlineData("wav", "-c:a pcm_s24le", 48000, "-0.123456", "mov")]
    [InlineData("wav", "-c:a pcm_f32le", 48000, "3.000001", "mov")]
    [InlineData("opus", "-c:a libopus", 48000, "0", "mp4")]
    [InlineData("webm", "-c:a libopus", 48000, "0", "mp4")]
    [InlineData("opus", "-c:a libopus", 48000, "0", "webm")]
    [InlineData("mka", "-c:a libopus", 48000, "-0.25", "webm")]
    [InlineData("ogg", "-c:a libvorbis", 44100, "0", "webm")]
    [InlineData("ogg", "-c:a libvorbis", 44100, "-0.3", "webm")]
    public void A_copied_master_sounds_as_its_file_sample_for_sample(string extension, string options, int rate, string offset, string output)
    {
        using var media = new MediaFolder(shelf.Folder);
        var master = Noise(extension, options, rate);
        var config = Config(Cameras(output), master, offset, output);
        var report = media.Export(config);
        Assert.True(report.Plan.MasterSound!.IsCopied);
        Assert.Equal(0, report.AudioPacketsEncoded);
        Assert.Empty(report.Warnings);

        // In WebM nothing stands before sound that begins later: the filter fills the track's start.
        var later = output == "webm" && offset.StartsWith('-');
        var found = DecodedSound.Decode(media.OutputOf(config), later ? "aresample=async=1:first_pts=0" : null);
        var wanted = DecodedSound.Decode(master);
        var first = FirstSample(offset, rate);
        AssertSame(found, Math.Max(0, -first), wanted, Math.Max(0, first), Length(found, first), later ? rate / 1000 : 0);
        AssertFilled(media.OutputOf(config), found);
    }

    [Theory]
    [InlineData("opus", "-c:a libopus", "0.5", "mp4")]
    [InlineData("webm", "-c:a libopus", "1.2345", "mp4")]
    [InlineData("opus", "-c:a libopus", "2.5", "webm")]
    [InlineData("mka", "-c:a libopus", "0.31", "webm")]
    [InlineData("ac3", "-c:a ac3", "0.4", "mp4")]
    public void Sound_whose_decoder_predicts_or_dithers_is_in_place_and_as_in_its_file_once_that_has_settled(string extension, string options, string offset, string output)
    {
        using var media = new MediaFolder(shelf.Folder);
        var master = Noise(extension, options, 48000);
        var config = Config(Cameras(output), master, offset, output);
        Assert.True(media.Export(config).Plan.MasterSound!.IsCopied);
        var found = DecodedSound.Decode(media.OutputOf(config));
        var wanted = DecodedSound.Decode(master);
        var first = FirstSample(offset, 48000);
        var settled = 48000 / 10;
        Assert.Equal(0, found.Shift(settled, wanted, first + settled, 20_000));
        Assert.InRange(found.Difference(settled, wanted, first + settled, Length(found, first) - settled), 0, 0.005);
        AssertFilled(media.OutputOf(config), found);
    }

    [Theory]
    [InlineData("wav", "-c:a pcm_s16le", 48000, "0", "mp4", "-c:a aac -b:a 192000", "aac")]
    [InlineData("wav", "-c:a pcm_s16le", 44100, "0.3333", "mp4", "-c:a aac -b:a 176400", "aac")]
    [InlineData("wav", "-c:a pcm_s24le", 48000, "2.75", "mp4", "-c:a aac -b:a 192000", "aac")]
    [InlineData("flac", "-c:a flac", 48000, "0.01", "mov", "-c:a aac -b:a 192000", "aac")]
    [InlineData("ogg", "-c:a libvorbis", 44100, "0.5", "mp4", "-c:a aac -b:a 176400", "aac")]
    [InlineData("wav", "-c:a pcm_s16le", 48000, "0.2", "webm", "-c:a libopus -b:a 192000", "opus")]
    [InlineData("m4a", "-c:a aac", 48000, "0", "webm", "-c:a libopus -b:a 192000", "opus")]
    [InlineData("mp3", "-c:a libmp3lame", 48000, "0", "webm", "-c:a libopus -b:a 192000", "opus")]
    [InlineData("wav", "-c:a pcm_s16le", 44100, "1.5", "webm", "-c:a libvorbis -b:a 176400", "vorbis")]
    public void An_encoded_master_is_what_one_encode_of_its_file_gives(string extension, string options, int rate, string offset, string output, string encode, string codec)
    {
        using var media = new MediaFolder(shelf.Folder);
        var master = Noise(extension, options, rate);
        var config = Config(Cameras(output), master, offset, output);
        var report = media.Export(config);
        Assert.False(report.Plan.MasterSound!.IsCopied);
        Assert.Equal(codec, report.Plan.MasterSound.Codec);
        Assert.NotNull(report.Plan.MasterSound.Reason);
        Assert.Equal(report.AudioPackets, report.AudioPacketsEncoded);
        Assert.Empty(report.Warnings);

        var first = FirstSample(offset, rate);
        var once = shelf.Make(codec == "aac" ? "m4a" : "webm",
            ["-v", "error", "-nostdin", "-y", "-i", master, "-map", "0:a", "-af", $"atrim=start_sample={first}:end_sample={first + (5 * rate)},asetpts=PTS-STARTPTS", .. encode.Split(' ')]);
        var found = DecodedSound.Decode(media.OutputOf(config));
        AssertSame(found, 0, DecodedSound.Decode(once), 0, (5 * rate) - 960, 0);
        AssertFilled(media.OutputOf(config), found);
    }

    [Theory]
    [InlineData(192000, "mp4", 48000)]
    [InlineData(50000, "mp4", 48000)]
    [InlineData(300000, "webm", 48000)]
    public void A_rate_that_the_codec_does_not_have_is_converted_and_said(int rate, string output, int converted)
    {
        using var media = new MediaFolder(shelf.Folder);
        var config = Config(Cameras(output), Noise("wav", "-c:a pcm_s16le", rate), "0.5", output);
        var report = media.Export(config);
        Assert.Contains($"from {rate} Hz to {converted} Hz", Assert.Single(report.Warnings).Message, StringComparison.Ordinal);
        var found = DecodedSound.Decode(media.OutputOf(config));
        Assert.Equal(converted, found.Rate);
        var wanted = DecodedSound.Decode(shelf.Make("wav", ["-v", "error", "-nostdin", "-y", "-i", Noise("wav", "-c:a pcm_s16le", rate), "-ss", "0.5", "-ar", $"{converted}", "-c:a", "pcm_f32le"]));
        Assert.Equal(0, found.Shift(20_000, wanted, 20_000, 20_000));
    }

    [Fact]
    public void Silence_stands_before_a_negative_offset_and_after_the_files_end()
    {
        using var media = new MediaFolder(shelf.Folder);
        foreach (var master in (string[])[Noise("m4a", "-c:a aac -t 3", 48000), Noise("wav", "-c:a pcm_s16le -t 3", 48000)])
        {
            var config = Config(Cameras("mp4"), master, "-1", "mp4");
            var report = media.Export(config);
            Assert.Contains("ends at program time 4 s", Assert.Single(report.Warnings).Message, StringComparison.Ordinal);
            var found = DecodedSound.Decode(media.OutputOf(config));
            Assert.InRange(found.Peak(0, 46_500), 0, 0.001);
            Assert.InRange(found.Peak(48_000, 2 * 48_000), 0.1, 1);
            Assert.InRange(found.Peak((4 * 48_000) + 3_000, 40_000), 0, 0.001);
            AssertFilled(media.OutputOf(config), found);
        }
    }

    [Fact]
    public void A_camera_can_be_the_master_and_silent_segments_do_not_silence_it()
    {
        using var media = new MediaFolder(shelf.Folder);
        var cameras = Cameras("mp4");
        var heard = shelf.Path(Small with { Number = 3, Options = "-aac_pns 0" });
        var config = Edits.Config(
            [.. cameras, heard], [Edits.Segment(0, "0", "2", hasSound: false), Edits.Segment(2, "2", "4"), Edits.Segment(1, "4", "5")],
            change: c => c with { Output = c.Output with { Audio = new MasterAudioConfig(2, Contracts.Seconds.Parse("0.5")) } });
        var report = media.Export(config);
        Assert.All(report.Segments, s => Assert.False(s.Plan.IsSilent));
        Assert.All(report.Plan.Sources, s => Assert.Null(s.Audio));
        var found = DecodedSound.Decode(media.OutputOf(config));
        AssertSame(found, 0, DecodedSound.Decode(heard), 24_000, 5 * 48_000, 0);
    }

    [Theory]
    [InlineData("flac", "-c:a flac -sample_fmt s16", "0.1234567")]
    [InlineData("m4a", "-c:a aac -aac_pns 0", "-0.33")]
    public void Cuts_at_the_exact_frame_leave_it_untouched(string extension, string options, string offset)
    {
        using var media = new MediaFolder(shelf.Folder);
        var master = Noise(extension, options, 48000);
        var config = Config(Cameras("mp4"), master, offset, "mp4");
        var report = media.Export(config with { Output = config.Output with { Cut = CutMode.Frame }, Segments = [Edits.Segment(0, "0.1", "2.21"), Edits.Segment(1, "2.21", "3.64"), Edits.Segment(0, "3.64", "5.1")] });
        Assert.True(report.Plan.PicturesEncoded > 0);
        var found = DecodedSound.Decode(media.OutputOf(config));
        var first = FirstSample(offset, 48000);
        AssertSame(found, Math.Max(0, -first), DecodedSound.Decode(master), Math.Max(0, first), Length(found, first), 0);
        AssertFilled(media.OutputOf(config), found);
    }

    [Fact]
    public void Without_sound_in_the_program_a_master_is_not_even_opened()
    {
        using var media = new MediaFolder(shelf.Folder);
        var config = Config(Cameras("mp4"), "missing.wav", "0", "mp4");
        config = config with { Output = config.Output with { IncludeAudio = false } };
        Assert.Null(media.Export(config).Plan.MasterSound);
        Assert.Equal(["video"], Tool.Probe(media.OutputOf(config), "stream=codec_type"));
    }

    [Theory]
    [InlineData("9")]
    [InlineData("-5")]
    [InlineData("-100")]
    public void An_offset_at_which_nothing_would_be_heard_is_refused(string offset)
    {
        using var media = new MediaFolder(shelf.Folder);
        var error = media.Refusal(ExportErrorKind.RangeNotInSource, Config(Cameras("mp4"), Noise("wav", "-c:a pcm_s16le", 48000), offset, "mp4"));
        Assert.Contains("$.output.audio.offset", error.Description, StringComparison.Ordinal);
    }

    private static int FirstSample(string offset, int rate) =>
        (int)Math.Floor((decimal.Parse(offset, CultureInfo.InvariantCulture) * rate) + 0.5m);

    // Decoders give out whole packets at the end; what is compared ends with the program.
    private static int Length(DecodedSound found, int first) =>
        Math.Min(Math.Min(found.Length, 5 * found.Rate) - Math.Max(0, -first), (Seconds * found.Rate) - Math.Max(0, first) - 2048);

    private static void AssertSame(DecodedSound found, int from, DecodedSound wanted, int wantedFrom, int count, int rounding)
    {
        Assert.True(count > 3 * found.Rate, $"{count} samples are too few");
        var shift = rounding == 0 ? 0 : wanted.Shift(wantedFrom + 8000, found, from + 8000, 8000);
        Assert.InRange(shift, -rounding, rounding);
        Assert.InRange(found.Difference(from + Math.Max(shift, 0), wanted, wantedFrom + Math.Max(-shift, 0), count - Math.Abs(shift) - 1), 0, 1e-6);
        Assert.True(wanted.Peak(wantedFrom, count) > 0.1);
    }

    // Sound neither stops before the picture nor outlasts it by more than a frame.
    private static void AssertFilled(string path, DecodedSound found)
    {
        Assert.InRange(double.Parse(Tool.Probe(path, "format=duration")[0], CultureInfo.InvariantCulture), 4.999, 5.034);
        Assert.InRange(found.Length / (double)found.Rate, 4.96, 5.13);
    }

    private static ExportConfig Config(string[] cameras, string master, string offset, string output) => Edits.Config(
        [.. cameras, master], [Edits.Segment(0, "0", "2"), Edits.Segment(1, "2", "3.5"), Edits.Segment(0, "3.5", "5")], $"exports/edit/output.{output}",
        c => c with { Output = c.Output with { Audio = new MasterAudioConfig(cameras.Length, Contracts.Seconds.Parse(offset)) } });

    private string[] Cameras(string output) =>
        [.. Enumerable.Range(0, 2).Select(i => shelf.Path(output == "webm"
            ? Small with { Number = i, VideoCodec = "libvpx", AudioCodec = "libopus", Extension = "webm" }
            : Small with { Number = i }))];

    private string Noise(string extension, string options, int rate) => shelf.Make(extension,
        ["-v", "error", "-nostdin", "-y", "-f", "lavfi", "-i", $"anoisesrc=seed=42:sample_rate={rate}:amplitude=0.3:color=pink,lowpass=f=7000,aformat=channel_layouts=stereo", "-t", $"{Seconds}", .. options.Split(' ')]);
}
