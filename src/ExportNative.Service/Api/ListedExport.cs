using ExportNative.Contracts;

namespace ExportNative.Service.Api;

/// <summary>One export in a list: its status, and what tells it from others.</summary>
/// <param name="JobId">The config's id.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="Progress">0 to 1; 1 only when completed.</param>
/// <param name="ProjectName">The project's name.</param>
/// <param name="Tags">The config's tags.</param>
/// <param name="SubmittedAt">When it was accepted.</param>
/// <param name="ChangedAt">When its status last changed.</param>
/// <param name="Message">What is going on; absent when there is nothing to say.</param>
/// <param name="Error">Why it failed; absent unless it did.</param>
/// <param name="ErrorKind">The error's stable word; absent unless it failed.</param>
/// <param name="DownloadUrl">Where the file is; absent until completed.</param>
internal sealed record ListedExport(
    string JobId,
    ExportState Status,
    double Progress,
    string ProjectName,
    IReadOnlyList<string> Tags,
    DateTimeOffset SubmittedAt,
    DateTimeOffset ChangedAt,
    string? Message,
    string? Error,
    string? ErrorKind,
    string? DownloadUrl);
