using System.Buffers.Binary;

namespace ExportNative.LibAvTests;

public sealed class MuxerTests
{
    [Theory]
    [InlineData("mp4", "plain.mp4", "")]
    [InlineData("mov", "plain.mp4", "")]
    [InlineData("matroska", "plain.mp4", "")]
    [InlineData("webm", "small.webm", "-f lavfi -i testsrc2=size=160x120:rate=25:duration=2 -f lavfi -i sine=duration=2:sample_rate=48000 -c:v libvpx-vp9 -cpu-used 8 -c:a libopus")]
    public void What_was_written_reads_back_with_tags_and_disposition(string format, string name, string arguments)
    {
        var path = name == "plain.mp4" ? Footage.Mp4 : Footage.Make(name, arguments);
        using var output = new MemoryStream();
        using (var source = Open(File.OpenRead(path), path))
        using (var muxer = Muxer.Create(output, format, new MuxerOptions { Metadata = new Dictionary<string, string> { ["title"] = "Schnitt" } }))
        {
            foreach (var s in source.Streams)
            {
                using var parameters = s.Parameters.Clone();
                parameters.CodecTag = 0;
                var stream = muxer.AddStream(parameters, s.TimeBase);
                stream.AverageFrameRate = s.AverageFrameRate;
                if (s.Kind != MediaKind.Audio) continue;
                stream.Metadata = new Dictionary<string, string> { ["language"] = "fra" };
                Assert.Equal("fra", stream.Metadata["language"]);
                stream.Disposition = 1;
            }
            muxer.WriteHeader();
            Copy(source, muxer);
            muxer.WriteTrailer();
            Assert.True(muxer.BytesWritten >= output.Length);
        }

        output.Position = 0;
        using var result = Open(output, $"x.{format}");
        Assert.Equal("Schnitt", result.Metadata.First(t => t.Key.Equals("title", StringComparison.OrdinalIgnoreCase)).Value);
        var audio = result.Streams[result.FindBestStream(MediaKind.Audio)];
        Assert.Equal("fra", audio.Metadata["language"]);
        Assert.Equal(1, audio.Disposition & 1);
    }

    [Fact]
    public void Rotation_survives_as_side_data()
    {
        using var output = new MemoryStream();
        var matrix = new byte[36];
        // A quarter turn clockwise: 16.16 numbers a b u c d v x y w in the machine's byte order, the last of each row 2.30.
        (int Index, int Value)[] values = [(1, 1 << 16), (3, -(1 << 16)), (8, 1 << 30)];
        foreach (var (index, value) in values) BinaryPrimitives.WriteInt32LittleEndian(matrix.AsSpan(index * 4), value);
        using (var source = Open(File.OpenRead(Footage.Mp4), "plain.mp4"))
        using (var muxer = Muxer.Create(output, "mp4", new MuxerOptions()))
        {
            var stream = muxer.AddStream(source.Streams[0].Parameters, source.Streams[0].TimeBase);
            stream.AddSideData(new StreamSideData(SideDataTypes.DisplayMatrix, "", matrix));
            stream.SampleAspectRatio = new Rational(4, 3);
            muxer.WriteHeader();
            source.SetDiscard(1, true);
            Copy(source, muxer);
            muxer.WriteTrailer();
        }

        var path = Footage.PathFor("rotated.mp4");
        File.WriteAllBytes(path, output.ToArray());
        using var result = Open(File.OpenRead(path), path);
        var video = result.Streams[0];
        Assert.Equal(90, video.RotationDegrees);
        Assert.Equal(matrix, video.SideData.Single(d => d.Type == SideDataTypes.DisplayMatrix).Data);
        Assert.Contains("isplay", video.SideData.Single(d => d.Type == SideDataTypes.DisplayMatrix).Name, StringComparison.Ordinal);
        Assert.Equal(new Rational(4, 3), video.SampleAspectRatio);

        using var plain = new MemoryStream();
        using (var muxer = Muxer.Create(plain, "mp4", new MuxerOptions()))
        {
            muxer.AddStream(video.Parameters, video.TimeBase);
            muxer.WriteHeader();
            Copy(result, muxer);
            muxer.WriteTrailer();
        }
        plain.Position = 0;
        using var upright = Open(plain, "x.mp4");
        Assert.Equal(0, upright.Streams[0].RotationDegrees);
        Assert.Contains("rotation=-90", Footage.Run("ffprobe", $"-v error -show_entries stream_side_data=rotation {path}"), StringComparison.Ordinal);
    }

    [Fact]
    public void The_index_can_be_reserved_in_front()
    {
        using var output = new MemoryStream();
        using (var source = Open(File.OpenRead(Footage.Mp4), "plain.mp4"))
        using (var muxer = Muxer.Create(output, "mp4", new MuxerOptions { FormatOptions = new Dictionary<string, string> { ["moov_size"] = "65536", ["?no_such_option"] = "1" } }))
        {
            foreach (var s in source.Streams) muxer.AddStream(s.Parameters, s.TimeBase);
            muxer.WriteHeader();
            Copy(source, muxer);
            muxer.WriteTrailer();
        }
        var text = System.Text.Encoding.Latin1.GetString(output.ToArray());
        Assert.True(text.IndexOf("moov", StringComparison.Ordinal) < text.IndexOf("mdat", StringComparison.Ordinal));
    }

