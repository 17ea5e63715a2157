using System.CommandLine;
using System.Text.Json;
using ExportNative.Contracts;
using ExportNative.Engine;

namespace ExportNative.Service.CommandLine;

/// <summary><c>exportnative plan CONFIG</c>: what would be done, nothing is written.</summary>
internal static class PlanCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(Terminal terminal)
    {
        var config = new Argument<string>("CONFIG") { Description = "The export config, JSON; - for standard input." };
        var media = new MediaOptions();
        var cut = new Option<string?>("--cut") { Description = "Plan with cuts on keyframes or on exact frames.", HelpName = "keyframe|frame" };
        cut.AcceptOnlyFromAmong("keyframe", "frame");
        var json = new Option<bool>("--json") { Description = "The plan as one JSON object." };
        var command = new Command("plan", "Show what would be copied, rolled or refused, and why; nothing is written.") { config };
        media.AddTo(command);
        command.Add(cut);
        command.Add(json);
        command.SetAction(arguments =>
        {
            var announcer = Announcer.For(terminal, arguments.GetValue(json), TimeProvider.System);
            return EngineCall.Run(announcer.Failed, cancellation =>
            {
                var (wanted, warnings) = ConfigFile.Read(arguments.GetRequiredValue(config));
                var plan = Engines.Create().Plan(
                    new ExportRequest { Config = ExportCommand.WithCut(wanted, arguments.GetValue(cut)), Folders = media.Folders(arguments) },
                    cancellation);
                if (arguments.GetValue(json))
                {
                    terminal.Output.WriteLine(JsonSerializer.Serialize(plan, ContractsJson.Default.ExportPlan));
                    return;
                }

                foreach (var warning in warnings)
                {
                    announcer.Warn(warning);
                }

                PlanText.Write(terminal.Output, plan);
            });
        });
        return command;
    }
}
