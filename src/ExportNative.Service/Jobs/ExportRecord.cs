using System.Globalization;
using System.Text.Json;
using ExportNative.Contracts;

namespace ExportNative.Service.Jobs;

/// <summary>What the service remembers of an export: one hash in the job storage, beside Hangfire's own data.</summary>
/// <param name="Id">The config's id.</param>
/// <param name="JobId">Hangfire's id of the job that makes it.</param>
/// <param name="State">Where it stands; written in the transaction that changes the job's state.</param>
/// <param name="Digest">SHA-256 of the config in its normal form.</param>
/// <param name="Owner">Who submitted it; empty without keys.</param>
/// <param name="ProjectName">For the download's name.</param>
/// <param name="Tags">The config's tags.</param>
/// <param name="SubmittedAt">Microseconds since 1970 UTC.</param>
/// <param name="OutputPath">Relative to the media folder.</param>
/// <param name="CallbackUrl">Told when it has ended; null for nobody.</param>
/// <param name="ChangedAt">When the state last changed.</param>
/// <param name="Message">What is going on, for a person.</param>
/// <param name="Error">Why it failed; null unless it did.</param>
/// <param name="ErrorKind">The error's stable word; null unless it failed.</param>
/// <param name="Progress">The last figures that the attempt that counts has saved, as far as any attempt was; null before the first.</param>
/// <param name="Starts">Times it was begun without an orderly end.</param>
/// <param name="Attempt">The attempt that counts; null before the first.</param>
/// <param name="Published">The attempt whose files are the export's, decided once; null until then.</param>
internal sealed record ExportRecord(
    string Id,
    string JobId,
    ExportState State,
    string Digest,
    string Owner,
    string ProjectName,
    IReadOnlyList<string> Tags,
    long SubmittedAt,
    string OutputPath,
    string? CallbackUrl,
    DateTimeOffset ChangedAt,
    string? Message,
    string? Error,
    string? ErrorKind,
    ExportProgress? Progress,
    int Starts,
    string? Attempt,
    string? Published)
{
    private const string ProgressPrefix = "progress:";

    /// <summary>Part that is done; 1 exactly when completed.</summary>
    public double Fraction => State == ExportState.Completed ? 1 : Math.Min(Progress?.Fraction ?? 0, 0.999);

    /// <summary>Whether it will not change any more by itself.</summary>
    public bool HasEnded => State is ExportState.Completed or ExportState.Failed or ExportState.Cancelled;

    /// <summary>Reads a record from its hash.</summary>
    /// <param name="fields">All fields; null when there is none.</param>
    /// <returns>The record; null when there is none.</returns>
    public static ExportRecord? From(IReadOnlyDictionary<string, string>? fields)
    {
        // A hash without an id is progress that arrived after its record was removed.
        if (fields is null || !fields.TryGetValue(Field.Id, out var id))
        {
            return null;
        }

        string? Text(string name) => fields.TryGetValue(name, out var value) && value is { Length: > 0 } ? value : null;
        return new ExportRecord(
            id,
            Text(Field.JobId) ?? "",
            Enum.Parse<ExportState>(fields[Field.State]),
            Text(Field.Digest) ?? "",
            Text(Field.Owner) ?? "",
            Text(Field.ProjectName) ?? "",
            Text(Field.Tags) is { } tags ? JsonSerializer.Deserialize(tags, JobsJson.Default.StringArray)! : [],
            long.Parse(fields[Field.SubmittedAt], CultureInfo.InvariantCulture),
            Text(Field.OutputPath) ?? "",
            Text(Field.CallbackUrl),
            DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(fields[Field.ChangedAt], CultureInfo.InvariantCulture)),
            Text(Field.Message),
            Text(Field.Error),
            Text(Field.ErrorKind),
            Furthest(fields, Text(Field.JobId) ?? "", Text(Field.Attempt) ?? ""),
            Text(Field.Starts) is { } starts ? int.Parse(starts, CultureInfo.InvariantCulture) : 0,
            Text(Field.Attempt),
            Text(Field.Published));
    }

    /// <summary>Name of the field with an attempt's figures.</summary>
    public static string ProgressOf(string jobId, string attempt) => $"{ProgressPrefix}{jobId}:{attempt}";

    // What clients have seen never goes back, so the furthest attempt says how far; the one that counts says the rest.
    private static ExportProgress? Furthest(IReadOnlyDictionary<string, string> fields, string jobId, string attempt)
    {
        ExportProgress? counts = null;
        ExportProgress? furthest = null;
        foreach (var (name, text) in fields)
        {
            if (!name.StartsWith($"{ProgressPrefix}{jobId}:", StringComparison.Ordinal))
            {
                continue;
            }

            var progress = JsonSerializer.Deserialize(text, ContractsJson.Default.ExportProgress);
            counts = name == ProgressOf(jobId, attempt) ? progress : counts;
            furthest = furthest is { } so && so.Fraction >= progress.Fraction ? so : progress;
        }

        return furthest is { } far ? (counts ?? far) with { Fraction = far.Fraction } : null;
    }

    /// <summary>Names of the hash's fields.</summary>
    internal static class Field
    {
        public const string Id = "id";
        public const string JobId = "jobId";
        public const string State = "state";
        public const string Digest = "digest";
        public const string Owner = "owner";
        public const string ProjectName = "projectName";
        public const string Tags = "tags";
        public const string SubmittedAt = "submittedAt";
        public const string OutputPath = "outputPath";
        public const string CallbackUrl = "callbackUrl";
        public const string ChangedAt = "changedAt";
        public const string Message = "message";
        public const string Error = "error";
        public const string ErrorKind = "errorKind";
        public const string Starts = "starts";
        public const string Attempt = "attempt";
        public const string Published = "published";
    }
}
