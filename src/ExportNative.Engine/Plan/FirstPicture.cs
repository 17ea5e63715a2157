using ExportNative.Contracts;
using ExportNative.Engine.Read;
using ExportNative.Engine.Time;
using ExportNative.Engine.Write;
using ExportNative.LibAv;

namespace ExportNative.Engine.Plan;

/// <summary>Finds how far behind its keyframe the program's first picture lies, so that it is shown at program time 0.</summary>
internal static class FirstPicture
{
    /// <summary>Output ticks from the keyframe to the picture nearest to the asked time; 0 when that is the keyframe.</summary>
    /// <exception cref="ExportException">The file cannot be read there.</exception>
    public static long TicksAfter(SourceFile source, Keyframe keyframe, Ratio asked, ProgramClock clock)
    {
        var distance = asked - source.TimeOf(keyframe.Pts);
        if (source.Video.Grid is { } grid)
        {
            var pictures = (distance * grid.Rate).Round();
            return clock.FrameRate is not null ? pictures * clock.FrameTicks : (pictures / grid.Rate * clock.Timescale).Round();
        }

        // A variable frame rate has no grid to count on: the pre-roll is read to see where its pictures lie.
        try
        {
            return new SourcePlacement(source, clock, keyframe.Pts, 0).TickOf(NearestPts(source, keyframe, source.RawTimeOf(asked)));
        }
        catch (LibAvException e)
        {
            throw SourceErrors.Unreadable(source.Name, e.Message, e);
        }
    }

    private static long NearestPts(SourceFile source, Keyframe keyframe, long wanted)
    {
        var nearest = keyframe.Pts;
        using var packet = new Packet();
        source.SeekTo(keyframe.SeekTimestamp);
        var passed = 0;
        while (passed <= DecodeOrder.DeepestReordering && source.Demuxer.Read(packet))
        {
            if (packet.StreamIndex == source.Video.Stream.Index && packet.Pts != FFmpeg.NoTimestamp && packet.Pts >= keyframe.Pts)
            {
                nearest = Math.Abs(packet.Pts - wanted) < Math.Abs(nearest - wanted) ? packet.Pts : nearest;
                passed += packet.Pts > wanted ? 1 : 0;
            }

            packet.Unref();
        }

        return nearest;
    }
}
