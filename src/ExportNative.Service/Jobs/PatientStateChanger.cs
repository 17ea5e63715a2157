using ExportNative.JobStorage.PostgreSql;
using Hangfire.States;
using Microsoft.Extensions.Logging;

namespace ExportNative.Service.Jobs;

/// <summary>
/// Changes jobs' states, and waits for a storage that is away. Hangfire's workers try ten times and then put the job among
/// the failed ones without asking any filter, so that a database that comes back at that moment has a job that failed and an
/// export that never ends.
/// </summary>
internal sealed class PatientStateChanger(IBackgroundJobStateChanger inner, ILogger logger, CancellationToken stop) : IBackgroundJobStateChanger
{
    /// <inheritdoc/>
    public IState ChangeState(StateChangeContext context)
    {
        if (context.DisableFilters && context.NewState is FailedState { Exception: { } cause } && StorageTrouble.Passes(cause))
        {
            // The process stops while the storage is away. The job stays in its queue, for whoever comes next.
            throw new OperationCanceledException("The job's state could not be changed before the process stopped.", cause);
        }

        return StoragePatience.Do(() => inner.ChangeState(context), logger, null, stop);
    }
}
