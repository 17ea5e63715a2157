using System.IO.Abstractions;
using ExportNative.Contracts;
using ExportNative.Engine;
using ExportNative.Testing;
using ExportNative.Testing.Audit;
using ExportNative.Testing.Footage;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace ExportNative.IntegrationTests.Engine;

/// <summary>Master sounds that cannot be used, or only in part: named, and nothing is left behind.</summary>
public sealed class BadMasterTests(FootageShelf shelf)
{
    private static readonly Camera Small = new() { Seconds = 6, Gop = 15, Size = (160, 96) };

    public static TheoryData<string, string> Truncated => new()
    {
        { "m4a", "-c:a aac -b:a 128k -movflags +faststart" },
        { "m4a", "-c:a aac -b:a 128k" },
        { "wav", "-c:a pcm_s16le" },
        { "caf", "-c:a pcm_s16be" },
    };

    [Fact]
    public void A_missing_master_is_named()
    {
        using var media = new MediaFolder(shelf.Folder);
        Assert.Equal("missing.wav", media.Refusal(ExportErrorKind.SourceMissing, Config("missing.wav")).File);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(200_000)]
    public void Bytes_that_are_no_sound_are_refused(int length)
    {
        using var media = new MediaFolder(shelf.Folder);
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        File.WriteAllBytes(media.PathTo("noise.wav"), bytes);
        Assert.Equal("noise.wav", media.Refusal(ExportErrorKind.SourceUnreadable, Config("noise.wav")).File);
    }

    [Fact]
    public void A_playlist_is_refused_and_what_it_names_is_not_opened()
    {
        using var media = new MediaFolder(shelf.Folder);
        File.WriteAllText(media.PathTo("list.wav"), "#EXTM3U\n#EXT-X-VERSION:3\n#EXTINF:4,\n/etc/hostname\n#EXT-X-ENDLIST\n");
        Assert.Equal("list.wav", media.Refusal(ExportErrorKind.SourceUnreadable, Config("list.wav")).File);
    }

    [Fact]
    public void A_file_without_sound_is_no_master()
    {
        using var media = new MediaFolder(shelf.Folder);
        var error = media.Refusal(ExportErrorKind.SourceUnreadable, Config(shelf.Path(Small with { Number = 2, AudioCodec = null })));
        Assert.Contains("there is no sound in it", error.Description, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Truncated))]
    public void A_file_that_is_cut_off_is_never_taken_for_a_whole_one(string extension, string options)
    {
        using var media = new MediaFolder(shelf.Folder);
        var whole = File.ReadAllBytes(Noise(extension, options));
        File.WriteAllBytes(media.PathTo($"half.{extension}"), whole[..(whole.Length / 2)]);
        try
        {
            // What only says less than it did is whole as far as anyone can tell; then the missing part is announced.
            var report = media.Export(Config($"half.{extension}"));
            Assert.Contains(report.Warnings, w => w.Message.Contains("silence follows it", StringComparison.Ordinal));
        }
        catch (ExportException e)
        {
            Assert.Contains(e.Kind, new[] { ExportErrorKind.SourceUnreadable, ExportErrorKind.ReadFailed });
            Assert.Equal($"half.{extension}", e.File);
            media.AssertNothingLeft(Config("x"));
        }
    }

    [Theory]
    [InlineData("flac", "-c:a flac", "mov")]
    [InlineData("m4a", "-c:a aac -b:a 128k", "webm")]
    [InlineData("ogg", "-c:a libvorbis", "mp4")]
    public void Damage_in_the_middle_is_heard_as_silence_and_the_rest_stays_in_place(string extension, string options, string output)
    {
        using var media = new MediaFolder(shelf.Folder);
        var whole = Noise(extension, options);
        var bytes = File.ReadAllBytes(whole);
        new Random(3).NextBytes(bytes.AsSpan(bytes.Length / 2, 6000));
        File.WriteAllBytes(media.PathTo($"hurt.{extension}"), bytes);
        var config = Config($"hurt.{extension}", output);
        var report = media.Export(config);
        Assert.False(report.Plan.MasterSound!.IsCopied);
        var found = DecodedSound.Decode(media.OutputOf(config));
        var wanted = DecodedSound.Decode(whole);
        Assert.Equal(0, found.Shift(10_000, wanted, 10_000, 10_000));
        Assert.Equal(0, found.Shift(4 * 48_000, wanted, 4 * 48_000, 10_000));
    }

    [Theory]
    [InlineData("wav", "-c:a pcm_s16le")]
    [InlineData("m4a", "-c:a aac -b:a 128k")]
    public void Cancelling_leaves_nothing_behind(string extension, string options)
    {
        using var media = new MediaFolder(shelf.Folder);
        using var cancel = new CancellationTokenSource();
        var config = Config(Noise(extension, options));
        var engine = new ExportEngine(new FileSystem(), TimeProvider.System, NullLoggerFactory.Instance);
        var request = new ExportRequest { Config = config, Folders = media.Folders, Planned = _ => cancel.Cancel() };
        Assert.ThrowsAny<OperationCanceledException>(() => engine.Export(request, null, cancel.Token));
        media.AssertNothingLeft(config);
    }

    [Fact]
    public void The_master_is_never_written_to()
    {
        using var media = new MediaFolder(shelf.Folder);
        var own = media.Copy(Noise("m4a", "-c:a aac -b:a 128k"), "mix.mp4");
        var before = File.ReadAllBytes(own);
        var config = Config("mix.mp4");
        var error = Assert.Throws<ExportException>(() => media.Export(config with { Output = config.Output with { FilePath = "mix.mp4" } }));
        Assert.Equal(ExportErrorKind.ConfigInvalid, error.Kind);
        Assert.Equal(before, File.ReadAllBytes(own));
    }

    private ExportConfig Config(string master, string output = "mp4") => Edits.Config(
        [.. Enumerable.Range(0, 2).Select(i => shelf.Path(output == "webm" ? Small with { Number = i, VideoCodec = "libvpx", AudioCodec = null, Extension = "webm" } : Small with { Number = i })), master],
        [Edits.Segment(0, "0", "2"), Edits.Segment(1, "2", "5")], $"exports/edit/output.{output}",
        c => c with { Output = c.Output with { Audio = new MasterAudioConfig(2) } });

    private string Noise(string extension, string options) => shelf.Make(extension,
        ["-v", "error", "-nostdin", "-y", "-f", "lavfi", "-i", "anoisesrc=seed=42:sample_rate=48000:amplitude=0.3:color=pink,lowpass=f=7000,aformat=channel_layouts=stereo", "-t", "6", .. options.Split(' ')]);
}
