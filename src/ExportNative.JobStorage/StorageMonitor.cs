using System.Globalization;
using Hangfire.Common;
using Hangfire.States;
using Hangfire.Storage;
using Hangfire.Storage.Monitoring;

namespace ExportNative.JobStorage;

/// <summary>
/// What the dashboard shows: the lists of jobs. A job that cannot be loaded, or whose payload is broken, is a row with
/// what is known of it, never an error.
/// </summary>
internal sealed partial class StorageMonitor(JobStorageParts storage) : JobStorageMonitor
{
    private const int FirstJobs = 5;

    public override IList<ServerDto> Servers() => storage.Read(ServerOperations.All);

    public override IList<QueueWithTopEnqueuedJobsDto> Queues() => storage.Read(session => session.Snapshot(snapshot =>
        QueueNames(snapshot).ConvertAll(queue => new QueueWithTopEnqueuedJobsDto
        {
            Name = queue,
            Length = CountIn(snapshot, CountWaiting, queue),
            Fetched = CountIn(snapshot, CountClaimed, queue),
            FirstJobs = List(JobPage.WaitingIn(snapshot, queue, 0, FirstJobs), ToEnqueued),
        })));

    public override JobDetailsDto? JobDetails(string jobId)
    {
        ArgumentNullException.ThrowIfNull(jobId);
        return JobId.Parse(jobId) is { } id ? storage.Read(session => session.Snapshot(snapshot => Details(snapshot, id))) : null;
    }

    public override JobList<EnqueuedJobDto> EnqueuedJobs(string queue, int from, int perPage)
    {
        ArgumentNullException.ThrowIfNull(queue);
        return List(storage.Read(session => JobPage.WaitingIn(session, queue, from, perPage)), ToEnqueued);
    }

    public override JobList<FetchedJobDto> FetchedJobs(string queue, int from, int perPage)
    {
        ArgumentNullException.ThrowIfNull(queue);
        return List(storage.Read(session => JobPage.ClaimedIn(session, queue, from, perPage)), static job => new FetchedJobDto
        {
            Job = job.Job,
            LoadException = job.LoadException,
            InvocationData = job.Invocation,
            State = job.StateName,
            FetchedAt = job.FetchedAt,
        });
    }

    public override JobList<ProcessingJobDto> ProcessingJobs(int from, int count) =>
        Page(ProcessingState.StateName, from, count, newestFirst: false, static job => new ProcessingJobDto
        {
            Job = job.Job,
            LoadException = job.LoadException,
            InvocationData = job.Invocation,
            InProcessingState = true,
            StateData = job.StateData!,
            StartedAt = job.StateAt,
            ServerId = job.StateData.GetValueOrDefault("ServerId"),
        });

    public override JobList<ScheduledJobDto> ScheduledJobs(int from, int count) =>
        Page(ScheduledState.StateName, from, count, newestFirst: false, static job => new ScheduledJobDto
        {
            Job = job.Job,
            LoadException = job.LoadException,
            InvocationData = job.Invocation,
            InScheduledState = true,
            StateData = job.StateData!,
            ScheduledAt = job.StateAt,
            EnqueueAt = Date(job.StateData.GetValueOrDefault("EnqueueAt")) ?? DateTime.MinValue,
        });

    public override JobList<AwaitingJobDto> AwaitingJobs(int from, int count) =>
        storage.Read(session => session.Snapshot(snapshot => List(
            JobPage.InState(snapshot, AwaitingState.StateName, from, count, newestFirst: false),
            job => new AwaitingJobDto
            {
                Job = job.Job,
                LoadException = job.LoadException,
                InvocationData = job.Invocation,
                InAwaitingState = true,
                StateData = job.StateData!,
                AwaitingAt = job.StateAt,
                ParentStateName = job.StateData.GetValueOrDefault("ParentId") is { } parent && JobId.Parse(parent) is { } id
                    ? JobPage.StateNameOf(snapshot, id)
                    : null,
            })));

