namespace ExportNative.LibAv;

/// <summary>The FFmpeg libraries of this process: found once at start, then fixed.</summary>
public static class FFmpeg
{
    /// <summary>"No profile known", and no level: <c>AV_PROFILE_UNKNOWN</c>.</summary>
    public const int UnknownProfile = -99;

    /// <summary>"No timestamp known": <c>AV_NOPTS_VALUE</c>. Same value for ticks of any time base and for microseconds.</summary>
    public const long NoTimestamp = long.MinValue;

    private static readonly Lock Gate = new();
    private static volatile FFmpegVersions? loaded;

    /// <summary>
    /// Finds and loads libavutil, libavcodec and libavformat of one supported FFmpeg. May be called any number of times
    /// from any thread; only the first call does anything. Every owner of this assembly calls it itself.
    /// The directory named by the environment variable <c>EXPORTNATIVE_FFMPEG_PATH</c> is searched instead of the
    /// system's library path when it is set.
    /// </summary>
    /// <exception cref="FFmpegNotFoundException">No supported FFmpeg is there; the message says what to install.</exception>
    public static FFmpegVersions Load()
    {
        if (loaded is { } known) return known;
        lock (Gate)
        {
            if (loaded is { } meanwhile) return meanwhile;
            var versions = FFmpegLibraries.Load(Environment.GetEnvironmentVariable(FFmpegLibraries.PathVariable));
            LogBridge.Install();
            return loaded = versions;
        }
    }
}
