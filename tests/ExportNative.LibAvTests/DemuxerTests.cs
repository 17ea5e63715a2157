namespace ExportNative.LibAvTests;

public sealed class DemuxerTests
{
    private static readonly DemuxerOptions Options = new();

    [Fact]
    public void Streams_tell_what_the_file_holds()
    {
        using var source = Open(Footage.Mp4);
        Assert.Equal("mov,mp4,m4a,3gp,3g2,mj2", source.FormatName);
        Assert.Equal("Plain", source.Metadata["title"]);
        Assert.InRange(source.Duration, 9_990_000, 10_050_000);
        Assert.Equal(0, source.StartTime);
        Assert.Equal(2, source.Streams.Count);
        Assert.Equal(0, source.FindBestStream(MediaKind.Video));
        Assert.Equal(1, source.FindBestStream(MediaKind.Audio, 0));
        Assert.Equal(-1, source.FindBestStream(MediaKind.Subtitle));

        var video = source.Streams[0];
        Assert.Equal((MediaKind.Video, CodecIds.H264, "h264"), (video.Kind, video.CodecId, video.CodecName));
        Assert.Equal(0x31637661u, video.CodecTag); // avc1
        Assert.Equal(300, video.FrameCount);
        Assert.Equal(new Rational(30, 1), video.AverageFrameRate);
        Assert.Equal(new Rational(30, 1), video.RealFrameRate);
        Assert.Equal(1, video.Extradata[0]); // avcC version
        Assert.Equal((320, 180, "yuv420p"), (video.Parameters.Width, video.Parameters.Height, video.Parameters.FormatName));
        Assert.Equal(1, video.Parameters.FieldOrder);
        Assert.Equal((0, false), (video.RotationDegrees, video.IsAttachedPicture));

        var audio = source.Streams[1];
        Assert.Equal((MediaKind.Audio, CodecIds.Aac), (audio.Kind, audio.CodecId));
        Assert.Equal(new Rational(1, 48000), audio.TimeBase);
        Assert.Equal((48000, 2, "stereo", "fltp", 1024, "LC"), (audio.Parameters.SampleRate, audio.Parameters.Channels,
            audio.Parameters.ChannelLayoutName, audio.Parameters.FormatName, audio.Parameters.FrameSize, audio.Parameters.ProfileName));
        Assert.Equal("deu", audio.Metadata["language"]);
        Assert.Equal(1, audio.Disposition & 1);
    }

    [Fact]
    public void Colour_and_reorder_depth_are_told()
    {
        var path = Footage.Make("colour.mp4", "-f lavfi -i testsrc2=size=64x64:rate=25:duration=2 -c:v libx264 -bf 2 -b_strategy 0 "
            + "-x264-params colorprim=bt2020:transfer=smpte2084:colormatrix=bt2020nc:fullrange=on:sar=4/3 -pix_fmt yuv420p10le");
        using var source = Open(path);
        var p = source.Streams[0].Parameters;
        Assert.Equal(("bt2020", "smpte2084", "bt2020nc", "pc"), (p.ColorPrimariesName, p.ColorTransferName, p.ColorSpaceName, p.ColorRangeName));
        Assert.Equal(("yuv420p10le", new Rational(4, 3)), (p.FormatName, p.SampleAspectRatio));
        Assert.Equal("High 10", p.ProfileName);
        Assert.InRange(p.VideoDelay, 1, 2);
    }

    [Fact]
    public void Seeking_backward_lands_on_the_keyframe_before()
    {
        using var source = Open(Footage.Mp4);
        using var packet = new Packet();
        var ticksPerSecond = source.Streams[0].TimeBase.Den;
        source.SetDiscard(1, true);
        source.Seek(0, 45 * ticksPerSecond / 10, SeekMode.Backward);
        Assert.True(source.Read(packet));
        Assert.True(packet.IsKeyframe);
        Assert.Equal(4 * ticksPerSecond, packet.Pts);
        source.Seek(0, 0, SeekMode.Backward);
        Assert.True(source.Read(packet));
        Assert.Equal(0, packet.Pts);
    }

    [Fact]
    public void A_discarded_stream_does_not_appear()
    {
        using var source = Open(Footage.Mp4);
        using var packet = new Packet();
        source.SetDiscard(0, true);
        var count = 0;
        for (; source.Read(packet); count++) Assert.Equal(1, packet.StreamIndex);
        Assert.InRange(count, 460, 480);
        source.Seek(-1, 0, SeekMode.Backward);
        source.SetDiscard(0, false);
        var both = new HashSet<int>();
        while (source.Read(packet)) both.Add(packet.StreamIndex);
        Assert.Equal([0, 1], both.Order());
    }

    [Fact]
    public void The_index_lists_every_packet_with_its_size_and_key_flag()
    {
        using var source = Open(Footage.Mp4);
        using var packet = new Packet();
        Assert.Equal(300, source.IndexEntryCount(0));
        source.SetDiscard(1, true);
        for (var i = 0; i < 300; i++)
        {
            Assert.True(source.Read(packet));
            var entry = source.GetIndexEntry(0, i);
            Assert.Equal((packet.Dts, packet.Position, packet.Size, packet.IsKeyframe, false),
                (entry.Timestamp, entry.Position, entry.Size, entry.IsKeyframe, entry.IsDiscarded));
            Assert.Equal(i % 30 == 0, entry.IsKeyframe);
        }
        Assert.Throws<ArgumentOutOfRangeException>(() => source.GetIndexEntry(0, 300));
        Assert.Throws<ArgumentOutOfRangeException>(() => source.IndexEntryCount(2));
    }

