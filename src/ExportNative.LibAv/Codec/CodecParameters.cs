using static ExportNative.LibAv.AvConstants;

namespace ExportNative.LibAv;

/// <summary>
/// What a stream's packets are made of: codec, size, colour, channels, extradata. Owns an <c>AVCodecParameters</c>.
/// Enumerations are FFmpeg's numbers, with FFmpeg's name beside them; a name is empty when FFmpeg has none.
/// </summary>
public sealed class CodecParameters : IDisposable
{
    private readonly ParametersOwner owner;

    /// <summary>Creates empty parameters: unknown kind, no codec.</summary>
    public CodecParameters()
    {
        FFmpeg.Load();
        owner = new ParametersOwner(Check.Pointer(AvCodec.avcodec_parameters_alloc(), nameof(AvCodec.avcodec_parameters_alloc), "allocating codec parameters"));
    }

    /// <summary>What kind of stream.</summary>
    public MediaKind Kind { get => (MediaKind)Get<int>(Layout.AVCodecParameters_codec_type); set => Set(Layout.AVCodecParameters_codec_type, (int)value); }

    /// <summary><c>AVCodecID</c>; compare with <see cref="CodecIds"/>.</summary>
    public int CodecId { get => Get<int>(Layout.AVCodecParameters_codec_id); set => Set(Layout.AVCodecParameters_codec_id, value); }

    /// <summary>FFmpeg's name of the codec, for example <c>h264</c>.</summary>
    public string CodecName => Struct.Text(AvCodec.avcodec_get_name(CodecId));

    /// <summary>The container's four-letter code, first letter in the lowest byte; 0 when the muxer shall choose.</summary>
    public uint CodecTag { get => Get<uint>(Layout.AVCodecParameters_codec_tag); set => Set(Layout.AVCodecParameters_codec_tag, value); }

