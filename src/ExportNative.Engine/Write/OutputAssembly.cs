using System.Globalization;
using ExportNative.Contracts;
using ExportNative.Engine.Plan;
using ExportNative.Engine.Read.Bitstream;
using ExportNative.LibAv;
using Microsoft.Extensions.Logging;

namespace ExportNative.Engine.Write;

/// <summary>The open output: muxer, its tracks, and the index kept free in front of the media.</summary>
internal sealed class OutputAssembly : IDisposable
{
    private const uint Hvc1 = 'h' | ('v' << 8) | ('c' << 16) | ((uint)'1' << 24);
    private const uint Avc1 = 'a' | ('v' << 8) | ('c' << 16) | ((uint)'1' << 24);

    /// <summary>Bytes. Larger ones leave the processor's cache: 4 MiB was slower than 1 MiB, and 64 KiB slower again.</summary>
    private const int BufferSize = 1 << 20;

    private readonly ProgramPlan _plan;
    private readonly Stream _file;
    private readonly Muxer _muxer;
    private readonly int _headerBytes;

    /// <param name="plan">What will be written.</param>
    /// <param name="config">Title and id for the file's tags.</param>
    /// <param name="file">Empty and seekable; stays the caller's.</param>
    /// <param name="assumptions">What the plan was made under.</param>
    /// <param name="silence">For sound that is missing; null where none can be made or none is needed.</param>
    /// <param name="hashes">Take hashes of all packets.</param>
    /// <param name="logger">FFmpeg's messages.</param>
    /// <param name="cancellation">Asked before each write.</param>
    public OutputAssembly(ProgramPlan plan, ExportConfig config, Stream file, PlanAssumptions assumptions, SilentPacket? silence, bool hashes, ILogger logger, CancellationToken cancellation)
    {
        _plan = plan;
        _file = file;
        var reference = plan.Runs[0].Source.Video;
        using var parameters = VideoParameters(plan, out var format);
        Master = MasterOutput.For(plan, cancellation);
        _headerBytes = parameters.Extradata.Length + ((Master?.Parameters ?? plan.SoundReference?.Audio!.Parameters)?.Extradata.Length ?? 0);
        Reserve = plan.Container == OutputContainer.WebM ? IndexReserve.WebM(plan) : Bound(plan.VideoPackets, plan.AudioPackets);
        _muxer = Muxer.Create(file, plan.Container.MuxerName, new MuxerOptions
        {
            Logger = logger,
            BufferSize = BufferSize,
            FormatOptions = Options(),
            Metadata = new Dictionary<string, string> { ["title"] = config.ProjectName },
        });
        try
        {
            var video = _muxer.AddStream(parameters, new Rational(1, (int)plan.Clock.Timescale));
            Describe(video, reference.Stream);
            if ((plan.Clock.FrameRate ?? reference.FrameRate) is { } rate && rate.Numerator <= int.MaxValue && rate.Denominator <= int.MaxValue)
            {
                video.AverageFrameRate = new Rational((int)rate.Numerator, (int)rate.Denominator);
            }

            video.SampleAspectRatio = reference.Stream.SampleAspectRatio;
            OutputStream? audio = null;
            if (plan.SoundReference?.Audio is { } sound)
            {
                using var soundParameters = sound.Parameters.Clone();
                soundParameters.CodecTag = 0;
                if (soundParameters.CodecId == CodecIds.Flac)
                {
                    soundParameters.Extradata = FlacHeader.Anonymous(soundParameters.Extradata);
                }

                audio = _muxer.AddStream(soundParameters, new Rational(1, sound.SampleRate));
                Describe(audio, sound.Stream);
            }
            else if (Master is not null)
            {
                audio = _muxer.AddStream(Master.Parameters, new Rational(1, Master.SampleRate));
                Describe(audio, plan.Master!.File.Track.Stream);
            }

            _muxer.WriteHeader();
            VideoHash = hashes ? new StreamHash() : null;
            AudioHash = hashes && audio is not null ? new StreamHash() : null;
            VideoTrack = new OutputTrack(_muxer, video, plan.Clock.Timescale, VideoHash);
            Video = new VideoOutput(VideoTrack, plan, assumptions, format);
            if (audio is not null)
            {
                var (sounding, soundRate) = Master is not null ? (Master.Parameters, Master.SampleRate) : (plan.SoundReference!.Audio!.Parameters, plan.SoundReference.Audio.SampleRate);
                AudioTrack = new OutputTrack(_muxer, audio, soundRate, AudioHash, DelayToAdd(plan.Container, sounding));
                Master?.Attach(AudioTrack);
                Audio = Master is not null ? null : new AudioOutput(AudioTrack, plan.SoundReference!.Audio!, plan.Container, silence, LatestSample(plan), SeamsFor(plan, AudioTrack, cancellation));
            }

            _muxer.Cancellation = cancellation;
        }
        catch
        {
            _muxer.Dispose();
            Master?.Dispose();
            throw;
        }
    }

    public VideoOutput Video { get; }

    public OutputTrack VideoTrack { get; }

    public AudioOutput? Audio { get; }

    /// <summary>The master sound; null where each camera brings its own, or there is none.</summary>
    public MasterOutput? Master { get; }

    public OutputTrack? AudioTrack { get; }

    /// <summary>Samples of all sound packets written.</summary>
    public long SoundSamples => Master?.SamplesWritten ?? Audio?.SamplesWritten ?? 0;

