namespace ExportNative.LibAv;

/// <summary>
/// Whether this FFmpeg's Matroska and WebM muxers add a codec's delay to the times that they write. Matroska's CodecDelay is to
/// be subtracted by the reader, so somebody must add it; 5.1 leaves that to the caller, later versions do it themselves. Found
/// out by writing one packet to memory and reading it back, once in a process.
/// </summary>
public static class MatroskaDelay
{
    private const int Padding = 312;
    private const int Rate = 48000;

    private static readonly Lazy<bool> added = new(Try);

    /// <summary>True when times are to be given as they are shown; false when the delay has to be added to them before.</summary>
    public static bool IsAddedByMuxer => added.Value;

    private static bool Try()
    {
        using var file = new MemoryStream();
        using (var parameters = new CodecParameters())
        {
            parameters.Kind = MediaKind.Audio;
            parameters.CodecId = CodecIds.Opus;
            parameters.SampleRate = Rate;
            parameters.SetChannels(1);
            parameters.InitialPadding = Padding;
            parameters.Extradata = [.. "OpusHead"u8, 1, 1, Padding & 0xFF, Padding >> 8, 0x80, 0xBB, 0, 0, 0, 0, 0];
            using var muxer = Muxer.Create(file, "webm", new MuxerOptions());
            var stream = muxer.AddStream(parameters, new Rational(1, Rate));
            muxer.WriteHeader();
            using var packet = new Packet();
            packet.Allocate(3);
            new byte[] { 0xF8, 0xFF, 0xFE }.CopyTo(packet.Data);
            (packet.Pts, packet.Dts, packet.Duration, packet.StreamIndex, packet.IsKeyframe) = (1000, 1000, 20, stream.Index, true);
            muxer.WriteInterleaved(packet);
            muxer.WriteTrailer();
        }
        file.Position = 0;
        using var demuxer = Demuxer.Open(file, "delay.webm", new DemuxerOptions(), CancellationToken.None);
        using var read = new Packet();
        return demuxer.Read(read) && read.Pts >= 1000;
    }
}
