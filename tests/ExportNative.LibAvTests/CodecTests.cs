namespace ExportNative.LibAvTests;

public sealed class CodecTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void Every_picture_is_decoded_in_the_order_it_is_shown()
    {
        using var source = Open(Footage.Mp4);
        source.SetDiscard(1, true);
        using var decoder = Decoder.Open(source.Streams[0].Parameters, source.Streams[0].TimeBase, new Dictionary<string, string> { ["threads"] = "1" });
        using var packet = new Packet();
        using var frame = new Frame();
        List<long> times = [];
        var sending = true;
        while (true)
        {
            if (sending)
            {
                var more = source.Read(packet);
                Assert.Equal(CodecStep.Done, decoder.Send(more ? packet : null));
                sending = more;
            }
            CodecStep step;
            while ((step = decoder.Receive(frame)) == CodecStep.Done)
            {
                Assert.Equal((320, 180, false), (frame.Width, frame.Height, frame.IsCorrupt));
                Assert.Equal(frame.Pts, frame.BestEffortTimestamp);
                times.Add(frame.Pts);
            }
            if (step == CodecStep.EndOfStream) break;
            Assert.Equal(CodecStep.Again, step);
        }
        var tick = source.Streams[0].TimeBase.Den / 30;
        Assert.Equal(Enumerable.Range(0, 300).Select(i => (long)i * tick), times);
        Assert.Equal(CodecStep.EndOfStream, decoder.Send(packet));

        decoder.Reset();
        source.Seek(0, 0, SeekMode.Backward);
        Assert.True(source.Read(packet));
        Assert.Equal(CodecStep.Done, decoder.Send(packet));
    }

    [Fact]
    public void Pixels_of_a_decoded_picture_are_those_the_command_line_decodes()
    {
        var raw = File.ReadAllBytes(Footage.Make("one.yuv", $"-i {Footage.Mp4} -frames:v 1 -f rawvideo"));
        using var frame = FirstFrame();
        List<byte> found = [];
        for (var plane = 0; plane < 3; plane++)
        {
            var (width, height) = plane == 0 ? (320, 180) : (160, 90);
            Assert.True(frame.LineSize(plane) >= width);
            for (var row = 0; row < height; row++) found.AddRange(frame.Row(plane, row, width));
        }
        Assert.Equal(raw, found);
        Assert.Throws<ArgumentOutOfRangeException>(() => frame.Row(3, 0, 1).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => frame.Row(0, 180, 1).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => frame.Row(0, 0, frame.LineSize(0) + 1).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => frame.LineSize(8));
    }

    [Fact]
    public void Pictures_are_encoded_with_a_keyframe_where_one_is_asked_for()
    {
        using var first = FirstFrame();
        using var wanted = new CodecParameters { Kind = MediaKind.Video, CodecId = CodecIds.H264, Width = 64, Height = 48, Format = first.Format };
        using var encoder = Encoder.Open(wanted, new EncoderOptions
        {
            EncoderName = "libx264",
            TimeBase = new Rational(1, 25),
            FrameRate = new Rational(25, 1),
            CodecOptions = new Dictionary<string, string> { ["preset"] = "ultrafast", ["g"] = "1000", ["bf"] = "0", ["threads"] = "1" },
        });
        Assert.Equal(("libx264", new Rational(1, 25)), (encoder.Name, encoder.TimeBase));
        using var parameters = encoder.Parameters();
        Assert.Equal((CodecIds.H264, 64, 48, 1), (parameters.CodecId, parameters.Width, parameters.Height, (int)parameters.Extradata[3]));

        using var output = new MemoryStream();
        using var muxer = Muxer.Create(output, "mp4", new MuxerOptions());
        var stream = muxer.AddStream(parameters, encoder.TimeBase);
        stream.AverageFrameRate = new Rational(25, 1);
        muxer.WriteHeader();
        using var frame = new Frame();
        using var packet = new Packet();
        List<long> keys = [];
        var sent = 0;
        for (; sent <= 50; sent++)
        {
            if (sent < 50)
            {
                frame.AllocatePicture(64, 48, first.Format);
                for (var plane = 0; plane < 3; plane++)
                {
                    for (var row = 0; row < (plane == 0 ? 48 : 24); row++) frame.Row(plane, row, plane == 0 ? 64 : 32).Fill((byte)(sent * 3 + row));
                }
                frame.Pts = sent;
                frame.PictureType = sent == 30 ? 1 : 0;
            }
            Assert.Equal(CodecStep.Done, encoder.Send(sent < 50 ? frame : null));
            while (encoder.Receive(packet) == CodecStep.Done)
            {
                if (packet.IsKeyframe) keys.Add(packet.Pts);
                packet.StreamIndex = 0;
                var ticks = stream.TimeBase.Den / 25;
                (packet.Pts, packet.Dts, packet.Duration) = (packet.Pts * ticks, packet.Dts * ticks, ticks);
                muxer.WriteInterleaved(packet);
            }
        }
        muxer.WriteTrailer();
        Assert.Equal([0L, 30L], keys);
        Assert.Equal(CodecStep.EndOfStream, encoder.Receive(packet));
        output.Position = 0;
        using var result = Demuxer.Open(output, "x.mp4", new DemuxerOptions(), Cancel);
        Assert.Equal(50, result.Streams[0].FrameCount);
    }

    [Fact]
    public void What_does_not_exist_or_fit_is_refused_by_name()
    {
        using var source = Open(Footage.Mp4);
        var video = source.Streams[0];
        var option = Assert.Throws<LibAvException>(() => Decoder.Open(video.Parameters, video.TimeBase, new Dictionary<string, string> { ["bogus"] = "1" }));
        Assert.Contains("bogus", option.Message, StringComparison.Ordinal);
        using (Decoder.Open(video.Parameters, video.TimeBase, new Dictionary<string, string> { ["?bogus"] = "1" }))
        {
        }
        using var subtitle = new CodecParameters { Kind = MediaKind.Subtitle, CodecId = CodecIds.Find("text") };
        Assert.Throws<ArgumentException>(() => Decoder.Open(subtitle, new Rational(1, 1000)));
        using var none = new CodecParameters { Kind = MediaKind.Video };
        Assert.Equal("avcodec_find_decoder", Assert.Throws<LibAvException>(() => Decoder.Open(none, new Rational(1, 1))).Function);
        Assert.False(Encoder.Exists("no_such_encoder"));
        Assert.True(Encoder.Exists("aac"));
        var encoder = Assert.Throws<LibAvException>(() => Encoder.Open(none, new EncoderOptions { EncoderName = "no_such_encoder", TimeBase = new Rational(1, 25) }));
        Assert.Contains("no_such_encoder", encoder.Message, StringComparison.Ordinal);
        using var odd = new CodecParameters { Kind = MediaKind.Video, CodecId = CodecIds.Mpeg4, Width = 64, Height = 48 };
        Assert.Equal("avcodec_open2", Assert.Throws<LibAvException>(() => Encoder.Open(odd, new EncoderOptions { TimeBase = new Rational(1, 25) })).Function);
    }

    [Fact]
    public void A_damaged_packet_is_an_error_after_which_decoding_goes_on()
    {
        using var source = Open(Footage.Make("plain.mkv", $"-i {Footage.Mp4} -c copy"));
        source.SetDiscard(1, true);
        using var decoder = Decoder.Open(source.Streams[0].Parameters, source.Streams[0].TimeBase,
            new Dictionary<string, string> { ["threads"] = "1", ["err_detect"] = "explode" });
        using var packet = new Packet();
        using var frame = new Frame();
        var (errors, frames) = (0, 0);
        for (var i = 0; source.Read(packet); i++)
        {
            if (i == 40)
            {
                packet.MakeWritable();
                packet.Data[(packet.Size / 3)..].Fill(0xFF);
                packet.Data[0] = 0x7F;
            }
            try
            {
                decoder.Send(packet);
                while (decoder.Receive(frame) == CodecStep.Done) frames++;
            }
            catch (LibAvException e)
            {
                Assert.Contains("decoding h264", e.Message, StringComparison.Ordinal);
                errors++;
            }
        }
        Assert.InRange(errors, 1, 60);
        Assert.InRange(frames, 200, 299);
    }

    [Fact]
    public void Codec_numbers_are_those_of_the_loaded_library()
    {
        foreach (var field in typeof(CodecIds).GetFields())
        {
            var id = (int)field.GetValue(null)!;
            Assert.True(id > 0, field.Name);
            Assert.Equal(id, CodecIds.Find(CodecIds.Name(id)));
            Assert.Equal(field.Name.ToUpperInvariant(), CodecIds.Name(id).Replace("_", "", StringComparison.Ordinal).ToUpperInvariant());
        }
        Assert.Equal(0, CodecIds.Find("no_such_codec"));
    }

    private static Demuxer Open(string path) => Demuxer.Open(File.OpenRead(path), path, new DemuxerOptions(), Cancel);

    private static Frame FirstFrame()
    {
        using var source = Open(Footage.Mp4);
        source.SetDiscard(1, true);
        using var decoder = Decoder.Open(source.Streams[0].Parameters, source.Streams[0].TimeBase);
        using var packet = new Packet();
        var frame = new Frame();
        while (source.Read(packet))
        {
            decoder.Send(packet);
            if (decoder.Receive(frame) == CodecStep.Done) return frame;
        }
        decoder.Send(null);
        Assert.Equal(CodecStep.Done, decoder.Receive(frame));
        return frame;
    }
}
