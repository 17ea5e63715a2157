using System.CommandLine;
using System.Text.Json;
using ExportNative.Contracts;

namespace ExportNative.Service.CommandLine;

/// <summary><c>exportnative probe FILE</c>: what the engine sees in a file.</summary>
internal static class ProbeCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(Terminal terminal)
    {
        var file = new Argument<string>("FILE") { Description = "A media file." };
        var json = new Option<bool>("--json") { Description = "As one JSON object." };
        var command = new Command("probe", "Show a file's streams, length and keyframes as the engine sees them.") { file, json };
        command.SetAction(arguments =>
        {
            var announcer = Announcer.For(terminal, arguments.GetValue(json), TimeProvider.System);
            return EngineCall.Run(announcer.Failed, cancellation =>
            {
                var probe = Engines.Create().Probe(arguments.GetRequiredValue(file), cancellation);
                if (arguments.GetValue(json))
                {
                    terminal.Output.WriteLine(JsonSerializer.Serialize(probe, ContractsJson.Default.SourceProbe));
                }
                else
                {
                    ProbeText.Write(terminal.Output, probe);
                }
            });
        });
        return command;
    }
}
