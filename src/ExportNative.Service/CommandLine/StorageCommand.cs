using System.CommandLine;
using System.Runtime.CompilerServices;
using ExportNative.Contracts;

namespace ExportNative.Service.CommandLine;

/// <summary><c>exportnative storage</c>: work on the job database while no service runs on it.</summary>
internal static class StorageCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(Terminal terminal)
    {
        var media = new Option<string?>("--media") { Description = "Media folder. Default: $MEDIA_BASE_PATH, then ./data.", HelpName = "DIR" };
        var data = new Option<string?>("--data") { Description = "Folder of the job database. Default: .exportnative in the media folder.", HelpName = "DIR" };
        var connection = new Option<string?>("--connection") { Description = "Connection string of the PostgreSQL database; better in the environment, ExportNative__ConnectionString.", HelpName = "TEXT" };
        var copy = new Command("copy", "Copy the job database from SQLite to an empty PostgreSQL database: all of it or nothing.") { media, data, connection };
        copy.SetAction(arguments =>
        {
            (string Key, string? Value)[] given =
                [("MediaBasePath", arguments.GetValue(media)), ("DataPath", arguments.GetValue(data)), ("ConnectionString", arguments.GetValue(connection)), ("Storage", "postgresql")];
            return Copy([.. given.Where(setting => setting.Value is not null).Select(setting => KeyValuePair.Create($"ExportNative:{setting.Key}", setting.Value))], terminal);
        });
        return new Command("storage", "Work on the job database while no service runs on it.") { copy };
    }

    // Apart and never inlined, so that no other command loads the databases' drivers.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Copy(List<KeyValuePair<string, string?>> given, Terminal terminal)
    {
        try
        {
            var settings = ServiceHost.ReadSettings(given);
            var file = Jobs.JobStorages.SqliteFile(settings);
            var counts = JobStorage.PostgreSql.StorageCopy.Run(file, settings.ConnectionString, TimeProvider.System);
            terminal.Output.WriteLine($"copied {string.Join(", ", counts.Select(pair => $"{pair.Value} {pair.Key}"))}");
            terminal.Output.WriteLine($"{file} is unchanged; start the service with --storage postgresql from now on.");
            return ExitCodes.Success;
        }
        catch (Exception error) when (error is Settings.SettingsException or JobStorage.JobStorageException or ArgumentException or InvalidOperationException)
        {
            terminal.Error.WriteLine($"exportnative: {error.Message}");
            return ExitCodes.Usage;
        }
        catch (Exception error) when (error is Npgsql.NpgsqlException or Microsoft.Data.Sqlite.SqliteException or IOException)
        {
            terminal.Error.WriteLine($"exportnative: {error.Message} Nothing was changed.");
            return ExportErrorKind.WriteFailed.ExitCode();
        }
    }
}
