using ExportNative.Engine.Time;
using ExportNative.LibAv;

namespace ExportNative.Engine.Read;

/// <summary>
/// The file of a program's master sound, opened for its sound alone: a recorder's file, a mix, or a camera (then opened a
/// second time, because sound and picture are read at different places). Owns its demuxer and the file behind it.
/// </summary>
internal sealed class SoundFile : IDisposable
{
    private readonly Stream _file;

    public SoundFile(Stream file, Demuxer demuxer, SourceName name)
    {
        _file = file;
        Demuxer = demuxer;
        Name = name;
    }

    public SourceName Name { get; }

    public Demuxer Demuxer { get; }

    /// <summary>
    /// The sound. Its samples are counted from where a player shows 0: in a file without a picture that is the first sample
    /// that is heard, what an encoder put before it lies at negative places.
    /// </summary>
    public required AudioTrack Track { get; init; }

    /// <summary>Raw timestamp of the first packet.</summary>
    public required long FirstPts { get; init; }

    /// <summary>Samples of the first packet; at least 1.</summary>
    public required int FirstPacketSamples { get; init; }

    /// <summary>Seconds at which the sound ends; null when the container does not say.</summary>
    public required Ratio? End { get; init; }

    /// <summary>The container counts its samples, so that a file that ends earlier than <see cref="End"/> is cut off or damaged.</summary>
    public required bool CountsItsSamples { get; init; }

    /// <summary>Times are still right after a seek; elsewhere reading begins at the file's start.</summary>
    public required bool Seeks { get; init; }

    /// <summary>Bytes of the file.</summary>
    public required long Length { get; init; }

    public void Dispose()
    {
        Track.Parameters.Dispose();
        Demuxer.Dispose();
        _file.Dispose();
    }
}
