using System.Runtime.InteropServices;

namespace ExportNative.LibAv;

/// <summary>AVERROR values (libavutil/error.h) and their text.</summary>
internal static class AvError
{
    /// <summary>AVERROR(EAGAIN) of Linux: more input or output is needed first.</summary>
    public const int Again = -11;

    /// <summary>AVERROR(EIO) of Linux.</summary>
    public const int Io = -5;

    /// <summary>AVERROR(EINVAL) of Linux.</summary>
    public const int InvalidArgument = -22;

    /// <summary>AVERROR(ENOMEM) of Linux.</summary>
    public const int NoMemory = -12;

    /// <summary>AVERROR_EOF: nothing follows.</summary>
    public const int EndOfFile = -('E' | 'O' << 8 | 'F' << 16 | ' ' << 24);

    /// <summary>AVERROR_EXIT: a callback asked to stop.</summary>
    public const int Exit = -('E' | 'X' << 8 | 'I' << 16 | 'T' << 24);

    /// <summary>AVERROR_INVALIDDATA: the bytes are not what the format prescribes.</summary>
    public const int InvalidData = -('I' | 'N' << 8 | 'D' << 16 | 'A' << 24);

    /// <summary>AVERROR_OPTION_NOT_FOUND.</summary>
    public const int OptionNotFound = -(0xF8 | 'O' << 8 | 'P' << 16 | 'T' << 24);

    /// <summary>AVERROR_ENCODER_NOT_FOUND.</summary>
    public const int EncoderNotFound = -(0xF8 | 'E' << 8 | 'N' << 16 | 'C' << 24);

    /// <summary>AVERROR_DECODER_NOT_FOUND.</summary>
    public const int DecoderNotFound = -(0xF8 | 'D' << 8 | 'E' << 16 | 'C' << 24);

    /// <summary>AVERROR_UNKNOWN.</summary>
    public const int Unknown = -('U' | 'N' << 8 | 'K' << 16 | 'N' << 24);

    /// <summary>FFmpeg's text for a code, or the bare number when its library is not loaded (<c>av_strerror</c>).</summary>
    public static unsafe string Describe(int code)
    {
        if (!FFmpegLibraries.IsLoaded) return $"error {code}";
        var text = stackalloc byte[128];
        // A negative return still leaves a generic text in the buffer.
        _ = AvUtil.av_strerror(code, text, 128);
        return Marshal.PtrToStringUTF8((nint)text) ?? $"error {code}";
    }
}
