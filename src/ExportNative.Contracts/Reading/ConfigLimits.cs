namespace ExportNative.Contracts;

/// <summary>How large a config may be. The defaults are far above what an editor sends and far below what hurts.</summary>
public sealed record ConfigLimits
{
    /// <summary>Deepest nesting of JSON objects and arrays.</summary>
    public const int MaxDepth = 32;

    /// <summary>Widest and highest picture, pixels: the largest that AV1 and VP9 can express.</summary>
    internal const int MaxPixels = 65_536;

    /// <summary>Highest frame rate, frames per second.</summary>
    internal const double MaxFps = 1_000;

    /// <summary>Most bytes of JSON text; default 16 MiB, some 150,000 segments.</summary>
    public int MaxBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>Most sources; default 1,000.</summary>
    public int MaxSources { get; init; } = 1_000;

    /// <summary>Most segments; default 100,000.</summary>
    public int MaxSegments { get; init; } = 100_000;

    /// <summary>Most errors, and most warnings, that are listed; a last entry counts the rest. Default 1,000.</summary>
    public int MaxProblems { get; init; } = 1_000;
}
