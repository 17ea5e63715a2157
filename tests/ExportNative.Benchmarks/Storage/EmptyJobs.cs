using System.Diagnostics;

namespace ExportNative.Benchmarks.Storage;

/// <summary>The jobs that are measured with: they do nothing but note that, and when, they ran.</summary>
public static class EmptyJobs
{
    private static long _done;
    private static long _expected;
    private static ManualResetEventSlim _all = new();

    /// <summary>When the latest <see cref="Note"/> ran, as a timestamp of <see cref="Stopwatch"/>.</summary>
    public static long NotedAt { get; private set; }

    /// <summary>Set when a <see cref="Note"/> has run.</summary>
    public static AutoResetEvent Noted { get; } = new(false);

    /// <summary>Starts to count; the result is set when that many jobs have run.</summary>
    public static ManualResetEventSlim Expect(long jobs)
    {
        _done = 0;
        _expected = jobs;
        return _all = new ManualResetEventSlim();
    }

    public static void Nothing()
    {
        if (Interlocked.Increment(ref _done) == _expected)
        {
            _all.Set();
        }
    }

    public static void Note()
    {
        NotedAt = Stopwatch.GetTimestamp();
        _ = Noted.Set();
    }
}
