using ExportNative.Engine.Time;
using ExportNative.LibAv;

namespace ExportNative.Engine.Read;

/// <summary>Turns an audio stream into an <see cref="AudioTrack"/>: packet length, and raw AAC where the stream has ADTS headers.</summary>
internal static class AudioTracks
{
    private static readonly int[] AdtsRates = [96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350];

    /// <param name="stream">The stream.</param>
    /// <param name="firstPts">Raw PTS of its first packet.</param>
    /// <param name="firstPacket">First bytes of its first packet where the file was scanned.</param>
    /// <param name="zero">Raw seconds of source time 0.</param>
    /// <returns>Null when the stream's sound cannot be described (no sample rate).</returns>
    public static AudioTrack? Describe(InputStream stream, long firstPts, byte[]? firstPacket, Ratio zero)
    {
        var parameters = stream.Parameters.Clone();
        if (parameters.SampleRate <= 0)
        {
            parameters.Dispose();
            return null;
        }

        var hasAdts = stream.CodecId == CodecIds.Aac && stream.Extradata.Length == 0
            && firstPacket is { Length: >= 7 } && firstPacket[0] == 0xFF && (firstPacket[1] & 0xF6) == 0xF0;
        if (hasAdts)
        {
            parameters.Extradata = AudioSpecificConfig(firstPacket!);
        }

        return new AudioTrack(stream, parameters, SamplesPerPacket(stream), firstPts, zero) { HasAdtsHeaders = hasAdts };
    }

    /// <summary>Bytes of an ADTS header: 9 with a checksum, else 7; 0 when the packet does not begin with one (ISO/IEC 13818-7 clause 6.2).</summary>
    public static int AdtsHeaderSize(ReadOnlySpan<byte> packet) =>
        packet.Length < 7 || packet[0] != 0xFF || (packet[1] & 0xF6) != 0xF0 ? 0 : (packet[1] & 1) == 1 ? 7 : 9;

    private static byte[] AudioSpecificConfig(byte[] header)
    {
        var objectType = (header[2] >> 6) + 1;
        var rate = Math.Min((header[2] >> 2) & 15, AdtsRates.Length - 1);
        var channels = ((header[2] & 1) << 2) | (header[3] >> 6);
        return [(byte)((objectType << 3) | (rate >> 1)), (byte)(((rate & 1) << 7) | (channels << 3))];
    }

    /// <summary>Only codecs whose every packet has the same length, so that exact times can be counted.</summary>
    private static int SamplesPerPacket(InputStream stream)
    {
        var size = stream.Parameters.FrameSize;
        return stream.CodecId == CodecIds.Aac ? (size > 0 ? size : 1024)
            : stream.CodecId == CodecIds.Mp3 ? (size > 0 ? size : stream.Parameters.SampleRate >= 32000 ? 1152 : 576)
            : stream.CodecId == CodecIds.Ac3 ? 1536
            : stream.CodecId == CodecIds.Eac3 ? (size > 0 ? size : 1536)
            : stream.CodecId == CodecIds.Flac && stream.Extradata.Length >= 4 && stream.Extradata.AsSpan(0, 2).SequenceEqual(stream.Extradata.AsSpan(2, 2)) ? (stream.Extradata[0] << 8) | stream.Extradata[1]
            : 0;
    }
}
