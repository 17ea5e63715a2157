namespace ExportNative.LibAv;

/// <summary>
/// Macros and enumeration values of FFmpeg's headers under their C names. The same in every supported version:
/// <c>native/print_layout.c</c> prints them and a test compares.
/// </summary>
internal static class AvConstants
{
    /// <summary>Packet flags (libavcodec/packet.h).</summary>
    public const int AV_PKT_FLAG_KEY = 1, AV_PKT_FLAG_CORRUPT = 2, AV_PKT_FLAG_DISCARD = 4;

    /// <summary>Zeroed bytes behind extradata that parsers may read in whole words (libavcodec/defs.h).</summary>
    public const int AV_INPUT_BUFFER_PADDING_SIZE = 64;

    /// <summary>What a demuxer leaves out: useless packets such as empty ones; everything (libavcodec/defs.h).</summary>
    public const int AVDISCARD_DEFAULT = 0, AVDISCARD_ALL = 48;

    /// <summary>Codec headers go into extradata (libavcodec/avcodec.h).</summary>
    public const int AV_CODEC_FLAG_GLOBAL_HEADER = 1 << 22;

    /// <summary>Context flag: the I/O context was made by the caller, who also frees it (libavformat/avformat.h).</summary>
    public const int AVFMT_FLAG_CUSTOM_IO = 0x80;

    /// <summary>Index entry flags (libavformat/avformat.h).</summary>
    public const int AVINDEX_KEYFRAME = 1, AVINDEX_DISCARD_FRAME = 2;

    /// <summary>The "video" is a cover picture (libavformat/avformat.h).</summary>
    public const int AV_DISPOSITION_ATTACHED_PIC = 0x400;

    /// <summary>Seek callback: tell the size instead; a bit without meaning for us (libavformat/avio.h).</summary>
    public const int AVSEEK_SIZE = 0x10000, AVSEEK_FORCE = 0x20000;

    /// <summary>Ways to seek (libavformat/avformat.h); the public enumeration is <see cref="SeekMode"/>.</summary>
    public const int AVSEEK_FLAG_BACKWARD = 1, AVSEEK_FLAG_BYTE = 2, AVSEEK_FLAG_ANY = 4;

    /// <summary>Walks through all entries (libavutil/dict.h).</summary>
    public const int AV_DICT_IGNORE_SUFFIX = 2;

    /// <summary>Ordinary strictness towards standards (libavcodec/defs.h).</summary>
    public const int FF_COMPLIANCE_NORMAL = 0;

    /// <summary>The decoder had to guess part of the frame (libavutil/frame.h).</summary>
    public const int AV_FRAME_FLAG_CORRUPT = 1;

    /// <summary>Planes that <c>AVFrame.data</c> has room for (libavutil/frame.h).</summary>
    public const int AV_NUM_DATA_POINTERS = 8;

    /// <summary>Log levels (libavutil/log.h).</summary>
    public const int AV_LOG_FATAL = 8, AV_LOG_ERROR = 16, AV_LOG_WARNING = 24, AV_LOG_INFO = 32, AV_LOG_DEBUG = 48;

    /// <summary>Error codes (libavutil/error.h).</summary>
    public const int
        AVERROR_EOF = AvError.EndOfFile, AVERROR_EXIT = AvError.Exit, AVERROR_INVALIDDATA = AvError.InvalidData,
        AVERROR_OPTION_NOT_FOUND = AvError.OptionNotFound, AVERROR_ENCODER_NOT_FOUND = AvError.EncoderNotFound,
        AVERROR_DECODER_NOT_FOUND = AvError.DecoderNotFound, AVERROR_UNKNOWN = AvError.Unknown;
}
