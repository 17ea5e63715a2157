using System.CommandLine;

namespace ExportNative.Service.CommandLine;

/// <summary>The command line: what it offers, and how its arguments become one of the commands.</summary>
internal static class CommandLineProgram
{
    /// <summary>Runs the command that the arguments name.</summary>
    /// <param name="arguments">As the shell gave them, without the program's name.</param>
    /// <param name="terminal">Where it speaks.</param>
    /// <returns>The process's exit code, see <see cref="ExitCodes"/>.</returns>
    public static int Run(string[] arguments, Terminal terminal)
    {
        var parsed = Create(terminal).Parse(arguments);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors)
            {
                terminal.Error.WriteLine($"exportnative: {error.Message}");
            }

            var command = parsed.CommandResult.Command is RootCommand ? "" : $" {parsed.CommandResult.Command.Name}";
            terminal.Error.WriteLine($"Try: exportnative{command} --help");
            return ExitCodes.Usage;
        }

        return parsed.Invoke(new InvocationConfiguration
        {
            Output = terminal.Output,
            Error = terminal.Error,
            EnableDefaultExceptionHandler = false,

            // Signals are this program's own business: the first cancels, the second ends the process.
            ProcessTerminationTimeout = null,
        });
    }

    /// <summary>All commands with their options.</summary>
    /// <param name="terminal">Where they speak.</param>
    public static RootCommand Create(Terminal terminal)
        => new("Joins multicam footage into one file by stream copy: no re-encoding, one pass, at disk speed.")
        {
            ExportCommand.Create(terminal),
            PlanCommand.Create(terminal),
            ProbeCommand.Create(terminal),
            SchemaCommand.Create(terminal),
            ServeCommand.Create(terminal),
            HealthCommand.Create(terminal),
            StorageCommand.Create(terminal),
        };
}
