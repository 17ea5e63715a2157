using System.IO.Abstractions;
using ExportNative.Contracts;
using ExportNative.Testing;
using ExportNative.Testing.Footage;
using Microsoft.Extensions.Logging.Abstractions;
using ExportNative.Engine;
using Xunit;

namespace ExportNative.IntegrationTests.Engine;

/// <summary>Sources that cannot be used: each is refused with its kind and its name, and nothing is left behind.</summary>
public sealed class BadSourceTests(FootageShelf shelf)
{
    private static readonly Camera Small = new() { Seconds = 8, Gop = 30 };

    public static TheoryData<string, string> Texts => new()
    {
        { "text", "Dear Sir or Madam, please find attached the footage.\n" },
        { "a playlist", "#EXTM3U\n#EXT-X-VERSION:3\n#EXTINF:4,\n/etc/hostname\n#EXTINF:4,\nhttp://127.0.0.1:9/secret.ts\n#EXT-X-ENDLIST\n" },
        { "a concat script", "ffconcat version 1.0\nfile /etc/hostname\nfile other.mp4\n" },
        { "a session description", "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video 5004 RTP/AVP 96\na=rtpmap:96 H264/90000\n" },
        { "a DASH manifest", "<?xml version=\"1.0\"?><MPD xmlns=\"urn:mpeg:dash:schema:mpd:2011\"><Period><AdaptationSet><Representation><BaseURL>http://127.0.0.1:9/</BaseURL></Representation></AdaptationSet></Period></MPD>" },
    };