    /// <summary>Codec headers outside the packets (parameter sets, AudioSpecificConfig...); a copy, empty when there are none.</summary>
    /// <exception cref="LibAvException">Memory is short.</exception>
    public unsafe byte[] Extradata
    {
        get
        {
            var bytes = Struct.Bytes(Get<nint>(Layout.AVCodecParameters_extradata), Get<int>(Layout.AVCodecParameters_extradata_size));
            GC.KeepAlive(this);
            return bytes;
        }
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            nint copy = 0;
            if (value.Length > 0)
            {
                copy = Check.Pointer(AvUtil.av_mallocz((nuint)(value.Length + AV_INPUT_BUFFER_PADDING_SIZE)), nameof(AvUtil.av_mallocz), "setting extradata");
                value.CopyTo(new Span<byte>((void*)copy, value.Length));
            }
            AvUtil.av_free(Get<nint>(Layout.AVCodecParameters_extradata));
            Set(Layout.AVCodecParameters_extradata, copy);
            Set(Layout.AVCodecParameters_extradata_size, value.Length);
        }
    }

    /// <summary><c>AVPixelFormat</c> or <c>AVSampleFormat</c>; -1 when unknown.</summary>
    public int Format { get => Get<int>(Layout.AVCodecParameters_format); set => Set(Layout.AVCodecParameters_format, value); }

    /// <summary>Name of <see cref="Format"/>, for example <c>yuv420p</c> or <c>fltp</c>; empty when unknown.</summary>
    public string FormatName => Struct.Text(Kind switch
    {
        MediaKind.Video => AvUtil.av_get_pix_fmt_name(Format),
        MediaKind.Audio => AvUtil.av_get_sample_fmt_name(Format),
        _ => 0,
    });

    /// <summary>Bits per second; 0 when unknown.</summary>
    public long BitRate { get => Get<long>(Layout.AVCodecParameters_bit_rate); set => Set(Layout.AVCodecParameters_bit_rate, value); }

    /// <summary>The codec's own profile number; -99 when unknown.</summary>
    public int Profile { get => Get<int>(Layout.AVCodecParameters_profile); set => Set(Layout.AVCodecParameters_profile, value); }

    /// <summary>FFmpeg's name of the profile, for example <c>High</c>; empty when unknown.</summary>
    public string ProfileName => Struct.Text(AvCodec.avcodec_profile_name(CodecId, Profile));

    /// <summary>The codec's own level number; -99 when unknown.</summary>
    public int Level { get => Get<int>(Layout.AVCodecParameters_level); set => Set(Layout.AVCodecParameters_level, value); }

    /// <summary>Coded picture width in pixels, before rotation and sample aspect; 0 when not video.</summary>
    public int Width { get => Get<int>(Layout.AVCodecParameters_width); set => Set(Layout.AVCodecParameters_width, value); }

    /// <summary>Coded picture height in pixels, before rotation and sample aspect; 0 when not video.</summary>
    public int Height { get => Get<int>(Layout.AVCodecParameters_height); set => Set(Layout.AVCodecParameters_height, value); }

    /// <summary>Width of a pixel to its height; 0/1 when unknown.</summary>
    public Rational SampleAspectRatio
    {
        get => Get<Rational>(Layout.AVCodecParameters_sample_aspect_ratio);
        set => Set(Layout.AVCodecParameters_sample_aspect_ratio, value);
    }

    /// <summary><c>AVFieldOrder</c>: 0 unknown, 1 progressive, above interlaced.</summary>
    public int FieldOrder => Get<int>(Layout.AVCodecParameters_field_order);

    /// <summary><c>AVColorRange</c>: 0 unknown, 1 limited, 2 full.</summary>
    public int ColorRange => Get<int>(Layout.AVCodecParameters_color_range);

    /// <summary>Name of <see cref="ColorRange"/>.</summary>
    public string ColorRangeName => Struct.Text(AvUtil.av_color_range_name(ColorRange));

    /// <summary><c>AVColorPrimaries</c> (ISO/IEC 23091-2); 2 is unspecified.</summary>
    public int ColorPrimaries => Get<int>(Layout.AVCodecParameters_color_primaries);

    /// <summary>Name of <see cref="ColorPrimaries"/>.</summary>
    public string ColorPrimariesName => Struct.Text(AvUtil.av_color_primaries_name(ColorPrimaries));

    /// <summary><c>AVColorTransferCharacteristic</c> (ISO/IEC 23091-2); 2 is unspecified.</summary>
    public int ColorTransfer => Get<int>(Layout.AVCodecParameters_color_trc);

    /// <summary>Name of <see cref="ColorTransfer"/>.</summary>
    public string ColorTransferName => Struct.Text(AvUtil.av_color_transfer_name(ColorTransfer));

    /// <summary><c>AVColorSpace</c> (ISO/IEC 23091-2 matrix coefficients); 2 is unspecified.</summary>
    public int ColorSpace => Get<int>(Layout.AVCodecParameters_color_space);

    /// <summary>Name of <see cref="ColorSpace"/>.</summary>
    public string ColorSpaceName => Struct.Text(AvUtil.av_color_space_name(ColorSpace));

    /// <summary>Reorder depth in frames: how many frames a decoder holds back (<c>video_delay</c>, <c>has_b_frames</c>).</summary>
    public int VideoDelay { get => Get<int>(Layout.AVCodecParameters_video_delay); set => Set(Layout.AVCodecParameters_video_delay, value); }

    /// <summary>Samples per second and channel; 0 when not audio.</summary>
    public int SampleRate { get => Get<int>(Layout.AVCodecParameters_sample_rate); set => Set(Layout.AVCodecParameters_sample_rate, value); }

    /// <summary>Number of channels; 0 when not audio.</summary>
    public int Channels => Get<int>(Layout.AVCodecParameters_ch_layout + Layout.AVChannelLayout_nb_channels);

    /// <summary>Sets FFmpeg's default layout for a number of channels (<c>av_channel_layout_default</c>).</summary>
    /// <param name="count">1 or more.</param>
    public void SetChannels(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        AvUtil.av_channel_layout_default(Pointer + Layout.AVCodecParameters_ch_layout, count);
        GC.KeepAlive(this);
    }

    /// <summary>Whether it is known which channel is which; some containers only tell their number (<c>AV_CHANNEL_ORDER_UNSPEC</c>).</summary>
    public bool NamesChannels => Get<int>(Layout.AVCodecParameters_ch_layout + Layout.AVChannelLayout_order) != 0;

    /// <summary>Takes over the channel layout of other parameters, order and positions included (<c>av_channel_layout_copy</c>).</summary>
    /// <exception cref="LibAvException">Memory is short.</exception>
    public void SetChannels(CodecParameters like)
    {
        ArgumentNullException.ThrowIfNull(like);
        Check.Code(AvUtil.av_channel_layout_copy(Pointer + Layout.AVCodecParameters_ch_layout, like.Pointer + Layout.AVCodecParameters_ch_layout),
            nameof(AvUtil.av_channel_layout_copy), "copying a channel layout");
        GC.KeepAlive(like);
        GC.KeepAlive(this);
    }

    /// <summary>FFmpeg's name of the channel layout, for example <c>stereo</c> or <c>5.1(side)</c>; empty when unknown.</summary>
    public unsafe string ChannelLayoutName
    {
        get
        {
            if (Channels == 0) return "";
            var text = stackalloc byte[256];
            var code = AvUtil.av_channel_layout_describe(Pointer + Layout.AVCodecParameters_ch_layout, text, 256);
            GC.KeepAlive(this);
            return code < 0 ? "" : Struct.Text((nint)text);
        }
    }

    /// <summary>Bytes per packet of codecs that have a fixed number; 0 otherwise. PCM: bytes per sample of all channels.</summary>
    public int BlockAlign => Get<int>(Layout.AVCodecParameters_block_align);

    /// <summary>Samples per packet and channel of codecs that have a fixed number; 0 when unknown or varying.</summary>
    public int FrameSize { get => Get<int>(Layout.AVCodecParameters_frame_size); set => Set(Layout.AVCodecParameters_frame_size, value); }

    /// <summary>Samples at the start of the stream that the encoder added and a player must drop.</summary>
    public int InitialPadding
    {
        get => Get<int>(Layout.AVCodecParameters_initial_padding);
        set => Set(Layout.AVCodecParameters_initial_padding, value);
    }

    /// <summary>The <c>AVCodecParameters</c>; valid while this object is kept alive.</summary>
    internal nint Pointer => owner.Pointer;

    /// <summary>A deep copy with an owner of its own.</summary>
    public CodecParameters Clone()
    {
        var copy = CopyOf(Pointer);
        GC.KeepAlive(this);
        return copy;
    }

    /// <summary>Frees the native parameters.</summary>
    public void Dispose() => owner.Dispose();

    /// <summary>A deep copy of native parameters that something else owns (<c>avcodec_parameters_copy</c>).</summary>
    internal static CodecParameters CopyOf(nint native)
    {
        var copy = new CodecParameters();
        try
        {
            Check.Code(AvCodec.avcodec_parameters_copy(copy.Pointer, native), nameof(AvCodec.avcodec_parameters_copy), "copying codec parameters");
            return copy;
        }
        catch
        {
            copy.Dispose();
            throw;
        }
    }

    private T Get<T>(int offset) where T : unmanaged
    {
        var value = Struct.Field<T>(Pointer, offset);
        GC.KeepAlive(this);
        return value;
    }

    private void Set<T>(int offset, T value) where T : unmanaged
    {
        Struct.Field<T>(Pointer, offset) = value;
        GC.KeepAlive(this);
    }

    private sealed class ParametersOwner(nint pointer) : NativeOwner(pointer)
    {
        protected override unsafe void Free(nint pointer) => AvCodec.avcodec_parameters_free(&pointer);
    }
}
