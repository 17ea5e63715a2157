namespace ExportNative.Testing.Audit;

/// <summary>What an audit found; times in milliseconds of the program, as a player shows them.</summary>
public sealed record AuditFigures
{
    /// <summary>Length of the file minus the sum of the segments' lengths.</summary>
    public required double DurationError { get; init; }

    /// <summary>Frames that were decoded.</summary>
    public required int Frames { get; init; }

    /// <summary>Frames whose bar code cannot be read.</summary>
    public required int BadFrames { get; init; }

    /// <summary>What the decoder complained about.</summary>
    public required IReadOnlyList<string> DecodeErrors { get; init; }

    /// <summary>Frames not later than the one before.</summary>
    public required int NonMonotonic { get; init; }

    /// <summary>Time of the first frame.</summary>
    public required double FirstFrameAt { get; init; }

    /// <summary>The longest that a frame stays on screen.</summary>
    public required double LongestFrame { get; init; }

    /// <summary>The largest distance between the source time shown and the source time that the edit asks for.</summary>
    public required double PlaceError { get; init; }

    /// <summary>Time with another camera on screen than the config asks for.</summary>
    public required double WrongCamera { get; init; }

    /// <summary>Time with another camera on screen than the report announces.</summary>
    public required double UnannouncedCamera { get; init; }

    /// <summary>Sum of the rolls that the report announces, without sign.</summary>
    public required double AnnouncedRolls { get; init; }

    /// <summary>Frames shown twice inside a segment.</summary>
    public required int Repeats { get; init; }

    /// <summary>Frames left out inside a segment.</summary>
    public required int Skips { get; init; }

    /// <summary>Fresh entries into the file at which a player sees an error or another picture.</summary>
    public required int SeekErrors { get; init; }

    /// <summary>Segments whose sound was looked for.</summary>
    public required int SoundsSought { get; init; }

    /// <summary>Segments among them whose sound is not where it should be, to a quarter of a second, or another's.</summary>
    public required int SoundsMissing { get; init; }

    /// <summary>The largest distance between the place of picture and sound in a segment.</summary>
    public required double SyncError { get; init; }
}
