using System.Collections.Concurrent;

namespace ExportNative.Service.Jobs;

/// <summary>The exports that this process is working on.</summary>
internal sealed class RunningExports
{
    private readonly ConcurrentDictionary<RunningExport, byte> running = new();

    /// <summary>A snapshot of all.</summary>
    public IReadOnlyCollection<RunningExport> All => [.. running.Keys];

    /// <summary>An attempt begins.</summary>
    public void Add(RunningExport export) => running.TryAdd(export, 0);

    /// <summary>An attempt has ended.</summary>
    public void Remove(RunningExport export) => running.TryRemove(export, out _);

    /// <summary>Stops every attempt at an export in this process.</summary>
    public void Stop(string id)
    {
        foreach (var export in running.Keys.Where(export => export.Id == id))
        {
            try
            {
                export.Stop();
            }
            catch (ObjectDisposedException)
            {
                // It ended in this moment.
            }
        }
    }

    /// <summary>Waits until no attempt at an export is left in this process.</summary>
    /// <returns>False when one is still there after the time.</returns>
    public async Task<bool> WhenGone(string id, TimeSpan atMost, TimeProvider clock, CancellationToken cancellation)
    {
        var began = clock.GetTimestamp();
        while (running.Keys.Any(export => export.Id == id))
        {
            if (clock.GetElapsedTime(began) > atMost)
            {
                return false;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(10), clock, cancellation);
        }

        return true;
    }
}
