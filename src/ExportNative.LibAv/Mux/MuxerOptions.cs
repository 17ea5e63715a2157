using System.Collections.Frozen;
using Microsoft.Extensions.Logging;

namespace ExportNative.LibAv;

/// <summary>How a file is written.</summary>
public sealed class MuxerOptions
{
    /// <summary>Receives FFmpeg's log lines about this file; none are kept when null.</summary>
    public ILogger? Logger { get; init; }

    /// <summary>What the user calls the file, for messages; the format's name is used when null.</summary>
    public string? DisplayName { get; init; }

    /// <summary>Bytes gathered before one write; at least 4096, default 4 MiB.</summary>
    public int BufferSize { get; init; } = 4 << 20;

    /// <summary>
    /// Options of the muxer and of libavformat by their FFmpeg names (<c>movflags</c>, <c>moov_size</c>, <c>avoid_negative_ts</c>...).
    /// An option nobody knows is an error, except when its name is written with a leading <c>?</c>.
    /// </summary>
    public IReadOnlyDictionary<string, string> FormatOptions { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary>Tags of the file; none when null.</summary>
    public IReadOnlyDictionary<string, string>? Metadata { get; init; }
}
