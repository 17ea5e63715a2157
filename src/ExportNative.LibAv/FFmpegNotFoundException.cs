namespace ExportNative.LibAv;

/// <summary>No usable FFmpeg on this machine. The message names what was looked for, where, and which package helps.</summary>
public sealed class FFmpegNotFoundException : Exception
{
    /// <summary>Creates the exception with a message meant for the person at the keyboard.</summary>
    public FFmpegNotFoundException(string message) : base(message)
    {
    }

    /// <summary>Creates the exception with a message and the loader's own error.</summary>
    public FFmpegNotFoundException(string message, Exception innerException) : base(message, innerException)
    {
    }

    /// <summary>Creates the exception with a general message.</summary>
    public FFmpegNotFoundException() : this("FFmpeg's libraries were not found.")
    {
    }
}
