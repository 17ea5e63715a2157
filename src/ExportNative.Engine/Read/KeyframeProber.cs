using ExportNative.Engine.Read.Bitstream;
using ExportNative.LibAv;

namespace ExportNative.Engine.Read;

/// <summary>Reads single keyframe packets for the plan: what a boundary costs is one seek and one packet.</summary>
internal sealed class KeyframeProber(Demuxer demuxer, InputStream video, NalFormat format)
{
    /// <summary>Packets read after a seek before the index is taken to be wrong.</summary>
    private const int Patience = 2000;

    /// <summary>The keyframe packet whose index timestamp is given, or the first one behind it; null when there is none.</summary>
    public Keyframe? Probe(long indexTime)
    {
        demuxer.Seek(video.Index, indexTime, SeekMode.Backward);
        using var packet = new Packet();
        for (var i = 0; i < Patience && demuxer.Read(packet); i++)
        {
            if (packet.StreamIndex == video.Index && packet.IsKeyframe && (packet.Dts == indexTime || packet.Pts >= indexTime))
            {
                return packet.Pts == FFmpeg.NoTimestamp ? null
                    : new Keyframe(packet.Pts, DecodingStart.Classify(video.CodecId, packet.Data, format), packet.IsDiscarded, indexTime);
            }

            packet.Unref();
        }

        return null;
    }
}
