using ExportNative.Engine.Plan;

namespace ExportNative.Engine.Write;

/// <summary>
/// How many bytes the index of the output can need, so that they are kept free in front of the media and the file plays
/// from its first byte without a second pass over it.
/// </summary>
internal static class IndexReserve
{
    private const int Fixed = 16 * 1024;       // ftyp, mvhd, trak and stsd boxes, tags; parameter sets are added

    /// <summary>Upper bound of <c>moov</c> (ISO/IEC 14496-12 clause 8) for the given number of samples.</summary>
    /// <param name="videoPackets">Video samples.</param>
    /// <param name="audioPackets">Audio samples.</param>
    /// <param name="runs">Cuts; each breaks the row of equal sample durations.</param>
    /// <param name="isConstantRate">Durations are equal but for the cuts.</param>
    /// <param name="isReordered">Composition offsets are written.</param>
    /// <param name="headers">Bytes of extradata.</param>
    public static long Mp4(long videoPackets, long audioPackets, int runs, bool isConstantRate, bool isReordered, int headers)
    {
        var stts = isConstantRate ? Math.Min(videoPackets, ((long)runs * 8) + 16) * 8 : videoPackets * 8;
        var ctts = isReordered ? videoPackets * 8 : 0;
        var video = stts + ctts + (videoPackets * (4 + 4 + 1));                  // + stsz, stss, sdtp
        var audio = (audioPackets * 4) + (runs * 64L) + (isConstantRate ? 0 : audioPackets * 8);
        var chunks = audioPackets == 0 ? (videoPackets / 2) + 64 : (2 * Math.Min(videoPackets, audioPackets)) + runs + 64;
        var groups = SyncSampleGroup.Size(videoPackets / 8);
        return Fixed + headers + groups + video + audio + (chunks * (12 + 8));            // stsc, co64
    }

    /// <summary>Bytes for Matroska cues: one entry for each keyframe, estimated from the sources' GOPs.</summary>
    public static long WebM(ProgramPlan plan)
    {
        long keyframes = 0;
        foreach (var run in plan.Runs)
        {
            var map = run.Source.Video.Keyframes;
            var share = run.Source.End is { } end && end > Time.Ratio.Zero ? (plan.Clock.SecondsOf(run.End - run.VisibleFrom) / end).ToDouble() : 1;
            keyframes += (long)Math.Ceiling(map.Count * share) + 2;
        }

        return 1024 + (keyframes * 40);
    }
}
