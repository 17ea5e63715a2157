namespace ExportNative.Contracts;

/// <summary>The answer to "how is my export doing", field for field what existing editors read.</summary>
/// <param name="JobId">The config's id.</param>
/// <param name="Status">Where the export stands.</param>
/// <param name="Progress">Part of the program that is done, 0 to 1; 1 only when the file can be downloaded.</param>
/// <param name="Message">What is going on, for a person; null when there is nothing to add.</param>
/// <param name="Error">Why it failed, for a person; null unless it did.</param>
/// <param name="DownloadUrl">Where the file can be fetched, relative to the server; null until completed.</param>
public sealed record ExportStatus(
    string JobId,
    ExportState Status,
    double Progress,
    string? Message = null,
    string? Error = null,
    string? DownloadUrl = null);
