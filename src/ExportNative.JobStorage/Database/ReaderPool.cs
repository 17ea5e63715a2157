using System.Collections.Concurrent;

namespace ExportNative.JobStorage;

/// <summary>
/// Read-only sessions, each rented by one thread at a time. In write-ahead mode readers neither wait for the writer
/// nor delay it, and a read sees every commit that returned before it began.
/// </summary>
internal sealed class ReaderPool(Func<SqliteSession> open) : IDisposable
{
    // More readers than this at the same moment only take turns on the processor; the rest wait here.
    private const int Most = 16;

    private readonly ConcurrentBag<SqliteSession> _idle = [];
    private readonly SemaphoreSlim _places = new(Most);
    private volatile bool _disposed;

    /// <summary>Runs a read on a session of its own.</summary>
    public T Read<T>(Func<Session, T> read)
    {
        ObjectDisposedException.ThrowIf(_disposed, typeof(SqliteJobStorage));
        _places.Wait();
        try
        {
            SqliteSession session = _idle.TryTake(out SqliteSession? idle) ? idle : open();
            try
            {
                return read(session);
            }
            finally
            {
                _idle.Add(session);
                if (_disposed)
                {
                    CloseIdle();
                }
            }
        }
        finally
        {
            _ = _places.Release();
        }
    }

    public void Dispose()
    {
        _disposed = true;
        CloseIdle();
    }

    private void CloseIdle()
    {
        while (_idle.TryTake(out SqliteSession? session))
        {
            session.Dispose();
        }
    }
}
