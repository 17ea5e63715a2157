using static ExportNative.LibAv.AvConstants;

namespace ExportNative.LibAv;

/// <summary>
/// One stream of an open file: a snapshot taken when the file was opened. <see cref="Parameters"/> belongs to the demuxer and
/// is freed with it; <see cref="CodecParameters.Clone"/> it to keep it longer.
/// </summary>
public sealed class InputStream
{
    internal InputStream(nint native)
    {
        Native = native;
        Index = Struct.Field<int>(native, Layout.AVStream_index);
        Id = Struct.Field<int>(native, Layout.AVStream_id);
        TimeBase = Struct.Field<Rational>(native, Layout.AVStream_time_base);
        StartTime = Struct.Field<long>(native, Layout.AVStream_start_time);
        Duration = Struct.Field<long>(native, Layout.AVStream_duration);
        FrameCount = Struct.Field<long>(native, Layout.AVStream_nb_frames);
        AverageFrameRate = Struct.Field<Rational>(native, Layout.AVStream_avg_frame_rate);
        RealFrameRate = Struct.Field<Rational>(native, Layout.AVStream_r_frame_rate);
        SampleAspectRatio = Struct.Field<Rational>(native, Layout.AVStream_sample_aspect_ratio);
        Disposition = Struct.Field<int>(native, Layout.AVStream_disposition);
        Metadata = NativeDictionary.Read(Struct.Field<nint>(native, Layout.AVStream_metadata));
        SideData = StreamSideDataAccess.Read(native);
        RotationDegrees = StreamSideDataAccess.Rotation(SideData);
        Parameters = CodecParameters.CopyOf(Struct.Field<nint>(native, Layout.AVStream_codecpar));
        Kind = Parameters.Kind;
        CodecId = Parameters.CodecId;
        CodecName = Parameters.CodecName;
        CodecTag = Parameters.CodecTag;
        Extradata = Parameters.Extradata;
    }

    /// <summary>Place in the file's list of streams, from 0; what packets carry.</summary>
    public int Index { get; }

    /// <summary>The container's own number (track id, PID).</summary>
    public int Id { get; }

    /// <summary>What kind of stream.</summary>
    public MediaKind Kind { get; }

    /// <summary><c>AVCodecID</c>; compare with <see cref="CodecIds"/>.</summary>
    public int CodecId { get; }

    /// <summary>FFmpeg's name of the codec.</summary>
    public string CodecName { get; }

    /// <summary>The container's four-letter code, first letter in the lowest byte.</summary>
    public uint CodecTag { get; }

    /// <summary>Codec headers outside the packets; empty when there are none.</summary>
    public byte[] Extradata { get; }

    /// <summary>Seconds per tick of this stream's timestamps.</summary>
    public Rational TimeBase { get; }

    /// <summary>Presentation time of the first shown frame, in ticks; <see cref="FFmpeg.NoTimestamp"/> when unknown.</summary>
    public long StartTime { get; }

    /// <summary>Length in ticks; <see cref="FFmpeg.NoTimestamp"/> when unknown.</summary>
    public long Duration { get; }

    /// <summary>Number of packets as the container tells; 0 when it does not.</summary>
    public long FrameCount { get; }

    /// <summary>Frames per second over the whole file; 0/0 or 0/1 when unknown.</summary>
    public Rational AverageFrameRate { get; }

    /// <summary>Lowest rate that holds every timestamp exactly, FFmpeg's guess (<c>r_frame_rate</c>); 0/0 or 0/1 when unknown.</summary>
    public Rational RealFrameRate { get; }

    /// <summary>Width of a pixel to its height as the container says; 0/1 when it does not.</summary>
    public Rational SampleAspectRatio { get; }

    /// <summary><c>AV_DISPOSITION_*</c> bits: default, forced, commentary...</summary>
    public int Disposition { get; }

    /// <summary>Tags of the stream, for example <c>language</c>.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Native copy of the codec parameters, for muxers and decoders. Owned by the demuxer.</summary>
    public CodecParameters Parameters { get; }

    /// <summary>Rotation, HDR levels, projection and the like.</summary>
    public IReadOnlyList<StreamSideData> SideData { get; }

    /// <summary>Degrees to turn the picture clockwise for showing it upright: 0 to 359, almost always 0, 90, 180 or 270.</summary>
    public int RotationDegrees { get; }

    /// <summary>Whether this "video" is a cover picture.</summary>
    public bool IsAttachedPicture => (Disposition & AV_DISPOSITION_ATTACHED_PIC) != 0;

    /// <summary>The <c>AVStream</c>, which lives as long as the demuxer.</summary>
    internal nint Native { get; }
}