    [Fact]
    public void An_edit_list_marks_the_packets_it_hides()
    {
        // -ss while copying keeps the packets since the keyframe and hides them by an edit list.
        var path = Footage.Make("edited.mp4", $"-ss 1.5 -i {Footage.Mp4} -c copy -an");
        using var source = Open(path);
        using var packet = new Packet();
        var hidden = 0;
        while (source.Read(packet)) hidden += packet.IsDiscarded ? 1 : 0;
        Assert.InRange(hidden, 12, 17);
        Assert.Contains(Enumerable.Range(0, source.IndexEntryCount(0)), i => source.GetIndexEntry(0, i).IsDiscarded);
    }

    [Fact]
    public void Options_reach_the_demuxer_and_unknown_ones_are_named()
    {
        var path = Footage.Make("edited.mp4", $"-ss 1.5 -i {Footage.Mp4} -c copy -an");
        using (var source = Open(path, new() { ["ignore_editlist"] = "1", ["?no_such_option"] = "1" }))
        {
            using var packet = new Packet();
            while (source.Read(packet)) Assert.False(packet.IsDiscarded);
        }
        var error = Assert.Throws<LibAvException>(() => Open(path, new() { ["no_such_option"] = "1" }));
        Assert.Contains("no_such_option", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("plain.mkv", "-c copy", "matroska,webm")]
    [InlineData("plain.ts", "-c copy -f mpegts", "mpegts")]
    [InlineData("plain.mov", "-c copy", "mov,mp4,m4a,3gp,3g2,mj2")]
    [InlineData("plain.avi", "-c copy -bsf:v h264_mp4toannexb", "avi")]
    [InlineData("plain.flv", "-c copy", "flv")]
    public void Every_container_gives_all_pictures(string name, string arguments, string format)
    {
        using var source = Open(Footage.Make(name, $"-i {Footage.Mp4} {arguments}"));
        Assert.Equal(format, source.FormatName);
        using var packet = new Packet();
        var pictures = 0;
        while (source.Read(packet)) pictures += source.Streams[packet.StreamIndex].Kind == MediaKind.Video ? 1 : 0;
        Assert.Equal(300, pictures);
    }

    [Fact]
    public void Bytes_read_are_those_that_the_stream_gave()
    {
        using var stream = new TroubledStream(File.OpenRead(Footage.Mp4));
        using var source = Demuxer.Open(stream, "plain.mp4", Options, TestContext.Current.CancellationToken);
        using var packet = new Packet();
        while (source.Read(packet))
        {
        }
        Assert.Equal(stream.BytesRead, source.BytesRead);
        Assert.InRange(source.BytesRead, stream.Length, 2 * stream.Length + (4 << 20));
    }

    [Fact]
    public void After_a_jump_little_is_read_and_more_as_reading_goes_on()
    {
        using var stream = new TroubledStream(File.OpenRead(Footage.Make("heavy.mp4",
            "-f lavfi -i nullsrc=size=640x360:rate=30:duration=6,geq=random(1)*255:128:128 -c:v mpeg4 -q:v 4 -g 30")));
        Assert.True(stream.Length > 5 << 20);
        using var source = Demuxer.Open(stream, "heavy.mp4", Options, TestContext.Current.CancellationToken);
        using var packet = new Packet();
        source.Seek(0, 4 * source.Streams[0].TimeBase.Den, SeekMode.Backward);
        var before = stream.BytesRead;
        Assert.True(source.Read(packet));
        Assert.InRange(stream.BytesRead - before, packet.Size, (2 * packet.Size) + (128 << 10));

        source.Seek(0, 0, SeekMode.Backward);
        var largest = 0L;
        var last = stream.BytesRead;
        stream.BeforeRead = read => (largest, last) = (Math.Max(largest, read - last), read);
        while (source.Read(packet))
        {
        }
        Assert.Equal(1 << 20, largest);
    }

    [Fact]
    public void Reading_at_the_end_stays_at_the_end()
    {
        using var source = Open(Footage.Mp4);
        using var packet = new Packet();
        while (source.Read(packet))
        {
        }
        Assert.False(source.Read(packet));
        Assert.Equal((0, FFmpeg.NoTimestamp), (packet.Size, packet.Pts));
    }

    [Fact]
    public void A_disposed_demuxer_refuses()
    {
        var source = Open(Footage.Mp4);
        using var packet = new Packet();
        source.Dispose();
        source.Dispose();
        Assert.Throws<ObjectDisposedException>(() => source.Read(packet));
        Assert.Throws<ObjectDisposedException>(() => source.Seek(0, 0, SeekMode.Backward));
        Assert.Throws<ObjectDisposedException>(() => source.IndexEntryCount(0));
    }

    private static Demuxer Open(string path, Dictionary<string, string> formatOptions) =>
        Demuxer.Open(File.OpenRead(path), path, new DemuxerOptions { FormatOptions = formatOptions }, TestContext.Current.CancellationToken);

    private static Demuxer Open(string path) => Demuxer.Open(File.OpenRead(path), path, Options, TestContext.Current.CancellationToken);
}