    public override JobList<SucceededJobDto> SucceededJobs(int from, int count) =>
        Page(SucceededState.StateName, from, count, newestFirst: true, static job => new SucceededJobDto
        {
            Job = job.Job,
            LoadException = job.LoadException,
            InvocationData = job.Invocation,
            InSucceededState = true,
            StateData = job.StateData!,
            SucceededAt = job.StateAt,
            Result = job.StateData.GetValueOrDefault("Result"),
            TotalDuration = Number(job.StateData.GetValueOrDefault("PerformanceDuration")) + Number(job.StateData.GetValueOrDefault("Latency")),
        });

    public override JobList<FailedJobDto> FailedJobs(int from, int count) =>
        Page(FailedState.StateName, from, count, newestFirst: true, static job => new FailedJobDto
        {
            Job = job.Job,
            LoadException = job.LoadException,
            InvocationData = job.Invocation,
            InFailedState = true,
            StateData = job.StateData!,
            Reason = job.StateReason,
            FailedAt = job.StateAt,
            ExceptionType = job.StateData.GetValueOrDefault("ExceptionType"),
            ExceptionMessage = job.StateData.GetValueOrDefault("ExceptionMessage"),
            ExceptionDetails = job.StateData.GetValueOrDefault("ExceptionDetails"),
        });

    public override JobList<DeletedJobDto> DeletedJobs(int from, int count) =>
        Page(DeletedState.StateName, from, count, newestFirst: true, static job => new DeletedJobDto
        {
            Job = job.Job,
            LoadException = job.LoadException,
            InvocationData = job.Invocation,
            InDeletedState = true,
            StateData = job.StateData!,
            DeletedAt = job.StateAt,
        });

    /// <summary>A queued job may have been moved to another state since; then only what the job is, is shown.</summary>
    private static EnqueuedJobDto ToEnqueued(JobPage job)
    {
        bool enqueued = job.IsIn(EnqueuedState.StateName);
        return new EnqueuedJobDto
        {
            Job = job.Job,
            LoadException = job.LoadException,
            InvocationData = job.Invocation,
            State = job.StateName,
            InEnqueuedState = enqueued,
            StateData = enqueued ? job.StateData! : null,
            EnqueuedAt = enqueued ? job.StateAt : null,
        };
    }

    private static JobDetailsDto? Details(Session session, long id)
    {
        if (JobOperations.GetData(session, id) is not { } job)
        {
            return null;
        }

        List<StateHistoryDto> history = [];
        using (Query states = session.Query("SELECT name, reason, created_at, data FROM hangfire_state WHERE job_id = ?1 ORDER BY number DESC").Bind(1, id))
        {
            while (states.Step())
            {
                history.Add(new StateHistoryDto
                {
                    StateName = states.Text(0),
                    Reason = states.TextOrNull(1),
                    CreatedAt = Clock.ToDateTime(states.Int64(2)),
                    Data = Json.Read(states.Text(3), StringComparer.OrdinalIgnoreCase)!,
                });
            }
        }

        using Query expiry = session.Query("SELECT expire_at FROM hangfire_job WHERE id = ?1").Bind(1, id);
        return new JobDetailsDto
        {
            Job = job.Job,
            LoadException = job.LoadException,
            InvocationData = job.InvocationData,
            CreatedAt = job.CreatedAt,
            Properties = new Dictionary<string, string>(job.ParametersSnapshot),
            History = history,
            ExpireAt = expiry.Step() ? Clock.ToDateTime(expiry.Int64OrNull(0)) : null,
        };
    }

    private static JobList<T> List<T>(List<JobPage> jobs, Func<JobPage, T> show) =>
        new(jobs.Select(job => KeyValuePair.Create(job.Id, show(job))));

    private static long? Number(string? text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) ? number : null;

    private static DateTime? Date(string? text)
    {
        try
        {
            return JobHelper.DeserializeNullableDateTime(text);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private JobList<T> Page<T>(string state, int from, int count, bool newestFirst, Func<JobPage, T> show) =>
        List(storage.Read(session => JobPage.InState(session, state, from, count, newestFirst)), show);
}
