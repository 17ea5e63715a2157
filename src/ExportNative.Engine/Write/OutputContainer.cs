using ExportNative.Contracts;

namespace ExportNative.Engine.Write;

/// <summary>What the output's container can do, as far as the plan depends on it.</summary>
/// <param name="MuxerName">libavformat's muxer.</param>
/// <param name="HidesPreroll">It has edit lists, so that packets before the asked start are decoded and not shown.</param>
internal sealed record OutputContainer(string MuxerName, bool HidesPreroll)
{
    public static OutputContainer Mp4 { get; } = new("mp4", HidesPreroll: true);

    /// <summary>QuickTime: what an <c>mp4</c> export to a path that ends in <c>.mov</c> gets; it also holds ProRes and PCM.</summary>
    public static OutputContainer Mov { get; } = new("mov", HidesPreroll: true);

    public static OutputContainer WebM { get; } = new("webm", HidesPreroll: false);

    public static OutputContainer For(OutputFormat format, string path) =>
        format == OutputFormat.WebM ? WebM
        : Path.GetExtension(path).Equals(".mov", StringComparison.OrdinalIgnoreCase) ? Mov
        : Mp4;
}
