using ExportNative.Contracts;

namespace ExportNative.Service.Dashboard;

/// <summary>An export as the dashboard shows it. Texts are ready to show; what there is nothing to say about is absent.</summary>
/// <param name="Id">The config's id.</param>
/// <param name="JobId">Hangfire's id of its job.</param>
/// <param name="Project">The project's name; may be empty.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Fraction">Part that is done, 0 to 1; 1 exactly when completed.</param>
/// <param name="Percent">The same as text, rounded down.</param>
/// <param name="Stage">What the engine is doing; only while it runs.</param>
/// <param name="Segment">Which segment of how many.</param>
/// <param name="Packets">Packets written of how many.</param>
/// <param name="Pictures">Pictures encoded of how many, and how many are copied; absent when all are copied.</param>
/// <param name="Bytes">Bytes written of how many.</param>
/// <param name="Speed">Bytes a second; only while it runs.</param>
/// <param name="TimeLeft">Time until the end at this speed; only while it runs.</param>
/// <param name="Message">What is going on, or why it failed.</param>
/// <param name="SubmittedAt">Seconds since 1970 UTC.</param>
/// <param name="File">Where the file is, when it has completed.</param>
/// <param name="Report">Where the report is, when it has completed.</param>
/// <param name="CanCancel">Whether the caller may cancel it now.</param>
/// <param name="CanRetry">Whether the caller may have it tried again now.</param>
internal sealed record LiveExport(
    string Id,
    string JobId,
    string Project,
    ExportState State,
    double Fraction,
    string Percent,
    string? Stage,
    string? Segment,
    string? Packets,
    string? Pictures,
    string? Bytes,
    string? Speed,
    string? TimeLeft,
    string? Message,
    long SubmittedAt,
    string? File,
    string? Report,
    bool CanCancel,
    bool CanRetry);
