using ExportNative.Contracts;

namespace ExportNative.Service.Jobs;

/// <summary>
/// The argument of an export's background job: everything that the export's record begins with, so that the record can be
/// written in the transaction that enqueues the job. Kept in the job storage as JSON.
/// </summary>
public sealed record ExportTicket
{
    /// <summary>The config's id.</summary>
    public required string Id { get; init; }

    /// <summary>SHA-256 of the config in its normal form, hexadecimal.</summary>
    public required string Digest { get; init; }

    /// <summary>Owner of the key that submitted it; empty without keys.</summary>
    public required string Owner { get; init; }

    /// <summary>The project's name, for the download.</summary>
    public required string ProjectName { get; init; }

    /// <summary>The config's tags.</summary>
    public required string[] Tags { get; init; }

    /// <summary>Decides the queue.</summary>
    public required ExportPriority Priority { get; init; }

    /// <summary>When it was accepted, microseconds since 1970 UTC; also the order of lists.</summary>
    public required long SubmittedAt { get; init; }

    /// <summary>The output, relative to the media folder.</summary>
    public required string OutputPath { get; init; }

    /// <summary>Told when the export has ended; null for nobody.</summary>
    public string? CallbackUrl { get; init; }

    /// <summary>As the dashboard shows the job.</summary>
    public override string ToString() => ProjectName.Length == 0 ? Id : $"{Id} ({ProjectName})";
}
