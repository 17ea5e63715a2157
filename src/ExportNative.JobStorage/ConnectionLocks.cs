using Hangfire.Storage;

namespace ExportNative.JobStorage;

/// <summary>The distributed locks that a connection holds; disposing frees them all.</summary>
internal abstract class ConnectionLocks : IDisposable
{
    /// <summary>Takes a lock; disposing the result gives it back, once, from any thread.</summary>
    /// <param name="resource">Its name.</param>
    /// <param name="timeout">Zero tries once.</param>
    /// <exception cref="DistributedLockTimeoutException">Somebody else held it for the whole timeout.</exception>
    public abstract IDisposable Acquire(string resource, TimeSpan timeout);

    /// <summary>Writes, in one transaction, only while the connection has all the locks that it believes to hold.</summary>
    /// <exception cref="LeaseLostException">One of them is somebody else's by now. Nothing was written.</exception>
    public abstract T Commit<T>(Func<Session, T> write);

    public abstract void Dispose();
}
