using System.Runtime.InteropServices;

namespace ExportNative.LibAvTests;

public sealed class SilenceTests
{
    public static TheoryData<string, string> Streams => new()
    {
        { "aac-stereo.mp4", "-c:a aac -ac 2 -ar 48000" },
        { "aac-mono.mp4", "-c:a aac -ac 1 -ar 44100" },
        { "aac-51.mp4", "-c:a aac -ac 6 -ar 48000" },
        { "aac-quad.mp4", "-c:a aac -af aformat=channel_layouts=4.0 -ar 48000" },
        { "aac-71wide.mp4", "-c:a aac -af aformat=channel_layouts=7.1(wide) -ar 48000" },
        { "aac-71.mp4", "-c:a aac -af aformat=channel_layouts=7.1 -ar 48000" },
        { "aac-61.mp4", "-c:a aac -af aformat=channel_layouts=6.1 -ar 48000" },
        { "aac-51side.mkv", "-c:a aac -af aformat=channel_layouts=5.1(side) -ar 48000" },
        { "aac.mkv", "-c:a aac -ac 2 -ar 32000" },
        { "aac.ts", "-c:a aac -ac 2 -ar 48000 -f mpegts" },
        { "opus-stereo.webm", "-c:a libopus -ac 2" },
        { "opus-mono.mkv", "-c:a libopus -ac 1" },
        { "opus-51.mp4", "-c:a libopus -af aformat=channel_layouts=5.1 -mapping_family 1" },
        { "opus-24k.mkv", "-c:a libopus -ac 2 -ar 24000" },
        { "vorbis.webm", "-c:a libvorbis -ac 2 -ar 48000" },
        { "vorbis-51.mkv", "-c:a libvorbis -ac 6 -ar 44100" },
        { "mp3.mp4", "-c:a libmp3lame -ac 2 -ar 48000 -b:a 192k" },
        { "mp3-mono.mkv", "-c:a libmp3lame -ac 1 -ar 44100" },
        { "mp3-lsf.mkv", "-c:a libmp3lame -ac 2 -ar 22050" },
        { "mp3-25.mkv", "-c:a libmp3lame -ac 1 -ar 8000" },
        { "mp2.mkv", "-c:a mp2 -ac 2 -ar 48000" },
        { "mp2-mono.mkv", "-c:a mp2 -ac 1 -ar 24000 -b:a 64k" },
        { "ac3.mp4", "-c:a ac3 -ac 6 -ar 48000 -b:a 448k" },
        { "ac3-stereo.mkv", "-c:a ac3 -ac 2 -ar 44100" },
        { "eac3.mp4", "-c:a eac3 -ac 2 -ar 48000" },
        { "flac.mkv", "-c:a flac -ac 2 -ar 48000" },
        { "flac24.mp4", "-c:a flac -ac 6 -sample_fmt s32 -ar 96000 -strict -2" },
        { "alac.mp4", "-c:a alac -ac 2 -ar 44100" },
        { "alac24.mov", "-c:a alac -ac 1 -sample_fmt s32p -ar 48000" },
        { "alac51.mov", "-c:a alac -ac 6 -ar 48000" },
        { "pcm16.mov", "-c:a pcm_s16le -ac 2 -ar 48000" },
        { "pcm24.mov", "-c:a pcm_s24be -ac 2 -ar 48000" },
        { "pcmf.mkv", "-c:a pcm_f32le -ac 1 -ar 48000" },
        { "pcmu8.mov", "-c:a pcm_u8 -ac 2 -ar 22050" },
        { "alaw.mov", "-c:a pcm_alaw -ac 1 -ar 8000" },
        { "mulaw.mov", "-c:a pcm_mulaw -ac 1 -ar 8000" },
    };

