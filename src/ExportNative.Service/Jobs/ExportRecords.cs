using System.Globalization;
using System.Text.Json;
using ExportNative.Contracts;
using Hangfire.Storage;
using Field = ExportNative.Service.Jobs.ExportRecord.Field;

namespace ExportNative.Service.Jobs;

/// <summary>
/// The exports' records in the job storage: a hash for each, and sets that list their ids by state, owner and tag, newest
/// first. Works on any storage of Hangfire, since it only uses hashes, sets and transactions.
/// </summary>
internal sealed class ExportRecords(Hangfire.JobStorage storage, TimeProvider clock)
{
    /// <summary>Ids of exports whose end has not been told to their callback yet.</summary>
    public const string CallbacksDue = "export-callbacks-due";

    private static readonly ExportState[] States = Enum.GetValues<ExportState>();
    private static readonly TimeSpan FailureCountKept = TimeSpan.FromDays(2);

    /// <summary>A record by id; null when there is none.</summary>
    public ExportRecord? Find(string id)
    {
        using var connection = storage.GetConnection();
        return Find(connection, id);
    }

    /// <summary>A record by id over a connection that is there already.</summary>
    public static ExportRecord? Find(IStorageConnection connection, string id) => ExportRecord.From(connection.GetAllEntriesFromHash(Key(id)));

    /// <summary>Ids and their order out of one list, newest first.</summary>
    /// <param name="set"><see cref="Of(string?, ExportState?)"/> or <see cref="Tagged"/>.</param>
    /// <param name="from">Order of the first, see <see cref="Score"/>.</param>
    /// <param name="count">Most ids.</param>
    public List<string> Ids(string set, double from, int count)
    {
        using var connection = storage.GetConnection();
        return ((JobStorageConnection)connection).GetFirstByLowestScoreFromSet(set, from, 0, count);
    }

    /// <summary>Number of ids in a list.</summary>
    public long Count(string set)
    {
        using var connection = storage.GetConnection();
        return ((JobStorageConnection)connection).GetSetCount(set);
    }

    /// <summary>Number of times that an export was given up on a day, in UTC; known for two days.</summary>
    public long Failures(DateTimeOffset day)
    {
        using var connection = storage.GetConnection();
        return ((JobStorageConnection)connection).GetCounter(FailedOn(day));
    }

    /// <summary>The list of everything of an owner, in a state.</summary>
    /// <param name="owner">Null for everybody.</param>
    /// <param name="state">Null for any.</param>
    public static string Of(string? owner, ExportState? state)
        => (owner, state) switch
        {
            (null, null) => "exports",
            (null, { } only) => $"exports:state:{only}",
            ({ } who, null) => $"exports:owner:{who}",
            ({ } who, { } only) => $"exports:owner:{who}:state:{only}",
        };

    /// <summary>The list of everything with a tag.</summary>
    public static string Tagged(string tag) => $"exports:tag:{tag}";

    /// <summary>Place of an export in a list: lower is newer.</summary>
    public static double Score(long submittedAt) => -submittedAt;

