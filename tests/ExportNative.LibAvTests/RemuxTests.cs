namespace ExportNative.LibAvTests;

public sealed class RemuxTests
{
    [Fact]
    public void A_file_copied_packet_by_packet_has_the_same_packets()
    {
        var copy = Footage.PathFor("copy.mp4");
        var read = Copy(Footage.Mp4, copy, "mp4");
        var found = Packets(copy);
        Assert.Equal(read, found);
        Assert.Equal(300, found.Count(p => p.StartsWith("0 ", StringComparison.Ordinal)));
        Assert.Equal("", Footage.Run("ffmpeg", $"-v error -nostdin -i {copy} -f null -"));
    }

    [Fact]
    public void A_muxer_option_that_nobody_knows_is_named()
    {
        using var output = new MemoryStream();
        using var source = Open(Footage.Mp4);
        using var muxer = Muxer.Create(output, "mp4", new MuxerOptions { FormatOptions = new Dictionary<string, string> { ["no_such_thing"] = "1" } });
        muxer.AddStream(source.Streams[0].Parameters, source.Streams[0].TimeBase);
        var error = Assert.Throws<LibAvException>(muxer.WriteHeader);
        Assert.Contains("no_such_thing", error.Message, StringComparison.Ordinal);
    }

    private static Demuxer Open(string path) => Demuxer.Open(File.OpenRead(path), path, new DemuxerOptions(), TestContext.Current.CancellationToken);

    private static List<string> Copy(string from, string to, string format)
    {
        List<string> packets = [];
        using var source = Open(from);
        using var output = File.Create(to);
        using var muxer = Muxer.Create(output, format, new MuxerOptions());
        var streams = source.Streams.Select(s => muxer.AddStream(s.Parameters, s.TimeBase)).ToArray();
        muxer.WriteHeader();
        using var packet = new Packet();
        while (source.Read(packet))
        {
            Assert.Equal(source.Streams[packet.StreamIndex].TimeBase, streams[packet.StreamIndex].TimeBase);
            packets.Add(Line(packet));
            muxer.WriteInterleaved(packet);
            Assert.Equal(0, packet.Size);
        }
        muxer.WriteTrailer();
        return packets;
    }

    private static List<string> Packets(string path)
    {
        List<string> packets = [];
        using var source = Open(path);
        using var packet = new Packet();
        while (source.Read(packet)) packets.Add(Line(packet));
        return packets;
    }

    private static string Line(Packet p) =>
        $"{p.StreamIndex} {p.Dts} {p.Pts} {p.Duration} {p.Size} {Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(p.Data))}";
}
