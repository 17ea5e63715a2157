using ExportNative.Contracts;

namespace ExportNative.Service.CommandLine;

/// <summary>Runs what may fail in expected ways, and turns how it ends into an exit code.</summary>
internal static class EngineCall
{
    /// <summary>Runs a command's body with cancellation by signals.</summary>
    /// <param name="failed">Told the error, once.</param>
    /// <param name="body">What to do.</param>
    /// <returns>0, or the exit code of the error's kind.</returns>
    public static int Run(Action<ExportException> failed, Action<CancellationToken> body)
    {
        using var signals = new SignalCancellation();
        try
        {
            body(signals.Token);
            return ExitCodes.Success;
        }
        catch (ExportException error)
        {
            failed(error);
            return error.Kind.ExitCode();
        }
        catch (OperationCanceledException error)
        {
            failed(new ExportException(ExportErrorKind.Cancelled, ExportStage.Plan, null, null, "Cancelled.", "Run the same command to start again.", error));
            return ExportErrorKind.Cancelled.ExitCode();
        }
#pragma warning disable CA1031 // The last line of defence: whatever is left is a fault of this program, and is called so.
        catch (Exception error)
#pragma warning restore CA1031
        {
            failed(new ExportException(
                ExportErrorKind.Internal, ExportStage.Plan, null, null, $"A fault of this program: {error}",
                "Please report it, with this text and the config.", error));
            return ExportErrorKind.Internal.ExitCode();
        }
    }
}