    /// <summary>Writes the record that a new job begins with.</summary>
    public void Create(IWriteOnlyTransaction transaction, ExportTicket ticket, string jobId)
    {
        var score = Score(ticket.SubmittedAt);

        // The id of a cancelled export may be used again: its lists are left first.
        foreach (var state in States)
        {
            transaction.RemoveFromSet(Of(null, state), ticket.Id);
            transaction.RemoveFromSet(Of(ticket.Owner, state), ticket.Id);
        }

        transaction.RemoveHash(Key(ticket.Id));
        transaction.SetRangeInHash(Key(ticket.Id), new Dictionary<string, string>
        {
            [Field.Id] = ticket.Id,
            [Field.JobId] = jobId,
            [Field.State] = nameof(ExportState.Pending),
            [Field.Digest] = ticket.Digest,
            [Field.Owner] = ticket.Owner,
            [Field.ProjectName] = ticket.ProjectName,
            [Field.Tags] = JsonSerializer.Serialize(ticket.Tags, JobsJson.Default.StringArray),
            [Field.SubmittedAt] = ticket.SubmittedAt.ToString(CultureInfo.InvariantCulture),
            [Field.OutputPath] = ticket.OutputPath,
            [Field.CallbackUrl] = ticket.CallbackUrl ?? "",
            [Field.ChangedAt] = Now(),
            [Field.Message] = "Waiting for a worker.",
        });
        transaction.AddToSet(Of(null, null), ticket.Id, score);
        transaction.AddToSet(Of(ticket.Owner, null), ticket.Id, score);
        transaction.AddToSet(Of(null, ExportState.Pending), ticket.Id, score);
        transaction.AddToSet(Of(ticket.Owner, ExportState.Pending), ticket.Id, score);
        foreach (var tag in ticket.Tags.Distinct(StringComparer.Ordinal))
        {
            transaction.AddToSet(Tagged(tag), ticket.Id, score);
        }
    }

    /// <summary>Writes a new state of an export that is there.</summary>
    public void Change(IWriteOnlyTransaction transaction, ExportRecord record, ExportState to, string? message, ExportFailure? failure)
    {
        transaction.SetRangeInHash(Key(record.Id), new Dictionary<string, string>
        {
            [Field.State] = to.ToString(),
            [Field.ChangedAt] = Now(),
            [Field.Message] = message ?? "",
            [Field.Error] = failure?.Description ?? "",
            [Field.ErrorKind] = failure?.Kind.Name() ?? "",
        });
        if (to == record.State)
        {
            return;
        }

        var score = Score(record.SubmittedAt);
        transaction.RemoveFromSet(Of(null, record.State), record.Id);
        transaction.RemoveFromSet(Of(record.Owner, record.State), record.Id);
        transaction.AddToSet(Of(null, to), record.Id, score);
        transaction.AddToSet(Of(record.Owner, to), record.Id, score);
        if (to == ExportState.Failed)
        {
            transaction.IncrementCounter(FailedOn(clock.GetUtcNow()), FailureCountKept);
        }

        if (record.CallbackUrl is not null && to is ExportState.Completed or ExportState.Failed or ExportState.Cancelled)
        {
            transaction.AddToSet(CallbacksDue, record.Id);
        }
    }

    /// <summary>Forgets an export.</summary>
    public void Remove(ExportRecord record)
    {
        using var connection = storage.GetConnection();
        using var transaction = connection.CreateWriteTransaction();
        transaction.RemoveHash(Key(record.Id));
        foreach (var owner in new[] { null, record.Owner })
        {
            transaction.RemoveFromSet(Of(owner, null), record.Id);
            transaction.RemoveFromSet(Of(owner, record.State), record.Id);
        }

        foreach (var tag in record.Tags)
        {
            transaction.RemoveFromSet(Tagged(tag), record.Id);
        }

        transaction.Commit();
    }

    /// <summary>Saves how far attempts are, all in one transaction. Each has its own field, so none can spoil another's.</summary>
    public void SaveProgress(IEnumerable<(RunningExport Export, ExportProgress Progress)> figures)
    {
        using var connection = storage.GetConnection();
        using var transaction = connection.CreateWriteTransaction();
        foreach (var (export, progress) in figures)
        {
            transaction.SetRangeInHash(
                Key(export.Id),
                [new(ExportRecord.ProgressOf(export.JobId, export.Attempt), JsonSerializer.Serialize(progress, ContractsJson.Default.ExportProgress))]);
        }

        transaction.Commit();
    }

    /// <summary>Name of the lock that whoever makes or removes an export holds.</summary>
    public static string Lock(string id) => $"export:{id}";

    /// <summary>Name of a record's hash.</summary>
    public static string Key(string id) => $"export:{id}";

    private static string FailedOn(DateTimeOffset day) => string.Create(CultureInfo.InvariantCulture, $"exports:failed:{day:yyyy-MM-dd}");

    private string Now() => clock.GetUtcNow().ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
}