    [Theory]
    [MemberData(nameof(Streams))]
    public void Silent_packets_between_a_streams_own_packets_decode_to_silence_of_the_stated_length(string name, string arguments)
    {
        var path = Footage.Make(name, $"-f lavfi -i sine=frequency=440:sample_rate=48000:duration=3 -vn {arguments}");
        using var file = File.OpenRead(path);
        using var source = Demuxer.Open(file, path, new DemuxerOptions(), TestContext.Current.CancellationToken);
        var stream = Assert.Single(source.Streams);
        var silence = SilentPackets.Create(stream.Parameters);

        using var decoder = Decoder.Open(stream.Parameters, stream.TimeBase, new Dictionary<string, string> { ["err_detect"] = "explode" });
        using var packet = new Packet();
        using var silent = new Packet();
        silent.Allocate(silence.Data.Length);
        silence.Data.CopyTo(silent.Data);

        const int silentPackets = 20, ownPackets = 12;
        for (var i = 0; i < ownPackets && source.Read(packet); i++) Decode(decoder, packet);
        List<Block> quiet = [];
        for (var i = 0; i < silentPackets; i++) quiet.AddRange(Decode(decoder, silent));
        List<Block> after = [];
        for (var i = 0; i < ownPackets && source.Read(packet); i++) after.AddRange(Decode(decoder, packet));

        // The first packet's output still holds the end of the music before it (overlapping windows).
        Assert.Equal(silentPackets, quiet.Count);
        Assert.All(quiet.Skip(2), b => Assert.Equal(silence.DurationSamples, b.Samples));
        Assert.All(quiet.Skip(2), b => Assert.True(b.Peak < 0.001, $"peak {b.Peak}"));
        Assert.True(after.Max(b => b.Peak) > 0.03, "the music did not come back");
    }

    [Fact]
    public void A_stream_without_a_known_silence_says_so()
    {
        var path = Footage.Make("wavpack.mkv", "-f lavfi -i sine=duration=1 -c:a wavpack");
        using var file = File.OpenRead(path);
        using var source = Demuxer.Open(file, path, new DemuxerOptions(), TestContext.Current.CancellationToken);
        var error = Assert.Throws<NotSupportedException>(() => SilentPackets.Create(source.Streams[0].Parameters));
        Assert.Contains("wavpack", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("aac-stereo.mp4", "-c:a aac -ac 2 -ar 48000", new byte[] { 0xB9, 0x90 }, "object type 23")]
    [InlineData("aac-stereo.mp4", "-c:a aac -ac 2 -ar 48000", new byte[] { 0x11, 0xC0 }, "channel configuration 8")]
    [InlineData("vorbis.webm", "-c:a libvorbis -ac 2 -ar 48000", new byte[] { 2, 255, 255, 1 }, "cut off")]
    [InlineData("flac.mkv", "-c:a flac -ac 2 -ar 48000", new byte[] { 1 }, "STREAMINFO")]
    [InlineData("alac.mp4", "-c:a alac -ac 2 -ar 44100", new byte[] { 1 }, "configuration")]
    public void Extradata_that_cannot_be_served_is_refused_with_the_reason(string name, string arguments, byte[] extradata, string reason)
    {
        var path = Footage.Make(name, $"-f lavfi -i sine=frequency=440:sample_rate=48000:duration=3 -vn {arguments}");
        using var file = File.OpenRead(path);
        using var source = Demuxer.Open(file, path, new DemuxerOptions(), TestContext.Current.CancellationToken);
        using var parameters = source.Streams[0].Parameters.Clone();
        parameters.Extradata = extradata;
        var error = Assert.Throws<NotSupportedException>(() => SilentPackets.Create(parameters));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    private static List<Block> Decode(Decoder decoder, Packet packet)
    {
        List<Block> blocks = [];
        using var frame = new Frame();
        Assert.Equal(CodecStep.Done, decoder.Send(packet));
        while (decoder.Receive(frame) == CodecStep.Done) blocks.Add(new Block(frame.SampleCount, Peak(frame)));
        return blocks;
    }

    // AVSampleFormat: u8, s16, s32, flt, dbl and the same planar.
    private static double Peak(Frame frame)
    {
        var planar = frame.Format >= 5;
        var peak = 0.0;
        for (var plane = 0; plane < (planar ? frame.Channels : 1); plane++)
        {
            var bytes = frame.Samples(plane);
            switch (frame.Format % 5)
            {
                case 0: foreach (var v in bytes) peak = Math.Max(peak, Math.Abs(v - 128) / 128.0); break;
                case 1: foreach (var v in MemoryMarshal.Cast<byte, short>(bytes)) peak = Math.Max(peak, Math.Abs(v / 32768.0)); break;
                case 2: foreach (var v in MemoryMarshal.Cast<byte, int>(bytes)) peak = Math.Max(peak, Math.Abs(v / 2147483648.0)); break;
                case 3: foreach (var v in MemoryMarshal.Cast<byte, float>(bytes)) peak = Math.Max(peak, Math.Abs(v)); break;
                default: Assert.Fail($"sample format {frame.Format}"); break;
            }
        }
        return peak;
    }

    private readonly record struct Block(int Samples, double Peak);
}
