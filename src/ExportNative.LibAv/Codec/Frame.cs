using System.Runtime.CompilerServices;
using static ExportNative.LibAv.AvConstants;

namespace ExportNative.LibAv;

/// <summary>
/// One decoded picture or block of samples. Owns an <c>AVFrame</c>; the data is reference-counted.
/// Made once and used for any number of frames: nothing here allocates managed memory.
/// </summary>
public sealed unsafe class Frame : IDisposable
{
    private readonly FrameOwner owner;

    /// <summary>Creates a blank frame: no data, no timestamp.</summary>
    public Frame()
    {
        FFmpeg.Load();
        owner = new FrameOwner(Check.Pointer(AvUtil.av_frame_alloc(), nameof(AvUtil.av_frame_alloc), "allocating a frame"));
    }

    /// <summary>Picture width in pixels; 0 for sound.</summary>
    public int Width { get => Get<int>(Layout.AVFrame_width); set => Set(Layout.AVFrame_width, value); }

    /// <summary>Picture height in pixels; 0 for sound.</summary>
    public int Height { get => Get<int>(Layout.AVFrame_height); set => Set(Layout.AVFrame_height, value); }

    /// <summary><c>AVPixelFormat</c> or <c>AVSampleFormat</c>; -1 when blank.</summary>
    public int Format { get => Get<int>(Layout.AVFrame_format); set => Set(Layout.AVFrame_format, value); }

    /// <summary>Samples per channel; 0 for pictures.</summary>
    public int SampleCount { get => Get<int>(Layout.AVFrame_nb_samples); set => Set(Layout.AVFrame_nb_samples, value); }

    /// <summary>Samples per second; 0 for pictures.</summary>
    public int SampleRate { get => Get<int>(Layout.AVFrame_sample_rate); set => Set(Layout.AVFrame_sample_rate, value); }

    /// <summary>Number of channels; 0 for pictures.</summary>
    public int Channels => Get<int>(Layout.AVFrame_ch_layout + Layout.AVChannelLayout_nb_channels);

    /// <summary>When it is shown, in ticks of the packets' (decoder) or the encoder's time base; <see cref="FFmpeg.NoTimestamp"/> when unknown.</summary>
    public long Pts { get => Get<long>(Layout.AVFrame_pts); set => Set(Layout.AVFrame_pts, value); }

    /// <summary>The decoder's best guess of <see cref="Pts"/>: the pts, or the dts where packets have no pts.</summary>
    public long BestEffortTimestamp => Get<long>(Layout.AVFrame_best_effort_timestamp);

    /// <summary>dts of the packet that made the decoder give out this frame, in ticks.</summary>
    public long PacketDts => Get<long>(Layout.AVFrame_pkt_dts);

    /// <summary><c>AVPictureType</c>: 0 unknown, 1 I, 2 P, 3 B. Set it to 1 to have an encoder make a keyframe.</summary>
    public int PictureType { get => Get<int>(Layout.AVFrame_pict_type); set => Set(Layout.AVFrame_pict_type, value); }

    /// <summary><c>AV_FRAME_FLAG_*</c>; bit 0 says that the decoder had to guess (damaged or incomplete data).</summary>
    public int Flags => Get<int>(Layout.AVFrame_flags);

    /// <summary>Whether the decoder had to guess part of it.</summary>
    public bool IsCorrupt => (Flags & AV_FRAME_FLAG_CORRUPT) != 0;

    /// <summary>Width of a pixel to its height; 0/1 when unknown.</summary>
    public Rational SampleAspectRatio
    {
        get => Get<Rational>(Layout.AVFrame_sample_aspect_ratio);
        set => Set(Layout.AVFrame_sample_aspect_ratio, value);
    }

    /// <summary><c>AVColorRange</c>: 0 unknown, 1 limited, 2 full.</summary>
    public int ColorRange { get => Get<int>(Layout.AVFrame_color_range); set => Set(Layout.AVFrame_color_range, value); }

    /// <summary>The <c>AVFrame</c>; valid while this object is kept alive.</summary>
    internal nint Pointer => owner.Pointer;

