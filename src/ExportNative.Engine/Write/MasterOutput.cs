using ExportNative.Contracts;
using ExportNative.Engine.Plan;
using ExportNative.Engine.Read;
using ExportNative.Engine.Time;
using ExportNative.LibAv;

namespace ExportNative.Engine.Write;

/// <summary>
/// Writes the master sound in step with the picture, so that neither it nor the muxer ever holds much. Begins at the very
/// sample that the program begins with, and ends with the program.
/// </summary>
internal abstract class MasterOutput : IDisposable
{
    /// <summary>A container that counts its samples may be wrong by this much: the last packet, an edit list's rounding.</summary>
    private static readonly Ratio EndTolerance = new(1, 5);

    private OutputTrack? _track;

    /// <param name="master">What was planned.</param>
    /// <param name="container">Of the output.</param>
    /// <param name="length">Seconds of the program.</param>
    /// <param name="cancellation">Asked before each packet.</param>
    protected MasterOutput(MasterSound master, OutputContainer container, Ratio length, CancellationToken cancellation)
    {
        Master = master;
        Container = container;
        Cancellation = cancellation;
        SampleRate = master.SampleRate;
        End = (length * SampleRate).Round();
        master.File.Demuxer.Cancellation = cancellation;
        Reader = new SoundReader(master.File);
    }

    /// <summary>What its packets are made of, as the muxer is told. Owned by this.</summary>
    public abstract CodecParameters Parameters { get; }

    /// <summary>Samples a second in the output.</summary>
    public int SampleRate { get; }

    /// <summary>Samples of the program up to which sound is written.</summary>
    public long WrittenUpTo { get; private set; } = long.MinValue;

    /// <summary>Samples of all packets written.</summary>
    public long SamplesWritten { get; private set; }

    /// <summary>Packets of silence written.</summary>
    public long SilentPackets { get; protected set; }

    /// <summary>Packets that were encoded.</summary>
    public long EncodedPackets { get; protected set; }

    /// <summary>Packets of the file that could not be decoded; silence stands for them.</summary>
    public long DamagedPackets { get; protected set; }

    /// <summary>Holes of the file that could not be filled with silence.</summary>
    public long Gaps { get; protected set; }

    /// <summary>Something of the file was written.</summary>
    protected bool HasSounded { get; set; }

    /// <summary>Samples of the program: its length.</summary>
    protected long End { get; }

    protected MasterSound Master { get; }

    protected OutputContainer Container { get; }

    protected SoundReader Reader { get; }

    protected CancellationToken Cancellation { get; }

    /// <summary>Everything is written.</summary>
    protected abstract bool IsDone { get; }

    /// <param name="plan">The program.</param>
    /// <param name="cancellation">Asked before each packet.</param>
    /// <returns>Null when the program has no master sound.</returns>
    /// <exception cref="ExportException">The file cannot be read.</exception>
    public static MasterOutput? For(ProgramPlan plan, CancellationToken cancellation)
    {
        var length = plan.Clock.SecondsOf(plan.End);
        return plan.Master is not { } master ? null
            : master.Encoding is null ? new CopiedMaster(master, plan.Container, length, cancellation)
            : new EncodedMaster(master, plan.Container, length, cancellation);
    }

    /// <summary>Says where packets go; once, before the first is written.</summary>
    public void Attach(OutputTrack track) => _track = track;

    /// <summary>Writes at least up to a time of the program.</summary>
    /// <exception cref="ExportException">The file cannot be read or decoded.</exception>
    public void KeepUpWith(Ratio programSeconds) => WriteUpTo((programSeconds * SampleRate).Ceiling());

    /// <summary>Writes the rest, up to the program's end.</summary>
    /// <exception cref="ExportException">The file cannot be read or decoded, or ends before its container says.</exception>
    public void Finish()
    {
        WriteUpTo(long.MaxValue);
        if (!HasSounded)
        {
            throw Reader.Failed("it holds no sound at the place that the program begins with", null);
        }
    }

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing) => Reader.Dispose();

    /// <summary>Writes one packet or reads one; called until <see cref="IsDone"/>.</summary>
    protected abstract void Step();

    /// <summary>Writes a packet and takes its content; what lies beyond the program's end is not counted.</summary>
    /// <param name="packet">Blank afterwards.</param>
    /// <param name="at">Samples of the program.</param>
    /// <param name="duration">Samples.</param>
    protected void Write(Packet packet, long at, long duration)
    {
        // Vorbis has no delay that WebM could state, and its first packet sounds like nothing: it stands where the second does.
        var pts = Container == OutputContainer.WebM && Parameters.CodecId == CodecIds.Vorbis ? Math.Max(0, at) : at;
        duration = Math.Max(1, Math.Min(duration, End - at));
        _track!.Write(packet, pts, pts, duration);
        SamplesWritten += duration;
        WrittenUpTo = at + duration;
    }

    /// <summary>The file has ended. That is right at its own end, and damage before it.</summary>
    /// <param name="upTo">Samples of the file, at its own rate, up to which it was read.</param>
    /// <exception cref="ExportException">It is cut off.</exception>
    protected void CheckEnd(long upTo)
    {
        var file = Master.File;
        if (file is { CountsItsSamples: true, End: { } stated })
        {
            var wanted = Ratio.Min(stated, Master.Offset + new Ratio(End, SampleRate));
            var missing = wanted - new Ratio(upTo, file.Track.SampleRate);
            if (missing > EndTolerance)
            {
                throw Reader.Failed($"its sound ends {missing} s before it should: it is cut off or damaged", null);
            }
        }
    }

    private void WriteUpTo(long sample)
    {
        try
        {
            while (!IsDone && WrittenUpTo < sample)
            {
                Cancellation.ThrowIfCancellationRequested();
                Step();
            }
        }
        catch (LibAvException e) when (e.InnerException is null)
        {
            // Not the disk: packets that no decoder or container takes.
            throw Reader.Failed(e.Message, e);
        }
    }
}
