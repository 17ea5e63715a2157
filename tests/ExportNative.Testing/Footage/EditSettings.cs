namespace ExportNative.Testing.Footage;

/// <summary>What an edit made by <see cref="Edits"/> looks like.</summary>
public sealed record EditSettings
{
    /// <summary>Number of segments, at least 1.</summary>
    public int Segments { get; init; } = 12;

    /// <summary>Source time covered, from <see cref="Start"/> on.</summary>
    public double Seconds { get; init; } = 36;

    /// <summary>No segment is shorter; as seconds.</summary>
    public double Shortest { get; init; } = 2.2;

    /// <summary>Source time of the first segment's start.</summary>
    public double Start { get; init; }

    /// <summary>Leave pieces of the footage out between segments, where these are long enough to stay above the shortest.</summary>
    public bool HasGaps { get; init; }

    /// <summary>The same number gives the same edit.</summary>
    public int Seed { get; init; } = 7;
}
