using System.Runtime.InteropServices;

namespace ExportNative.Service.CommandLine;

/// <summary>
/// Turns SIGINT, SIGTERM and SIGHUP into a cancellation while it lives. The first signal asks, so that temporary files
/// are removed; the second gets the system's own treatment and ends the process at once.
/// </summary>
internal sealed class SignalCancellation : IDisposable
{
    private readonly CancellationTokenSource source = new();
    private readonly PosixSignalRegistration[] registrations;
    private int signals;

    /// <summary>Begins to listen.</summary>
    public SignalCancellation()
        => registrations = [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP }.Select(signal => PosixSignalRegistration.Create(signal, Handle))];

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => source.Token;

    /// <summary>Stops listening.</summary>
    public void Dispose()
    {
        foreach (var registration in registrations)
        {
            registration.Dispose();
        }

        source.Dispose();
    }

    // Runs on a thread of the pool, never inside the signal handler itself.
    private void Handle(PosixSignalContext context)
    {
        context.Cancel = Interlocked.Increment(ref signals) == 1;
        source.Cancel();
    }
}
