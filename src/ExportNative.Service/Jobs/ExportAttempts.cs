using System.Globalization;
using ExportNative.Contracts;
using Hangfire.Server;
using Hangfire.Storage;
using Field = ExportNative.Service.Jobs.ExportRecord.Field;

namespace ExportNative.Service.Jobs;

/// <summary>
/// Decides which attempt at an export counts. Two workers can believe that an export is theirs, when one was frozen or cut
/// off for longer than its lease; each step here is taken under the lock under which Hangfire changes the job's state, over a
/// connection whose commit is refused once the lock is lost, and only by the worker that the state names.
/// </summary>
internal sealed class ExportAttempts(Hangfire.JobStorage storage, ExportRecords records)
{
    private static readonly TimeSpan LockTimeout = TimeSpan.FromSeconds(30);

    /// <summary>Makes an attempt the one that counts: no earlier one can publish from here on.</summary>
    /// <param name="ticket">Which export.</param>
    /// <param name="context">The worker's.</param>
    /// <param name="attempt">Name of the attempt.</param>
    /// <param name="mostStarts">When it was begun that often without an orderly end, it is not begun.</param>
    /// <returns>
    /// The export as it was before; null when it was removed or made anew by another job. Nothing was begun when it has an
    /// attempt that may publish, or too many starts.
    /// </returns>
    /// <exception cref="JobAbortedException">The job is another worker's.</exception>
    public ExportRecord? Begin(ExportTicket ticket, PerformContext context, string attempt, int mostStarts)
        => Step(ticket, context, (record, write) =>
        {
            if (record is { Published: null } && record.Starts < mostStarts)
            {
                write(
                    new KeyValuePair<string, string>(Field.Attempt, attempt),
                    new KeyValuePair<string, string>(Field.Starts, (record.Starts + 1).ToString(CultureInfo.InvariantCulture)));
            }

            return record;
        });

    /// <summary>
    /// Decides that an attempt publishes, once and for all: from here on whoever comes next finishes what this one decided
    /// and makes nothing of its own.
    /// </summary>
    /// <returns>False when another attempt counts by now.</returns>
    public bool MayPublish(ExportTicket ticket, PerformContext context, string attempt)
    {
        try
        {
            return Step(ticket, context, (record, write) =>
            {
                if (record is null || record.Attempt != attempt || (record.Published ?? attempt) != attempt)
                {
                    return false;
                }

                write(new KeyValuePair<string, string>(Field.Published, attempt));
                return true;
            });
        }
        catch (JobAbortedException)
        {
            return false;
        }
    }

    /// <summary>Takes back that an attempt publishes, because its files are not there any more: the next one makes them anew.</summary>
    public void Withdraw(ExportTicket ticket, PerformContext context, string attempt)
        => Step(ticket, context, (record, write) =>
        {
            if (record?.Published == attempt)
            {
                write(new KeyValuePair<string, string>(Field.Published, ""));
            }

            return record;
        });

    /// <summary>Forgets the attempts that crashed: the export was given up, and an operator may try it again.</summary>
    public void Forgive(ExportTicket ticket, PerformContext context)
        => Step(ticket, context, (record, write) =>
        {
            write(new KeyValuePair<string, string>(Field.Starts, "0"));
            return record;
        });

    /// <summary>An attempt has ended in order, whatever came of it: it was no crash.</summary>
    public void End(ExportTicket ticket, PerformContext context, string attempt)
    {
        using var connection = storage.GetConnection();
        using var taken = connection.AcquireDistributedJobLock(context.BackgroundJob.Id, LockTimeout);
        if (ExportRecords.Find(connection, ticket.Id) is { } record && record.Attempt == attempt && record.Starts > 0)
        {
            Write(connection, ticket.Id, [new(Field.Starts, "0")]);
        }
    }

    /// <summary>Whether an attempt may still become what counts; one that may not should stop.</summary>
    public bool IsCurrent(RunningExport export)
        => records.Find(export.Id) is { } record && record.JobId == export.JobId && record.State != ExportState.Cancelled && record.Attempt == export.Attempt;

    private static void Write(IStorageConnection connection, string id, params KeyValuePair<string, string>[] fields)
    {
        using var transaction = connection.CreateWriteTransaction();
        transaction.SetRangeInHash(ExportRecords.Key(id), fields);
        transaction.Commit();
    }

    private delegate void WriteFields(params KeyValuePair<string, string>[] fields);

    private T Step<T>(ExportTicket ticket, PerformContext context, Func<ExportRecord?, WriteFields, T> decide)
    {
        using var connection = storage.GetConnection();
        using var taken = connection.AcquireDistributedJobLock(context.BackgroundJob.Id, LockTimeout);

        // Whose the job is cannot change while its lock is held; when the lock is lost the commit below is refused.
        context.CancellationToken.ThrowIfCancellationRequested();
        var record = ExportRecords.Find(connection, ticket.Id);
        return decide(record?.JobId == context.BackgroundJob.Id ? record : null, fields => Write(connection, ticket.Id, fields));
    }
}
