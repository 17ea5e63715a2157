using ExportNative.Contracts;
using ExportNative.Engine.Encode;
using ExportNative.Engine.Plan;
using ExportNative.Engine.Read;
using ExportNative.Engine.Read.Bitstream;
using ExportNative.LibAv;

namespace ExportNative.Engine.Write;

/// <summary>
/// The one pass: for each run, seek its source once, read in file order, and hand picture and sound to the output. Encoded
/// parts come ready from <see cref="PartWorkers"/> and are put in before and behind what is copied.
/// </summary>
internal sealed class ProgramWriter(ProgramPlan plan, VideoOutput video, AudioOutput? audio, MasterOutput? master, PartWorkers parts, SegmentTally tally, ProgressMeter meter)
{
    /// <summary>Sound that belongs to a keyframe's moment lies at most this far before it in a well-made file, seconds.</summary>
    private static readonly Time.Ratio SoundLead = new(3, 20);

    /// <exception cref="ExportException">A source failed, or ends before its container says.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public void Write(CancellationToken cancellation)
    {
        using var packet = new Packet();
        for (var i = 0; i < plan.Runs.Count; i++)
        {
            var run = plan.Runs[i];
            run.Source.Demuxer.Cancellation = cancellation;
            try
            {
                Write(run, i > 0 || run.Head.Count > 0, packet, cancellation);
            }
            catch (LibAvException e) when (e.Function is "av_read_frame" or "av_seek_frame" || e.InnerException is null)
            {
                // Also what the muxer refuses without the disk having failed: packets that no container takes.
                throw SourceErrors.ReadFailed(run.Source.Name, run.FirstSegment, e.Message, e);
            }

            tally.RunEnds(run);
        }

        video.Finish();
        audio?.Finish();
        master?.Finish();
    }

    private void Write(VideoRun run, bool isJoin, Packet packet, CancellationToken cancellation)
    {
        var sound = audio is null ? null : new SoundCursor(run, audio);
        using var head = new PartCursor(run.Head, parts, WriteEncoded);
        using var tail = new PartCursor(run.Tail, parts, WriteEncoded);
        void WriteEncoded(Packet encoded, long tick)
        {
            tally.Picture(encoded, tick, isEncoded: true);
            video.WriteEncoded(encoded, run, tick);
            sound?.KeepUpWith(plan.Clock.SecondsOf(tick));
            master?.KeepUpWith(plan.Clock.SecondsOf(tick));
            meter.Encoded(tick);
        }

        // 1. Read what is copied and what is heard; encoded pictures are put in when their time has come.
        if (run.Start is not null || sound is { NeedsSource: true })
        {
            Read(run, isJoin, packet, sound, head, tail, cancellation);
        }

        // 2. Encoded pictures may outlast the sound, and the sound the footage.
        head.WriteUpTo(long.MaxValue);
        tail.WriteUpTo(long.MaxValue);
        tally.Conceal(run, head.Concealed + tail.Concealed);
        sound?.Finish();
    }