    [Fact]
    public void An_option_can_change_while_the_file_is_written()
    {
        using var output = new MemoryStream();
        using (var source = Open(File.OpenRead(Footage.Mp4), "plain.mp4"))
        using (var muxer = Muxer.Create(output, "mp4", new MuxerOptions { FormatOptions = new Dictionary<string, string> { ["moov_size"] = "65536" } }))
        {
            foreach (var s in source.Streams) muxer.AddStream(s.Parameters, s.TimeBase);
            muxer.WriteHeader();
            Copy(source, muxer);
            // The reserve in front is given up: the index goes to the end after all.
            muxer.SetOption("moov_size", "0");
            var error = Assert.Throws<LibAvException>(() => muxer.SetOption("no_such_option", "0"));
            Assert.Contains("no_such_option", error.Message, StringComparison.Ordinal);
            muxer.WriteTrailer();
        }
        var text = System.Text.Encoding.Latin1.GetString(output.ToArray());
        Assert.True(text.LastIndexOf("moov", StringComparison.Ordinal) > text.IndexOf("mdat", StringComparison.Ordinal));
    }

    [Fact]
    public void A_codec_that_the_container_cannot_hold_is_refused_with_the_functions_name()
    {
        Assert.False(Muxer.SupportsCodec("webm", CodecIds.H264));
        Assert.True(Muxer.SupportsCodec("webm", CodecIds.Vp9));
        Assert.True(Muxer.SupportsCodec("mp4", CodecIds.H264));
        Assert.False(Muxer.SupportsCodec("no such container", CodecIds.H264));
        using var source = Open(File.OpenRead(Footage.Mp4), "plain.mp4");
        using var output = new MemoryStream();
        var logger = new ListLogger();
        using var muxer = Muxer.Create(output, "webm", new MuxerOptions { Logger = logger });
        muxer.AddStream(source.Streams[0].Parameters, source.Streams[0].TimeBase);
        var error = Assert.Throws<LibAvException>(muxer.WriteHeader);
        Assert.Equal("avformat_write_header", error.Function);
        Assert.True(error.Code < 0);
        Assert.Contains(logger.Lines, l => l.Text.Contains("WebM", StringComparison.Ordinal));
    }

    [Fact]
    public void An_unknown_container_is_refused()
    {
        using var output = new MemoryStream();
        var error = Assert.Throws<LibAvException>(() => Muxer.Create(output, "no_such_container", new MuxerOptions()));
        Assert.Equal("avformat_alloc_output_context2", error.Function);
    }

    [Fact]
    public void Decode_times_that_do_not_rise_are_refused()
    {
        using var source = Open(File.OpenRead(Footage.Mp4), "plain.mp4");
        using var output = new MemoryStream();
        var logger = new ListLogger();
        using var muxer = Muxer.Create(output, "mp4", new MuxerOptions { Logger = logger });
        muxer.AddStream(source.Streams[0].Parameters, source.Streams[0].TimeBase);
        muxer.WriteHeader();
        source.SetDiscard(1, true);
        using var packet = new Packet();
        using var again = new Packet();
        Assert.True(source.Read(packet));
        packet.RefTo(again);
        Assert.Equal((packet.Pts, packet.Size), (again.Pts, again.Size));
        muxer.WriteInterleaved(packet);
        var error = Assert.Throws<LibAvException>(() =>
        {
            muxer.WriteInterleaved(again);
            muxer.Flush();
        });
        Assert.Equal("av_interleaved_write_frame", error.Function);
        Assert.Contains(logger.Lines, l => l.Text.Contains("monoton", StringComparison.Ordinal));
    }

    [Fact]
    public void Calls_out_of_order_are_refused()
    {
        using var source = Open(File.OpenRead(Footage.Mp4), "plain.mp4");
        using var output = new MemoryStream();
        using var muxer = Muxer.Create(output, "mp4", new MuxerOptions());
        using var packet = new Packet();
        Assert.Throws<InvalidOperationException>(() => muxer.WriteInterleaved(packet));
        Assert.Throws<ArgumentOutOfRangeException>(() => muxer.AddStream(source.Streams[0].Parameters, new Rational(0, 1)));
        var stream = muxer.AddStream(source.Streams[0].Parameters, source.Streams[0].TimeBase);
        muxer.WriteHeader();
        Assert.Throws<InvalidOperationException>(muxer.WriteHeader);
        Assert.Throws<InvalidOperationException>(() => stream.Disposition = 1);
        Assert.Throws<InvalidOperationException>(() => stream.Metadata = new Dictionary<string, string>());
        Assert.Throws<InvalidOperationException>(() => muxer.AddStream(source.Streams[1].Parameters, source.Streams[1].TimeBase));
        muxer.WriteTrailer();
        Assert.Throws<InvalidOperationException>(muxer.WriteTrailer);
        muxer.Dispose();
        Assert.Throws<ObjectDisposedException>(() => stream.Index + stream.Disposition);
    }

    [Fact]
    public void Packets_written_one_by_one_keep_their_content()
    {
        using var source = Open(File.OpenRead(Footage.Mp4), "plain.mp4");
        using var output = new MemoryStream();
        using var muxer = Muxer.Create(output, "mp4", new MuxerOptions());
        muxer.AddStream(source.Streams[0].Parameters, source.Streams[0].TimeBase);
        muxer.WriteHeader();
        source.SetDiscard(1, true);
        using var packet = new Packet();
        var count = 0;
        for (; source.Read(packet); count++)
        {
            var size = packet.Size;
            muxer.Write(packet);
            Assert.Equal(size, packet.Size);
        }
        muxer.WriteTrailer();
        output.Position = 0;
        using var result = Open(output, "x.mp4");
        Assert.Equal(count, result.Streams[0].FrameCount);
    }

    private static Demuxer Open(Stream stream, string name) => Demuxer.Open(stream, name, new DemuxerOptions(), TestContext.Current.CancellationToken);

    private static void Copy(Demuxer source, Muxer muxer)
    {
        using var packet = new Packet();
        while (source.Read(packet))
        {
            if (packet.StreamIndex == 0 || source.Streams.Count > 1) muxer.WriteInterleaved(packet);
        }
    }
}
