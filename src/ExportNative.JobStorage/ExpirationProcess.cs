using Hangfire.Logging;
using Hangfire.Server;

namespace ExportNative.JobStorage;

/// <summary>
/// Deletes what has expired, on every server that uses the storage. Several at once do no harm: each portion is one
/// transaction.
/// </summary>
/// <param name="storage">Whose.</param>
/// <param name="interval">Between two looks.</param>
/// <param name="deleted">Told how many rows went; null where nobody needs to know.</param>
internal sealed class ExpirationProcess(JobStorageParts storage, TimeSpan interval, Action<long, CancellationToken>? deleted = null) : IBackgroundProcess
{
    private readonly ILog _log = LogProvider.For<ExpirationProcess>();

    public void Execute(BackgroundProcessContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        _ = RunOnce(context.StoppingToken);
        context.Wait(interval);
    }

    /// <summary>Deletes everything that has expired by now and returns how many rows went.</summary>
    public long RunOnce(CancellationToken cancellationToken)
    {
        long now = storage.Clock.Now;
        long total = 0;
        int portion;
        do
        {
            cancellationToken.ThrowIfCancellationRequested();
            portion = storage.Write(session => ExpirationOperations.DeletePortion(session, now), durable: false);
            total += portion;
        }
        while (portion > 0);
        if (total > 0)
        {
            _log.Debug($"Deleted {total} expired rows.");
            deleted?.Invoke(total, cancellationToken);
        }

        return total;
    }

    public override string ToString() => "Job storage expiration";
}
