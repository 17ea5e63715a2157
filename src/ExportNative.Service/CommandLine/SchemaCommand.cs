using System.CommandLine;
using ExportNative.Contracts;

namespace ExportNative.Service.CommandLine;

/// <summary><c>exportnative schema</c>: the config's JSON Schema.</summary>
internal static class SchemaCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(Terminal terminal)
    {
        var command = new Command("schema", "Print the JSON Schema (2020-12) of a config.");
        command.SetAction(_ =>
        {
            terminal.Output.Write(ExportConfigSchema.Json);
            return ExitCodes.Success;
        });
        return command;
    }
}