    [Fact]
    public void An_empty_file_is_refused()
    {
        using var media = new MediaFolder();
        File.WriteAllBytes(media.PathTo("empty.mp4"), []);
        AssertNames("empty.mp4", media.Refusal(ExportErrorKind.SourceUnreadable, MediaFolder.Simple(["empty.mp4"])));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100_000)]
    [InlineData(3_000_000)]
    public void Random_bytes_are_refused(int length)
    {
        using var media = new MediaFolder();
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        File.WriteAllBytes(media.PathTo("noise.mp4"), bytes);
        AssertNames("noise.mp4", media.Refusal(ExportErrorKind.SourceUnreadable, MediaFolder.Simple(["noise.mp4"])));
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public void Text_is_refused_and_what_it_names_is_not_opened(string what, string text)
    {
        using var media = new MediaFolder();
        var name = $"{what.Split(' ')[^1]}.mp4";
        File.WriteAllText(media.PathTo(name), text);
        AssertNames(name, media.Refusal(ExportErrorKind.SourceUnreadable, MediaFolder.Simple([name])));
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        using var media = new MediaFolder();
        AssertNames("gone.mp4", media.Refusal(ExportErrorKind.SourceMissing, MediaFolder.Simple(["gone.mp4"])));
    }

    [Fact]
    public void A_folder_is_no_source()
    {
        using var media = new MediaFolder();
        Directory.CreateDirectory(media.PathTo("folder.mp4"));
        AssertNames("folder.mp4", media.Refusal(ExportErrorKind.SourceMissing, MediaFolder.Simple(["folder.mp4"])));
    }

    [Fact]
    public void Sound_alone_is_no_source()
    {
        using var media = new MediaFolder();
        media.Copy(shelf.Make("m4a", ["-v", "error", "-nostdin", "-f", "lavfi", "-i", "sine=duration=5", "-c:a", "aac"]), "voice.m4a");
        var error = media.Refusal(ExportErrorKind.SourceUnreadable, MediaFolder.Simple(["voice.m4a"]));
        AssertNames("voice.m4a", error);
        Assert.Contains("no video", error.Message, StringComparison.Ordinal);
    }

    public static TheoryData<string, int> Truncations => new(
        from container in (string[])["mp4", "faststart.mp4", "fragmented.mp4", "mkv", "ts"] from percent in (int[])[1, 20, 50, 80, 97] select (container, percent));

    [Theory]
    [MemberData(nameof(Truncations))]
    public void A_truncated_file_is_refused_or_its_missing_part_is(string container, int percent)
    {
        using var media = new MediaFolder();
        var whole = Container(container);
        var name = $"cut.{container}";
        var path = media.Copy(whole, name);
        using (var file = File.OpenWrite(path))
        {
            file.SetLength(file.Length * percent / 100);
        }

        // All eight seconds are asked for, and the last of them is in no truncated file.
        var config = MediaFolder.Simple([name], length: "8");
        ExportReport? report = null;
        var error = Record.Exception(() => report = MediaFolder.Engine.Export(media.Request(config), null, TestContext.Current.CancellationToken));
        if (error is null)
        {
            // At the very end a picture or two may be missing; then the report says so, in one of its two ways.
            Assert.True(report!.Warnings.Any(w => w.Message.Contains(name, StringComparison.Ordinal)) || report.Segments[0].HoldMilliseconds > 60, $"nothing is said about the missing end: {report}");
            return;
        }

        var refusal = Assert.IsType<ExportException>(error);
        Assert.True(refusal.Kind is ExportErrorKind.SourceUnreadable or ExportErrorKind.ReadFailed or ExportErrorKind.RangeNotInSource, refusal.Kind.ToString());
        AssertNames(name, refusal);
        media.AssertNothingLeft(config);
    }

    [Fact]
    public void A_source_that_is_deleted_while_it_is_read_is_still_read_to_its_end()
    {
        using var media = new MediaFolder();
        media.Copy(shelf.Path(Small), "cam.mp4");
        var config = MediaFolder.Simple(["cam.mp4"], length: "7");
        var request = media.Request(config) with { Planned = _ => File.Delete(media.PathTo("cam.mp4")) };
        MediaFolder.Engine.Export(request, null, TestContext.Current.CancellationToken);
        Assert.Empty(Tool.Run("ffmpeg", "-v", "error", "-i", media.OutputOf(config), "-f", "null", "-").ErrorLines);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(30)]
    [InlineData(70)]
    public void A_source_that_is_truncated_while_it_is_read_fails(int percent)
    {
        using var media = new MediaFolder();
        var path = media.Copy(shelf.Path(Small), "cam.mp4");
        var config = MediaFolder.Simple(["cam.mp4"], length: "7");
        var request = media.Request(config) with
        {
            // By another process, as .NET's advisory locks would keep this one from it.
            Planned = _ => Tool.Run("truncate", "-s", $"{new FileInfo(path).Length * percent / 100}", path),
        };
        var error = Assert.Throws<ExportException>(() => MediaFolder.Engine.Export(request, null, TestContext.Current.CancellationToken));
        Assert.Equal(ExportErrorKind.ReadFailed, error.Kind);
        AssertNames("cam.mp4", error);
        media.AssertNothingLeft(config);
    }

    [Fact]
    public void Noise_written_over_packets_after_planning_is_copied_like_any_packets()
    {
        using var media = new MediaFolder();
        var path = media.Copy(shelf.Path(Small), "cam.mp4");
        var config = MediaFolder.Simple(["cam.mp4"], length: "7");
        var request = media.Request(config) with
        {
            Planned = _ => Tool.Run("dd", "if=/dev/urandom", $"of={path}", "bs=1", "conv=notrunc", $"seek={new FileInfo(path).Length / 3}", $"count={new FileInfo(path).Length / 3}"),
        };

        // The noise is inside packets, whose sizes the index knows: nothing of the container is damaged, and copying copies.
        var report = MediaFolder.Engine.Export(request, null, TestContext.Current.CancellationToken);
        Assert.Equal(210, report.VideoPackets);
        Assert.Equal("210", Tool.Probe(media.OutputOf(config), "stream=nb_frames", "v:0")[0]);
    }

    [Fact]
    public void Sound_that_no_muxer_takes_is_the_sources_fault()
    {
        using var media = new MediaFolder();
        var path = media.Copy(shelf.Path(Small), "cam.mp4");

        // Each packet begins as an ADTS header does and goes on as none can.
        using (var file = File.OpenWrite(path))
        {
            foreach (var position in Tool.Probe(path, "packet=pos", "a:0"))
            {
                file.Position = long.Parse(position, System.Globalization.CultureInfo.InvariantCulture);
                file.Write([0xFF, 0xFF, 0xFF, 0xFF, 0xFF]);
            }
        }

        AssertNames("cam.mp4", media.Refusal(ExportErrorKind.ReadFailed, MediaFolder.Simple(["cam.mp4"])));
    }

    [Fact]
    public void Sources_of_another_codec_size_and_rate_are_refused_with_every_difference()
    {
        using var media = new MediaFolder(shelf.Folder);
        var one = shelf.Path(Small);
        var other = media.Copy(shelf.Path(Small with { VideoCodec = "mpeg4", Size = (384, 216), SampleRate = 44100, AudioCodec = "libmp3lame", Number = 1 }), "other.mp4");
        var error = media.Refusal(ExportErrorKind.NotCopyable, MediaFolder.Simple([one, other]));
        Assert.All((string[])["video codec", "h264", "mpeg4", "picture size", "320x180", "384x216", "other.mp4"], word => Assert.Contains(word, error.Description, StringComparison.Ordinal));
    }

    [Fact]
    public void Sources_with_another_sample_rate_are_refused_with_both_rates()
    {
        using var media = new MediaFolder(shelf.Folder);
        var other = media.Copy(shelf.Path(Small with { SampleRate = 44100, Number = 1 }), "other.mp4");
        var error = media.Refusal(ExportErrorKind.NotCopyable, MediaFolder.Simple([shelf.Path(Small), other]));
        Assert.All((string[])["sample rate", "48000 Hz", "44100 Hz", "other.mp4"], word => Assert.Contains(word, error.Description, StringComparison.Ordinal));
    }

    [Fact]
    public void A_codec_that_the_container_cannot_hold_is_refused_with_what_to_choose()
    {
        using var media = new MediaFolder(shelf.Folder);
        var error = media.Refusal(ExportErrorKind.NotCopyable, MediaFolder.Simple([shelf.Path(Small)], "exports/edit/output.webm"));
        Assert.Contains("mp4", error.WhatToDo, StringComparison.Ordinal);
    }

    private static void AssertNames(string file, ExportException error) =>
        Assert.Contains(file, error.Description, StringComparison.Ordinal);

    private string Container(string name) => name switch
    {
        "faststart.mp4" => shelf.Path(Small with { Options = "-movflags +faststart" }),
        "fragmented.mp4" => shelf.Path(Small with { Options = "-movflags +frag_keyframe+empty_moov" }),
        "mp4" => shelf.Path(Small),
        _ => shelf.Remuxed(shelf.Path(Small), name),
    };
}