    private void Read(VideoRun run, bool isJoin, Packet packet, SoundCursor? sound, PartCursor head, PartCursor tail, CancellationToken cancellation)
    {
        var source = run.Source;
        var demuxer = source.Demuxer;
        var soundStream = source.Audio?.Stream.Index ?? -1;
        if (soundStream >= 0)
        {
            demuxer.SetDiscard(soundStream, sound is null || !sound.NeedsSource);
        }

        var videoStream = source.Video.Stream.Index;
        demuxer.SetDiscard(videoStream, run.Start is null);
        Seek(run, sound is { NeedsSource: true });
        bool begun = false, pictureDone = run.Start is null;
        var lastTick = long.MinValue;
        while ((!pictureDone || sound is { IsDone: false, NeedsSource: true }) && demuxer.Read(packet))
        {
            cancellation.ThrowIfCancellationRequested();
            if (packet.StreamIndex == soundStream && sound is not null && packet.Pts != FFmpeg.NoTimestamp)
            {
                if (run.Head.Count + run.Tail.Count > 0)
                {
                    (pictureDone && run.Start is not null ? tail : head).WriteUpTo(TickOfSound(packet, run));
                }

                sound.Offer(packet);
            }
            else if (packet.StreamIndex == videoStream && !pictureDone && packet.Pts != FFmpeg.NoTimestamp)
            {
                var isStart = !begun && packet.Pts == run.Start!.Pts && packet.IsKeyframe;
                begun |= isStart;

                // Before the keyframe: met on the way to it. Shown before it: leading pictures, which need the GOP before.
                if (begun && packet.Pts >= run.Start!.Pts)
                {
                    var step = source.Video.StepOf(packet.Pts);
                    var tick = run.TickOf(step);
                    pictureDone = tick >= run.End || step >= run.CopyEndStep;
                    if (!pictureDone)
                    {
                        RefuseUnjoinable(packet, run);
                        head.WriteUpTo(long.MaxValue);
                        lastTick = Math.Max(lastTick, tick);
                        tally.Picture(packet, tick, isEncoded: false);
                        video.Write(packet, run, tick, isStart && isJoin);
                        sound?.KeepUpWith(plan.Clock.SecondsOf(tick));
                        master?.KeepUpWith(plan.Clock.SecondsOf(tick));
                        meter.Copied(tick);
                    }
                }
            }

            packet.Unref();
        }

        if (run.Start is null)
        {
            return;
        }

        if (!begun)
        {
            throw SourceErrors.ReadFailed(source.Name, run.FirstSegment, "the keyframe that the plan found is no longer there: the file has changed", null);
        }

        if (!pictureDone)
        {
            CheckEnd(run, lastTick);
        }
    }

    /// <summary>Where one seek cannot reach the sound of that moment too, reading begins a little earlier.</summary>
    private static void Seek(VideoRun run, bool wantsSound)
    {
        var source = run.Source;
        var target = run.ReadFrom.SeekTimestamp;
        if (wantsSound && !source.SeeksEachStream && !source.SeeksByByte)
        {
            target = Math.Min(target, run.ReadFrom.Pts - (SoundLead / source.Video.TimeBase).Round());
        }

        try
        {
            source.SeekTo(target);
        }
        catch (LibAvException) when (target != run.ReadFrom.SeekTimestamp)
        {
            source.SeekTo(run.ReadFrom.SeekTimestamp);
        }
    }

    private long TickOfSound(Packet packet, VideoRun run) =>
        plan.Clock.Place(new Time.Ratio(run.Source.Audio!.SampleOf(packet.Pts), run.Source.Audio.SampleRate) + run.Placement.Shift);

    /// <summary>What only the packets tell: encryption, and parameters that change in the middle of a file.</summary>
    private static void RefuseUnjoinable(Packet packet, VideoRun run)
    {
        if (packet.HasSideData(SideDataTypes.EncryptionInfo))
        {
            throw new ExportException(
                ExportErrorKind.NotCopyable, ExportStage.Read, run.Source.Name.AsWritten, run.FirstSegment,
                "its pictures are encrypted.", "Decrypt the file first.");
        }

        var changed = packet.GetSideData(SideDataTypes.NewExtradata);
        if (!changed.IsEmpty && run.Source.Video.ParameterSets is { } sets && !sets.Matches(ParameterSets.Read(run.Source.Video.Stream.CodecId, changed.ToArray())))
        {
            throw new ExportException(
                ExportErrorKind.NotCopyable, ExportStage.Read, run.Source.Name.AsWritten, run.FirstSegment,
                "its coding parameters change in the middle of the file.", "Split the file where they change, and name the parts as sources.");
        }
    }

    /// <summary>The source ended before the run did. That is right at its own end, and damage anywhere else.</summary>
    private void CheckEnd(VideoRun run, long lastTick)
    {
        var video = run.Source.Video;
        var asked = run.End - lastTick;
        var stated = video.EndTicks == long.MaxValue
            ? run.Source.End is { } end ? ((end + run.Placement.Shift) * plan.Clock.Timescale).Round() - lastTick : asked
            : run.Placement.TickOf(video.EndTicks) - lastTick;
        var missing = Math.Min(asked, stated);

        var tolerance = (Time.Ratio.Max(video.LatestEnd, video.FrameDuration * (plan.ReorderDepth + 4)) * plan.Clock.Timescale).Round();
        if (missing > tolerance)
        {
            throw SourceErrors.ReadFailed(
                run.Source.Name, run.FirstSegment,
                $"its pictures end {new Time.Ratio(missing, plan.Clock.Timescale)} s before they should: it is cut off or damaged", null);
        }
    }
}
