using ExportNative.Engine.Read;

namespace ExportNative.Engine.Plan;

/// <summary>
/// A stretch of one source whose pictures are decoded and encoded anew, because packets that begin or end there could not be
/// decoded by themselves. Its first picture becomes a keyframe.
/// </summary>
internal sealed class EncodedPart
{
    /// <summary>Place among all parts of the program, from 0, in program order.</summary>
    public int Number { get; set; }

    /// <summary>The run that it belongs to; places its pictures in the program.</summary>
    public required VideoRun Run { get; init; }

    /// <summary>The keyframe that decoding begins at: at or before its first picture.</summary>
    public required Keyframe DecodeFrom { get; init; }

    /// <summary>The first picture, as <see cref="VideoTrack.StepOf"/> counts.</summary>
    public required long FirstStep { get; init; }

    /// <summary>One past the last picture, as <see cref="VideoTrack.StepOf"/> counts.</summary>
    public required long EndStep { get; init; }

    /// <summary>Ticks of the program.</summary>
    public required long BeginTick { get; init; }

    /// <summary>Ticks of the program: where the next part, copied or encoded, begins.</summary>
    public required long EndTick { get; init; }

    /// <summary>Pictures in it: exact on a constant frame rate, an estimate from the average otherwise.</summary>
    public required long Pictures { get; init; }

    /// <summary>Why, for the plan.</summary>
    public required string Reason { get; init; }

    public SourceFile Source => Run.Source;
}
