using ExportNative.Engine.Read;
using ExportNative.Engine.Read.Bitstream;
using ExportNative.Engine.Time;

namespace ExportNative.Engine.Plan;

/// <summary>Finds keyframes around a source time, reading only the packets that it has to look at.</summary>
internal static class KeyframeSearch
{
    /// <summary>Keyframes looked at in one direction before it is given up; unsafe ones count.</summary>
    private const int Reach = 64;

    /// <summary>The last keyframe at or up to half a frame after a time, hidden ones included: what pre-roll may begin with.</summary>
    public static Keyframe? LastUpTo(SourceFile source, Ratio time)
    {
        var map = source.Video.Keyframes;
        var half = source.Video.FrameDuration / 2;
        for (var i = Before(source, time); i >= 0; i--)
        {
            if (map.Usable(i) is { } keyframe && source.TimeOf(keyframe.Pts) <= time + half)
            {
                return keyframe;
            }
        }

        return null;
    }

    /// <summary>The keyframe that is itself the picture asked for; null when the cut falls elsewhere.</summary>
    public static Keyframe? ShownAt(SourceFile source, Ratio time) =>
        LastUpTo(source, time) is { } keyframe && Ratio.Abs(source.TimeOf(keyframe.Pts) - time) <= source.Video.FrameDuration / 2 ? keyframe : null;

    /// <summary>The last keyframe at or before a time that may be shown.</summary>
    public static Keyframe? LastShownUpTo(SourceFile source, Ratio time, bool mustBeClean)
    {
        var first = Before(source, time);
        for (var i = first; i >= 0 && first - i < Reach; i--)
        {
            if (Shown(source, i, mustBeClean) is { } keyframe && source.TimeOf(keyframe.Pts) is var at && at <= time)
            {
                return at >= Ratio.Zero ? keyframe : null;
            }
        }

        return null;
    }

    /// <summary>The first keyframe after a time that may be shown.</summary>
    public static Keyframe? FirstAfter(SourceFile source, Ratio time, bool mustBeClean)
    {
        var map = source.Video.Keyframes;
        var first = Math.Max(map.LastAtOrBefore(source.RawTimeOf(time)), 0);
        for (var i = first; i < map.Count && i - first < Reach; i++)
        {
            if (Shown(source, i, mustBeClean) is { } keyframe && source.TimeOf(keyframe.Pts) > time)
            {
                return keyframe;
            }
        }

        return null;
    }

    /// <summary>Index times may be decoding times, which lie before the picture's own: the next entry may still be shown in time.</summary>
    private static int Before(SourceFile source, Ratio time)
    {
        var map = source.Video.Keyframes;
        return Math.Min(map.LastAtOrBefore(source.RawTimeOf(time)) + 1, map.Count - 1);
    }

    private static Keyframe? Shown(SourceFile source, int i, bool mustBeClean) =>
        source.Video.Keyframes.Usable(i) is { IsHidden: false } keyframe && !(mustBeClean && keyframe.Start == StartKind.RecoveryPoint) ? keyframe : null;
}
