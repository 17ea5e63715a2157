using ExportNative.Contracts;
using ExportNative.Engine.Read.Bitstream;
using ExportNative.Engine.Read.Bitstream.H264;
using ExportNative.LibAv;

namespace ExportNative.Engine.Read;

/// <summary>Reads single keyframe packets for the plan: what a boundary costs is one seek and one packet.</summary>
internal sealed class KeyframeProber(Demuxer demuxer, SourceName name, InputStream video, ParameterSets? sets, bool seeksByByte)
{
    /// <summary>Pictures behind an open-GOP keyframe that are looked at: more than any camera's references reach.</summary>
    private const int PicturesLookedAt = 16;


    /// <summary>Packets read after a seek before the index is taken to be wrong.</summary>
    private const int Patience = 2000;

    /// <summary>The keyframe packet whose index timestamp is given, or the first one behind it; null when there is none.</summary>
    /// <param name="indexTime">Raw time of the container's index.</param>
    /// <param name="seekTime">What to seek to in order to land on it.</param>
    /// <exception cref="ExportException">The file cannot be read there.</exception>
    public Keyframe? Probe(long indexTime, long seekTime) => Guarded(() => ProbeAt(indexTime, seekTime));

    /// <summary>Whether the pictures shown after an H.264 open-GOP keyframe do without those before it.</summary>
    /// <exception cref="ExportException">The file cannot be read there.</exception>
    public bool CanBegin(Keyframe keyframe) => Guarded(() => TryBegin(keyframe));

    private T Guarded<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (LibAvException e)
        {
            throw SourceErrors.Unreadable(name, e.Message, e);
        }
    }

    private Keyframe? ProbeAt(long indexTime, long seekTime)
    {
        demuxer.Seek(video.Index, seekTime, SeekMode.Backward);
        using var packet = new Packet();
        for (var i = 0; i < Patience && demuxer.Read(packet); i++)
        {
            if (packet.StreamIndex == video.Index && packet.IsKeyframe && (packet.Dts == indexTime || packet.Pts >= indexTime))
            {
                return packet.Pts == FFmpeg.NoTimestamp ? null
                    : new Keyframe(packet.Pts, DecodingStart.Classify(video.CodecId, packet.Data, sets?.Format ?? default), packet.IsDiscarded, seekTime);
            }

            packet.Unref();
        }

        return null;
    }

    private bool TryBegin(Keyframe keyframe)
    {
        var start = new OpenGopStart(sets!, 0);
        demuxer.Seek(video.Index, keyframe.SeekTimestamp, seeksByByte ? SeekMode.Byte : SeekMode.Backward);
        using var packet = new Packet();
        using var scratch = new Packet();
        var looked = 0;
        for (var i = 0; i < Patience && looked < PicturesLookedAt && !start.IsOver && demuxer.Read(packet); i++)
        {
            if (packet.StreamIndex == video.Index && packet.Pts != FFmpeg.NoTimestamp && (looked > 0 ? packet.Pts > keyframe.Pts : packet.Pts == keyframe.Pts))
            {
                looked++;
                if (!start.TryRewrite(packet, scratch))
                {
                    return false;
                }
            }

            packet.Unref();
        }

        return looked > 0;
    }
}
