namespace ExportNative.LibAvTests;

public sealed class BitstreamFilterTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void Adts_headers_go_into_an_AudioSpecificConfig()
    {
        var path = Footage.Make("plain.ts", $"-i {Footage.Mp4} -c copy -f mpegts");
        using var source = Demuxer.Open(File.OpenRead(path), path, new DemuxerOptions(), Cancel);
        var audio = source.Streams[source.FindBestStream(MediaKind.Audio)];
        Assert.Empty(audio.Extradata);
        using var filter = BitstreamFilter.Open("aac_adtstoasc", audio.Parameters, audio.TimeBase);
        using var packet = new Packet();
        using var result = new Packet();
        do Assert.True(source.Read(packet));
        while (packet.StreamIndex != audio.Index);
        Assert.Equal(0xFF, packet.Data[0]);
        var (size, pts) = (packet.Size, packet.Pts);
        Assert.Equal(CodecStep.Done, filter.Send(packet));
        Assert.Equal(0, packet.Size);
        Assert.Equal(CodecStep.Done, filter.Receive(result));
        Assert.Equal((size - 7, pts), (result.Size, result.Pts));
        // AAC-LC, 48 kHz, stereo: announced with the first packet.
        Assert.Equal([0x11, 0x90], result.GetSideData(SideDataTypes.NewExtradata)[..2].ToArray());
        Assert.Equal(CodecStep.Again, filter.Receive(result));
        filter.Reset();
        Assert.Equal(CodecStep.Done, filter.Send(null));
        Assert.Equal(CodecStep.EndOfStream, filter.Receive(result));
    }

    [Fact]
    public void Parameter_sets_come_in_band()
    {
        using var source = Demuxer.Open(File.OpenRead(Footage.Mp4), "plain.mp4", new DemuxerOptions(), Cancel);
        source.SetDiscard(1, true);
        using var filter = BitstreamFilter.Open("h264_mp4toannexb", source.Streams[0].Parameters, source.Streams[0].TimeBase);
        Assert.Equal(source.Streams[0].TimeBase, filter.TimeBase);
        using var parameters = filter.Parameters();
        Assert.Equal([0, 0, 0, 1], parameters.Extradata[..4]);
        using var packet = new Packet();
        Assert.True(source.Read(packet));
        filter.Send(packet);
        Assert.Equal(CodecStep.Done, filter.Receive(packet));
        Assert.Equal([0, 0, 0, 1], packet.Data[..4].ToArray());
    }

    [Fact]
    public void What_does_not_exist_or_fit_is_refused_by_name()
    {
        using var source = Demuxer.Open(File.OpenRead(Footage.Mp4), "plain.mp4", new DemuxerOptions(), Cancel);
        var unknown = Assert.Throws<LibAvException>(() => BitstreamFilter.Open("no_such_filter", source.Streams[0].Parameters, new Rational(1, 1)));
        Assert.Equal("av_bsf_list_parse_str", unknown.Function);
        Assert.Contains("no_such_filter", unknown.Message, StringComparison.Ordinal);
        var unfit = Assert.Throws<LibAvException>(() => BitstreamFilter.Open("aac_adtstoasc", source.Streams[0].Parameters, new Rational(1, 1)));
        Assert.Equal("av_bsf_init", unfit.Function);
    }
}
