using Microsoft.Extensions.Logging;

namespace ExportNative.LibAv;

/// <summary>How a file is opened. All have defaults that suit local files.</summary>
public sealed class DemuxerOptions
{
    /// <summary>
    /// Containers that are opened unless told otherwise: those whose bytes hold the media themselves. Left out on purpose is
    /// every format that names other files or addresses (playlists, concat scripts, session descriptions, image sequences)
    /// or that accepts any bytes as media.
    /// </summary>
    public static IReadOnlyList<string> DefaultFormats { get; } =
    [
        "mov", "matroska", "mpegts", "mpeg", "mpegvideo", "avi", "flv", "ogg", "wav", "w64", "aiff", "au", "caf", "flac", "mp3",
        "aac", "ac3", "eac3", "dts", "truehd", "h264", "hevc", "vvc", "ivf", "obu", "mxf", "gxf", "asf", "m4v", "mjpeg", "dv",
        "nut", "amr", "wv", "tta", "ape",
    ];

    /// <summary>Receives FFmpeg's log lines about this file; none are kept when null.</summary>
    public ILogger? Logger { get; init; }

    /// <summary>Bytes per read; at least 4096, default 1 MiB (with libavformat's own 32 KiB the copy loop takes three times as long).</summary>
    public int BufferSize { get; init; } = 1 << 20;

    /// <summary>Most bytes to look at when finding out what the streams are (<c>probesize</c>); FFmpeg's default (5 MB) when null.</summary>
    public long? ProbeSize { get; init; }

    /// <summary>Most media time to look at when finding out what the streams are (<c>analyzeduration</c>); FFmpeg's default when null.</summary>
    public long? AnalyzeDurationMicroseconds { get; init; }

    /// <summary>
    /// Options of the demuxer and of libavformat by their FFmpeg names (<c>ignore_editlist</c>, <c>fflags</c>...); none when null.
    /// An option nobody knows is an error, except when its name is written with a leading <c>?</c>. What guards against foreign
    /// files (<c>protocol_whitelist</c>, <c>format_whitelist</c>) is set afterwards and cannot be changed.
    /// </summary>
    public IReadOnlyDictionary<string, string>? FormatOptions { get; init; }

    /// <summary>Names of the containers accepted, as FFmpeg calls them; <see cref="DefaultFormats"/> when null.</summary>
    public IReadOnlyList<string>? FormatWhitelist { get; init; }

    /// <summary>
    /// How long one read of the stream may take before it counts as failed (a <see cref="TimeoutException"/> inside); with it, also a
    /// read that blocks can be cancelled. Reads then go through a second thread and one more copy. No limit when null.
    /// </summary>
    public TimeSpan? StallTimeout { get; init; }
}