    /// <summary>Seconds of the program up to which sound is written; null without sound.</summary>
    public Time.Ratio? SoundEnd =>
        Master is not null ? new Time.Ratio(Master.WrittenUpTo, Master.SampleRate)
        : Audio is not null ? new Time.Ratio(Audio.WrittenUpTo, Audio.SampleRate)
        : null;

    public StreamHash? VideoHash { get; }

    public StreamHash? AudioHash { get; }

    /// <summary>Bytes kept free for the index.</summary>
    public long Reserve { get; }

    /// <summary>The index lies before the media. False only when the program had more packets than its plan foresaw.</summary>
    public bool IndexBeforeMedia { get; private set; } = true;

    /// <summary>Bytes given to the file so far.</summary>
    public long BytesWritten => _muxer.BytesWritten;

    /// <summary>Writes the index; the file is complete afterwards.</summary>
    public void Finish()
    {
        if (_plan.Container == OutputContainer.WebM)
        {
            _muxer.WriteTrailer();
            if (Master is { Parameters.InitialPadding: > 0 } && SoundEnd is { } end)
            {
                var picture = _plan.Clock.SecondsOf(Math.Max(_plan.End, Video.ShownUpTo));
                WebMDuration.Write(_file, (Time.Ratio.Max(picture, end) * 1000).ToDouble());
            }

            return;
        }

        IndexBeforeMedia = Bound(VideoTrack.Packets, AudioTrack?.Packets ?? 0) <= Reserve;
        if (IndexBeforeMedia)
        {
            _muxer.WriteTrailer();
            SyncSampleGroup.Add(_file, Video.CleanRandomAccessSamples);
            return;
        }

        // The muxer would write over the media: let it put the index behind, and close the unused room with a free box.
        _muxer.SetOption("moov_size", "0");
        _muxer.WriteTrailer();
        FreeBox.CloseReserve(_file, Reserve);
    }

    public void Dispose()
    {
        _muxer.Dispose();
        Video?.Dispose();
        Audio?.Dispose();
        Master?.Dispose();
        VideoHash?.Dispose();
        AudioHash?.Dispose();
    }

    private static CodecParameters VideoParameters(ProgramPlan plan, out NalFormat format)
    {
        var container = plan.Container;
        var source = plan.Runs[0].Source;
        var parameters = plan.Encoders.EncodesAll ? plan.Encoders.For(source).OutputParameters(source) : source.Video.Stream.Parameters.Clone();
        format = default;
        var sets = plan.Encoders.EncodesAll && ParameterSets.AppliesTo(parameters.CodecId)
            ? ParameterSets.Read(parameters.CodecId, parameters.Extradata)
            : plan.Encoders.EncodesAll ? null : source.Video.ParameterSets;
        if (sets is not null)
        {
            parameters.Extradata = sets.ConfigurationRecord();
            format = sets.Format.IsAnnexB ? new NalFormat(4) : sets.Format;
        }

        // The sample entries whose parameter sets are out of band: the ones that Apple's players take.
        parameters.CodecTag = parameters.CodecId == CodecIds.Hevc ? Hvc1
            : parameters.CodecId == CodecIds.H264 ? Avc1
            : container == OutputContainer.Mov && parameters.CodecId == CodecIds.ProRes ? parameters.CodecTag
            : 0;
        return parameters;
    }

    private static void Describe(OutputStream stream, InputStream source)
    {
        stream.Disposition = source.Disposition;
        stream.Metadata = source.Metadata.Where(m => m.Key is "language" or "handler_name" or "title").ToDictionary();
        foreach (var sideData in source.SideData)
        {
            stream.AddSideData(sideData);
        }
    }

    private static SeamSmoother? SeamsFor(ProgramPlan plan, OutputTrack track, CancellationToken cancellation) =>
        plan.Seams is { } seams ? new SeamSmoother(track, new SeamPackets(seams, plan.SoundReference!.Audio!, cancellation)) : null;

    private static long LatestSample(ProgramPlan plan) =>
        ((plan.AskedLength + plan.Runs[^1].Source.Video.FrameDuration) * plan.SoundReference!.Audio!.SampleRate).Round();

    private static long DelayToAdd(OutputContainer container, CodecParameters sound) =>
        container == OutputContainer.WebM && !MatroskaDelay.IsAddedByMuxer ? sound.InitialPadding : 0;

    private long Bound(long videoPackets, long audioPackets) => IndexReserve.Mp4(
        videoPackets, audioPackets, _plan.Runs.Count, _plan.Clock.FrameRate is not null, _plan.ReorderDepth > 0, _headerBytes);

    private Dictionary<string, string> Options() => _plan.Container == OutputContainer.WebM
        ? new()
        {
            ["avoid_negative_ts"] = "disabled",
            ["flush_packets"] = "0",
            ["reserve_index_space"] = Reserve.ToString(CultureInfo.InvariantCulture),
        }
        : new()
        {
            // Pre-roll and audio priming have negative times; the edit list hides them, nothing may shift them.
            ["avoid_negative_ts"] = "disabled",
            ["use_editlist"] = "1",

            // By default the muxer writes its buffer out after every packet.
            ["flush_packets"] = "0",
            ["moov_size"] = Reserve.ToString(CultureInfo.InvariantCulture),
            ["video_track_timescale"] = _plan.Clock.Timescale.ToString(CultureInfo.InvariantCulture),
            ["?movie_timescale"] = _plan.Clock.Timescale.ToString(CultureInfo.InvariantCulture),
            ["strict"] = "experimental",
        };
}
