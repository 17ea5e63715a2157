using ExportNative.Service.CommandLine;
using ExportNative.Service.Observe;
using ExportNative.Service.Settings;
using Hangfire.Logging;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ExportNative.Service;

/// <summary>The service as a process: from its settings to its exit code.</summary>
internal static class ServiceProcess
{
    /// <summary>Serves until it is told to stop.</summary>
    /// <param name="settings">From the command line.</param>
    /// <param name="terminal">Told what keeps the service from starting.</param>
    /// <returns>0 after an orderly stop, 2 for wrong settings, 5 when it cannot listen or open its storage, 70 when a part of it did not stop in order.</returns>
    public static int Run(IEnumerable<KeyValuePair<string, string?>> settings, Terminal terminal)
    {
        try
        {
            using var app = ServiceHost.Create(settings);
            LogProvider.SetCurrentLogProvider(new HangfireLog(app.Services.GetRequiredService<ILoggerFactory>()));
            app.Start();
            terminal.Output.WriteLine($"listening on {string.Join(" ", app.Urls)}");
            return Serve(app, terminal);
        }
        catch (SettingsException error)
        {
            terminal.Error.WriteLine($"exportnative: {error.Message}");
            return ExitCodes.Usage;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JobStorage.JobStorageException or Npgsql.NpgsqlException)
        {
            terminal.Error.WriteLine($"exportnative: {error.Message}");
            return Contracts.ExportErrorKinds.ExitCode(Contracts.ExportErrorKind.WriteFailed);
        }
    }

    private static int Serve(IHost app, Terminal terminal)
    {
        try
        {
            app.WaitForShutdown();
            return ExitCodes.Success;
        }
        catch (Exception error) when (error is AggregateException or OperationCanceledException)
        {
            // What runs goes to others when its lease ends, as after a crash.
            terminal.Error.WriteLine($"exportnative: the service did not stop in order: {error.Message}");
            return Contracts.ExportErrorKinds.ExitCode(Contracts.ExportErrorKind.Internal);
        }
    }
}
