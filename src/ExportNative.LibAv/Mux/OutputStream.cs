namespace ExportNative.LibAv;

/// <summary>One stream of a file being written. Its properties can be set until <see cref="Muxer.WriteHeader"/>.</summary>
public sealed class OutputStream
{
    private readonly Muxer muxer;
    private readonly nint native;

    internal OutputStream(Muxer muxer, nint native)
    {
        this.muxer = muxer;
        this.native = native;
        Index = Struct.Field<int>(native, Layout.AVStream_index);
    }

    /// <summary>Place in the file's list of streams; what packets must carry.</summary>
    public int Index { get; }

    /// <summary>
    /// Seconds per tick of the packets that are written. The muxer may change what was asked for: read it after
    /// <see cref="Muxer.WriteHeader"/>.
    /// </summary>
    public Rational TimeBase => Get<Rational>(Layout.AVStream_time_base);

    /// <summary><c>AV_DISPOSITION_*</c> bits.</summary>
    public int Disposition { get => Get<int>(Layout.AVStream_disposition); set => Set(Layout.AVStream_disposition, value); }

    /// <summary>Frames per second as told to the container, where it has a place for it.</summary>
    public Rational AverageFrameRate { get => Get<Rational>(Layout.AVStream_avg_frame_rate); set => Set(Layout.AVStream_avg_frame_rate, value); }

    /// <summary>Width of a pixel to its height.</summary>
    public Rational SampleAspectRatio
    {
        get => Get<Rational>(Layout.AVStream_sample_aspect_ratio);
        set
        {
            Set(Layout.AVStream_sample_aspect_ratio, value);
            // Muxers compare the two and refuse when they differ.
            Struct.Field<Rational>(Struct.Field<nint>(native, Layout.AVStream_codecpar), Layout.AVCodecParameters_sample_aspect_ratio) = value;
        }
    }

    /// <summary>Tags of the stream, for example <c>language</c>; a copy to read, replaced as a whole.</summary>
    public unsafe IReadOnlyDictionary<string, string> Metadata
    {
        get => NativeDictionary.Read(Get<nint>(Layout.AVStream_metadata));
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            muxer.RequireBeforeHeader();
            fixed (nint* dictionary = &Struct.Field<nint>(native, Layout.AVStream_metadata))
                NativeDictionary.Replace(dictionary, value);
            GC.KeepAlive(muxer);
        }
    }

    /// <summary>Adds or replaces rotation, HDR levels and the like.</summary>
    /// <exception cref="LibAvException">Memory is short.</exception>
    public void AddSideData(StreamSideData sideData)
    {
        ArgumentNullException.ThrowIfNull(sideData);
        muxer.RequireBeforeHeader();
        StreamSideDataAccess.Write(native, sideData);
        GC.KeepAlive(muxer);
    }

    private T Get<T>(int offset) where T : unmanaged
    {
        muxer.RequireOpen();
        var value = Struct.Field<T>(native, offset);
        GC.KeepAlive(muxer);
        return value;
    }

    private void Set<T>(int offset, T value) where T : unmanaged
    {
        muxer.RequireBeforeHeader();
        Struct.Field<T>(native, offset) = value;
        GC.KeepAlive(muxer);
    }
}
