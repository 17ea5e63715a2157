using ExportNative.Contracts;
using Hangfire.Common;
using Hangfire.States;
using Hangfire.Storage;

namespace ExportNative.Service.Jobs;

/// <summary>
/// Writes an export's own status in the transaction in which Hangfire changes its job's state, so that the two can never
/// disagree; and keeps what has been decided: a completed export stays completed, a removed one is not made again.
/// </summary>
internal sealed class ExportStateFilter(ExportRecords records) : JobFilterAttribute, IApplyStateFilter, IElectStateFilter
{
    /// <inheritdoc/>
    public void OnStateElection(ElectStateContext context)
    {
        if (Ticket(context.BackgroundJob.Job) is not { } ticket)
        {
            return;
        }

        var record = ExportRecords.Find(context.Connection, ticket.Id);
        if (context.CurrentState is null)
        {
            // Two processes took the same export in, because one stood still in between.
            if (IsAnothers(record, context.BackgroundJob.Id))
            {
                context.CandidateState = new DeletedState { Reason = "The export is there already." };
            }

            return;
        }

        if (record is null || record.JobId != context.BackgroundJob.Id)
        {
            // Somebody requeues, in the dashboard, what was removed since.
            if (context.CandidateState is EnqueuedState or ScheduledState)
            {
                context.CandidateState = new DeletedState { Reason = "The export was removed." };
            }

            return;
        }

        if (record.State == ExportState.Completed && context.CandidateState.Name != SucceededState.StateName)
        {
            context.CandidateState = new SucceededState(null, 0, 0) { Reason = "A completed export stays completed." };
        }
        else if (context.CandidateState is EnqueuedState enqueued)
        {
            // Also after a retry or a requeue, which know nothing of priorities.
            enqueued.Queue = JobQueues.Of(ticket.Priority);
        }
    }

    /// <inheritdoc/>
    public void OnStateApplied(ApplyStateContext context, IWriteOnlyTransaction transaction)
    {
        if (Ticket(context.BackgroundJob.Job) is not { } ticket)
        {
            return;
        }

        if (context.OldStateName is null)
        {
            if (!IsAnothers(ExportRecords.Find(context.Connection, ticket.Id), context.BackgroundJob.Id))
            {
                records.Create(transaction, ticket, context.BackgroundJob.Id);
            }

            return;
        }

        if (ExportRecords.Find(context.Connection, ticket.Id) is { } record && record.JobId == context.BackgroundJob.Id)
        {
            var (to, message, failure) = Outcome(context.NewState);
            records.Change(transaction, record, to, message, failure);
        }
    }

    /// <inheritdoc/>
    public void OnStateUnapplied(ApplyStateContext context, IWriteOnlyTransaction transaction)
    {
    }

    private static bool IsAnothers(ExportRecord? record, string jobId) => record is { State: not ExportState.Cancelled } && record.JobId != jobId;

    private static ExportTicket? Ticket(Job? job) => job?.Type == typeof(ExportJob) ? job.Args.OfType<ExportTicket>().FirstOrDefault() : null;

    private static (ExportState State, string? Message, ExportFailure? Failure) Outcome(IState state) => state switch
    {
        ProcessingState => (ExportState.Processing, "The file is being written.", null),
        SucceededState => (ExportState.Completed, "The file can be downloaded.", null),
        FailedState failed => (ExportState.Failed, null, ExportFailure.From(failed.Exception)),
        DeletedState => (ExportState.Cancelled, "Cancelled.", null),
        ScheduledState scheduled => (ExportState.Pending, $"Will be tried again at {scheduled.EnqueueAt:yyyy-MM-dd HH:mm:ss} UTC: {scheduled.Reason}", null),
        _ => (ExportState.Pending, "Waiting for a worker.", null),
    };
}
