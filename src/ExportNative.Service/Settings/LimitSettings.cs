using System.ComponentModel.DataAnnotations;

namespace ExportNative.Service.Settings;

/// <summary>How much a client may ask for.</summary>
public sealed record LimitSettings
{
    /// <summary>Most bytes of a config. Default 16 MiB, range 1 KiB to 256 MiB.</summary>
    [Range(1024, 256 * 1024 * 1024)]
    public int MaxConfigBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>Most segments of a config. Default 100,000, range 1 to 1,000,000.</summary>
    [Range(1, 1_000_000)]
    public int MaxSegments { get; init; } = 100_000;

    /// <summary>Most bytes of one uploaded source. Default 1 TiB, at least 1 MiB.</summary>
    [Range(1L << 20, 1L << 50)]
    public long MaxUploadBytes { get; init; } = 1L << 40;

    /// <summary>Most exports of one owner that wait or run at once. Default 10,000, range 1 to 1,000,000.</summary>
    [Range(1, 1_000_000)]
    public int MaxActivePerOwner { get; init; } = 10_000;

    /// <summary>Configs and uploads that one key (or address) may begin in a minute. Default 1,200, range 1 to 1,000,000.</summary>
    [Range(1, 1_000_000)]
    public int SubmitsPerMinute { get; init; } = 1_200;

    /// <summary>Other requests that one key (or address) may send in a second. Default 2,000, range 1 to 1,000,000.</summary>
    [Range(1, 1_000_000)]
    public int RequestsPerSecond { get; init; } = 2_000;

    /// <summary>Bytes of thumbnails and waveforms that are kept in the media folder; the oldest go first. Default 256 MiB, range 1 MiB to 1 TiB.</summary>
    [Range(1L << 20, 1L << 40)]
    public long MaxPreviewBytes { get; init; } = 1L << 28;
}
