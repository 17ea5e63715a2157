using ExportNative.Engine.Read;
using ExportNative.Engine.Time;

namespace ExportNative.Engine.Plan;

/// <summary>One sound that runs uncut under the whole program, instead of each camera's own.</summary>
internal sealed class MasterSound
{
    public required SoundFile File { get; init; }

    /// <summary>Index of the file in the config's sources.</summary>
    public required int SourceIndex { get; init; }

    /// <summary>Seconds: place in the file minus place in the program.</summary>
    public required Ratio Offset { get; init; }

    /// <summary>How it is encoded; null when its packets are copied.</summary>
    public required MasterEncoding? Encoding { get; init; }

    /// <summary>Why it is not copied, one sentence; null when it is.</summary>
    public required string? Reason { get; init; }

    /// <summary>Packets of the output; an estimate, a little too high.</summary>
    public required long Packets { get; init; }

    /// <summary>Bytes of them; an estimate.</summary>
    public required long Bytes { get; init; }

    /// <summary>Samples a second in the output.</summary>
    public int SampleRate => Encoding?.SampleRate ?? File.Track.SampleRate;

    /// <summary>The sample of the file, counted at the file's own rate, that is heard when the program begins.</summary>
    public long FirstSample => (Offset * File.Track.SampleRate).Round();
}
