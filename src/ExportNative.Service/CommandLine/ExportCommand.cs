using System.CommandLine;
using ExportNative.Contracts;
using ExportNative.Engine;

namespace ExportNative.Service.CommandLine;

/// <summary><c>exportnative export CONFIG</c>: makes the file.</summary>
internal static class ExportCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(Terminal terminal)
    {
        var config = new Argument<string>("CONFIG") { Description = "The export config, JSON; - for standard input." };
        var media = new MediaOptions();
        var output = new Option<string?>("--output", "-o") { Description = "Write to FILE instead of output.filePath in the media folder.", HelpName = "FILE" };
        var verify = new Option<bool>("--verify") { Description = "Compare hashes of the packets read and the packets in the finished file." };
        var cut = new Option<string?>("--cut") { Description = "Where cuts fall: on the nearest keyframe, nothing re-encoded, or on the exact frame.", HelpName = "keyframe|frame" };
        cut.AcceptOnlyFromAmong("keyframe", "frame");
        var json = new Option<bool>("--json") { Description = "One JSON event a line: plan, progress, warning, error, completed." };
        var command = new Command("export", "Make the file that a config describes.") { config };
        media.AddTo(command);
        command.Add(output);
        command.Add(verify);
        command.Add(cut);
        command.Add(json);
        command.SetAction(arguments =>
        {
            var announcer = Announcer.For(terminal, arguments.GetValue(json), TimeProvider.System);
            return EngineCall.Run(announcer.Failed, cancellation =>
            {
                var (wanted, warnings) = ConfigFile.Read(arguments.GetRequiredValue(config));
                foreach (var warning in warnings)
                {
                    announcer.Warn(warning);
                }

                var request = new ExportRequest
                {
                    Config = WithCut(wanted, arguments.GetValue(cut)),
                    Folders = media.Folders(arguments),
                    OutputPath = arguments.GetValue(output) is { } path ? Path.GetFullPath(path) : null,
                    Verify = wanted.Verify || arguments.GetValue(verify),
                };
                var engine = Engines.Create();
                announcer.Planned(engine.Plan(request, cancellation));
                announcer.Completed(engine.Export(request, announcer, cancellation));
            });
        });
        return command;
    }

    /// <summary>The config with the cut that the command line asks for, if it does.</summary>
    internal static ExportConfig WithCut(ExportConfig config, string? cut) => cut is null
        ? config
        : config with { Output = config.Output with { Cut = cut == "frame" ? CutMode.Frame : CutMode.Keyframe } };
}
