using ExportNative.JobStorage.PostgreSql;
using Microsoft.Extensions.Logging;

namespace ExportNative.Service.Jobs;

/// <summary>
/// Does something with the job storage, and does it again until it works when the storage is away: an export of an hour is
/// not thrown away because the database restarts at its end.
/// </summary>
internal static class StoragePatience
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Returns when <paramref name="action"/> has worked; the parameters are those of the other one.</summary>
    public static void Do(Action action, ILogger logger, CancellationToken cancellation)
        => Do<object?>(
            () =>
            {
                action();
                return null;
            },
            logger, null, cancellation);

    /// <summary>Returns what <paramref name="action"/> returns when it works.</summary>
    /// <param name="action">May be called any number of times, and must read anew each time what it depends on.</param>
    /// <param name="logger">Told once for each time that it did not work.</param>
    /// <param name="waiting">Called before each further try.</param>
    /// <param name="cancellation">Ends the waiting, not the action.</param>
    /// <exception cref="OperationCanceledException">Cancelled while the storage was away.</exception>
    public static T Do<T>(Func<T> action, ILogger logger, Action? waiting, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                return action();
            }
            catch (Exception error) when (StorageTrouble.Passes(error))
            {
                logger.LogWarning("The job storage is away, waiting for it: {Error}", error.Message);
                cancellation.WaitHandle.WaitOne(Pause);
                cancellation.ThrowIfCancellationRequested();
                waiting?.Invoke();
            }
        }
    }
}
