using ExportNative.Engine.Read;
using ExportNative.Engine.Time;

namespace ExportNative.Engine.Plan;

/// <summary>How many packets and bytes a plan will come to, for the reserved index, free space and progress.</summary>
internal static class PacketEstimate
{
    /// <summary>Video packets, pre-roll included; never too low on a frame grid.</summary>
    public static long Video(IReadOnlyList<VideoRun> runs, ProgramClock clock)
    {
        long packets = 0;
        foreach (var run in runs)
        {
            var from = From(run, clock);
            packets += ((clock.SecondsOf(run.End) - from) / run.Source.Video.FrameDuration).Ceiling() + 1;
        }

        return packets;
    }

    /// <summary>Audio packets for a program of a given length.</summary>
    public static long Audio(Ratio seconds, IReadOnlyList<SourceFile> sounding)
    {
        var shortest = sounding.Min(s => s.Audio!.SamplesPerPacket > 0 ? s.Audio.SamplesPerPacket : s.Audio.SampleRate / 400);
        return (seconds * sounding[0].Audio!.SampleRate / shortest).Ceiling() + 4;
    }

    /// <summary>Bytes, from each source's average rate.</summary>
    public static long Bytes(IReadOnlyList<VideoRun> runs, ProgramClock clock)
    {
        var bytes = Ratio.Zero;
        foreach (var run in runs)
        {
            var from = From(run, clock);
            if (run.Source.End is { } end && end > Ratio.Zero)
            {
                bytes += (clock.SecondsOf(run.End) - from) / end * run.Source.Length;
                bytes = bytes.Floor();
            }
        }

        return bytes.Floor();
    }

    /// <summary>Program seconds of the first packet written: pre-roll lies before what is shown.</summary>
    private static Ratio From(VideoRun run, ProgramClock clock) => clock.SecondsOf(
        run.Head.Count > 0 || run.Start is null ? run.VisibleFrom : Math.Min(run.VisibleFrom, run.Placement.TickOf(run.Start.Pts)));
}