    /// <summary>Bytes from one row of a plane to the next, padding included; may be negative (rows stored bottom up). Sound: bytes of a plane.</summary>
    /// <param name="plane">0 to 7.</param>
    public int LineSize(int plane)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(plane);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(plane, AV_NUM_DATA_POINTERS);
        return Get<int>(Layout.AVFrame_linesize + plane * sizeof(int));
    }

    /// <summary>One row of a plane in place, valid until the frame changes.</summary>
    /// <param name="plane">0 to 7.</param>
    /// <param name="row">From the top; the caller keeps within the plane's height (chroma planes have fewer rows).</param>
    /// <param name="bytes">Length wanted, at most the absolute line size.</param>
    public Span<byte> Row(int plane, int row, int bytes)
    {
        var lineSize = LineSize(plane);
        ArgumentOutOfRangeException.ThrowIfNegative(row);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, Math.Max(Height, 1));
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes, Math.Abs(lineSize));
        var data = Get<nint>(Layout.AVFrame_data + plane * sizeof(nint));
        if (data == 0) throw new ArgumentOutOfRangeException(nameof(plane), plane, "The frame has no such plane.");
        return new Span<byte>((byte*)data + (long)row * lineSize, bytes);
    }

    /// <summary>
    /// The samples of one plane in place, valid until the frame changes: one channel of planar formats (one plane per channel),
    /// all channels interleaved otherwise (plane 0 only).
    /// </summary>
    public Span<byte> Samples(int plane)
    {
        var planar = AvUtil.av_sample_fmt_is_planar(Format) != 0;
        ArgumentOutOfRangeException.ThrowIfNegative(plane);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(plane, planar ? Channels : 1);
        var bytes = checked(SampleCount * AvUtil.av_get_bytes_per_sample(Format) * (planar ? 1 : Channels));
        // Beyond eight channels only extended_data has all planes; below it points at data.
        var data = ((nint*)Get<nint>(Layout.AVFrame_extended_data))[plane];
        return new Span<byte>((void*)data, bytes);
    }

    /// <summary>
    /// Takes fresh buffers for the set size and pixel format (<c>av_frame_get_buffer</c>); what was in the frame must have been given
    /// up with <see cref="Unref"/>. Content is undefined.
    /// </summary>
    /// <exception cref="LibAvException">Memory is short, or size or format is not set.</exception>
    public void AllocatePicture(int width, int height, int pixelFormat)
    {
        Unref();
        Width = width;
        Height = height;
        Format = pixelFormat;
        GetBuffer();
    }

    /// <summary>Takes fresh buffers for sound in the encoder's or decoder's layout and fills them with silence.</summary>
    /// <exception cref="LibAvException">Memory is short, or a figure is not valid.</exception>
    public void AllocateSilence(CodecParameters like, int sampleFormat, int sampleCount)
    {
        ArgumentNullException.ThrowIfNull(like);
        Prepare(like);
        Format = sampleFormat;
        SampleCount = sampleCount;
        GetBuffer();
        Check.Code(AvUtil.av_samples_set_silence((nint*)Get<nint>(Layout.AVFrame_extended_data), 0, sampleCount, Channels, sampleFormat),
            nameof(AvUtil.av_samples_set_silence), "allocating silence");
        GC.KeepAlive(like);
        GC.KeepAlive(this);
    }

    /// <summary>
    /// Gives channels of which only the number is known FFmpeg's usual order for as many: a converter makes the same assumption about
    /// its input, and would then find each frame different from it.
    /// </summary>
    internal void NameChannels()
    {
        if (Get<int>(Layout.AVFrame_ch_layout + Layout.AVChannelLayout_order) == 0 && Channels > 0)
            AvUtil.av_channel_layout_default(Pointer + Layout.AVFrame_ch_layout, Channels);
        GC.KeepAlive(this);
    }

    /// <summary>Makes the frame blank but for the format, rate and channels of sound that somebody else will put in.</summary>
    /// <exception cref="LibAvException">Memory is short.</exception>
    internal void Prepare(CodecParameters like)
    {
        Unref();
        Format = like.Format;
        SampleRate = like.SampleRate;
        Check.Code(AvUtil.av_channel_layout_copy(Pointer + Layout.AVFrame_ch_layout, like.Pointer + Layout.AVCodecParameters_ch_layout),
            nameof(AvUtil.av_channel_layout_copy), "preparing a frame");
        GC.KeepAlive(like);
        GC.KeepAlive(this);
    }

    /// <summary>Copies the data if it is shared, so that it can be written to.</summary>
    /// <exception cref="LibAvException">Memory is short.</exception>
    public void MakeWritable()
    {
        Check.Code(AvUtil.av_frame_make_writable(Pointer), nameof(AvUtil.av_frame_make_writable), "making a frame writable");
        GC.KeepAlive(this);
    }

    /// <summary>Gives up the data and all properties; the frame is blank afterwards.</summary>
    public void Unref()
    {
        AvUtil.av_frame_unref(Pointer);
        GC.KeepAlive(this);
    }

    /// <summary>Frees the frame and its reference to the data.</summary>
    public void Dispose() => owner.Dispose();

    private void GetBuffer()
    {
        Check.Code(AvUtil.av_frame_get_buffer(Pointer, 0), nameof(AvUtil.av_frame_get_buffer), "allocating a frame's buffers");
        GC.KeepAlive(this);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private T Get<T>(int offset) where T : unmanaged
    {
        var value = Struct.Field<T>(Pointer, offset);
        GC.KeepAlive(this);
        return value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Set<T>(int offset, T value) where T : unmanaged
    {
        Struct.Field<T>(Pointer, offset) = value;
        GC.KeepAlive(this);
    }

    private sealed class FrameOwner(nint pointer) : NativeOwner(pointer)
    {
        protected override void Free(nint pointer) => AvUtil.av_frame_free(&pointer);
    }
}
