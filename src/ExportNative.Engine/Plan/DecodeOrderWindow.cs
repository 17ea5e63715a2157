using ExportNative.Engine.Read;
using ExportNative.Engine.Write;
using ExportNative.LibAv;

namespace ExportNative.Engine.Plan;

/// <summary>The pictures of a source around one place, in decode order, read packet by packet: no index tells in which order they are shown.</summary>
internal static class DecodeOrderWindow
{
    /// <summary>Reads from a keyframe on until no picture before <paramref name="untilStep"/> can follow.</summary>
    /// <returns>As <see cref="VideoTrack.StepOf"/> counts; begins with the keyframe, unless the file ends before it.</returns>
    /// <exception cref="Contracts.ExportException">The file cannot be read there.</exception>
    public static List<long> Read(SourceFile source, Keyframe from, long untilStep, CancellationToken cancellation)
    {
        var video = source.Video;
        var steps = new List<long>();
        using var packet = new Packet();
        try
        {
            if (source.Audio is { } audio)
            {
                source.Demuxer.SetDiscard(audio.Stream.Index, true);
            }

            source.SeekTo(from.SeekTimestamp);
            var passed = 0;
            while (passed <= DecodeOrder.DeepestReordering && source.Demuxer.Read(packet))
            {
                cancellation.ThrowIfCancellationRequested();
                if (packet.StreamIndex == video.Stream.Index && packet.Pts != FFmpeg.NoTimestamp && (steps.Count > 0 || packet.Pts == from.Pts))
                {
                    var step = video.StepOf(packet.Pts);
                    steps.Add(step);

                    // What is decoded from here on is shown later still.
                    var isSurelyPast = packet.Dts != FFmpeg.NoTimestamp && video.StepOf(packet.Dts) >= untilStep;
                    passed = isSurelyPast ? DecodeOrder.DeepestReordering + 1 : step >= untilStep ? passed + 1 : passed;
                }

                packet.Unref();
            }
        }
        catch (LibAvException e)
        {
            throw SourceErrors.Unreadable(source.Name, e.Message, e);
        }

        return steps;
    }

    /// <summary>
    /// Where copying from a keyframe on must stop so that nothing after the end is needed and no picture is missing before:
    /// the longest prefix in decode order whose pictures are all shown before the end and before every later one.
    /// </summary>
    /// <param name="source">What is copied.</param>
    /// <param name="first">The keyframe that copying begins at; pictures shown before it are not copied.</param>
    /// <param name="last">A keyframe at or after <paramref name="first"/> and before the end: reading begins there.</param>
    /// <param name="endStep">One past the last picture asked for.</param>
    /// <param name="cancellation">Stops reading.</param>
    /// <returns>The first picture that is not copied; <paramref name="endStep"/> when all can be.</returns>
    public static long CopyEnd(SourceFile source, Keyframe first, Keyframe last, long endStep, CancellationToken cancellation)
    {
        var firstStep = source.Video.StepOf(first.Pts);
        var steps = Read(source, last, endStep, cancellation);
        steps.RemoveAll(step => step < firstStep);
        var copyEnd = firstStep;
        var latest = long.MinValue;
        var earliestAfter = EarliestFrom(steps);
        for (var n = 0; n <= steps.Count && latest < endStep; n++)
        {
            var next = n < steps.Count ? earliestAfter[n] : long.MaxValue;
            if (next > latest)
            {
                copyEnd = Math.Min(next, endStep);
            }

            latest = n < steps.Count ? Math.Max(latest, steps[n]) : latest;
        }

        return copyEnd;
    }

    private static long[] EarliestFrom(List<long> steps)
    {
        var earliest = new long[steps.Count];
        var least = long.MaxValue;
        for (var i = steps.Count - 1; i >= 0; i--)
        {
            least = Math.Min(least, steps[i]);
            earliest[i] = least;
        }

        return earliest;
    }
}
