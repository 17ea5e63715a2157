using ExportNative.Engine.Time;
using ExportNative.LibAv;

namespace ExportNative.Engine.Write;

/// <summary>
/// One track of the output: dresses packets with the program's times and hands them to the muxer. Nothing is left on a
/// packet of what its source's container said (discard flags, skipped samples, positions).
/// </summary>
/// <param name="muxer">Where packets go; outlives this.</param>
/// <param name="stream">The track in it.</param>
/// <param name="ticksASecond">Of the times that packets are given with.</param>
/// <param name="hash">Takes every packet written; null when not asked for.</param>
/// <param name="offset">Ticks added to every time, for a container whose reader subtracts them.</param>
internal sealed class OutputTrack(Muxer muxer, OutputStream stream, long ticksASecond, StreamHash? hash, long offset = 0)
{
    /// <summary>Packets written.</summary>
    public long Packets { get; private set; }

    /// <summary>Bytes of payload written.</summary>
    public long Bytes { get; private set; }

    /// <summary>Writes a packet and takes its content.</summary>
    /// <param name="packet">Blank afterwards.</param>
    /// <param name="pts">Ticks of this track.</param>
    /// <param name="dts">Ticks of this track.</param>
    /// <param name="duration">Ticks of this track, positive.</param>
    public void Write(Packet packet, long pts, long dts, long duration)
    {
        (pts, dts) = (pts + offset, dts + offset);
        hash?.Add(packet.Data);
        Packets++;
        Bytes += packet.Size;
        var ticks = stream.TimeBase;
        packet.RemoveAllSideData();
        packet.IsDiscarded = false;
        packet.StreamIndex = stream.Index;
        if (ticks.Num == 1 && ticks.Den == ticksASecond)
        {
            (packet.Pts, packet.Dts, packet.Duration) = (pts, dts, duration);
        }
        else
        {
            (packet.Pts, packet.Dts) = (Convert(pts, ticks), Convert(dts, ticks));
            packet.Duration = Convert(pts + duration, ticks) - packet.Pts;
        }

        muxer.WriteInterleaved(packet);
    }

    /// <summary>To the muxer's own ticks (WebM: milliseconds), rounded once and never added up.</summary>
    private long Convert(long ticks, Rational muxerTicks) =>
        Ratio.RoundQuotient((Int128)ticks * muxerTicks.Den, (Int128)ticksASecond * muxerTicks.Num);
}
