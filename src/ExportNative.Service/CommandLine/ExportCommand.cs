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
        var report = new Option<string?>("--report") { Description = "Write the report to FILE instead of report.json beside the output.", HelpName = "FILE" };
        var verify = new Option<bool>("--verify") { Description = "Compare hashes of the packets read and the packets in the finished file." };
        var cut = new Option<string?>("--cut") { Description = "Where cuts fall: on the nearest keyframe, nothing re-encoded, or on the exact frame.", HelpName = "keyframe|frame" };
        cut.AcceptOnlyFromAmong("keyframe", "frame");
        var workers = new Option<int?>("--cut-workers")
        {
            Description = "Threads that encode pictures around cuts, 1 to 64. Default: one for each processor. The file does not depend on it.",
            HelpName = "N",
        };
        workers.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() is < 1 or > 64)
            {
                result.AddError("--cut-workers is a number from 1 to 64.");
            }
        });
        var json = new Option<bool>("--json") { Description = "One JSON event a line: plan, progress, warning, error, completed." };
        var command = new Command("export", "Make the file that a config describes.") { config };
        media.AddTo(command);
        command.Add(output);
        command.Add(report);
        command.Add(verify);
        command.Add(cut);
        command.Add(workers);
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

                var path = arguments.GetValue(output);
                if (path is not null && EndingWarning(path, wanted.Output.Format) is { } ending)
                {
                    announcer.Warn(ending);
                }

                var request = new ExportRequest
                {
                    Config = WithCut(wanted, arguments.GetValue(cut)),
                    Folders = media.Folders(arguments),
                    OutputPath = path,
                    ReportPath = arguments.GetValue(report),
                    Verify = wanted.Verify || arguments.GetValue(verify),
                    CutWorkers = arguments.GetValue(workers),
                    Planned = announcer.Planned,
                };
                announcer.Completed(Engines.Create().Export(request, announcer, cancellation));
            });
        });
        return command;
    }

    private static ExportWarning? EndingWarning(string path, OutputFormat format)
        => Path.GetExtension(path).Equals(".webm", StringComparison.OrdinalIgnoreCase) == (format == OutputFormat.WebM)
            ? null
            : new ExportWarning(null, $"{path} will be {(format == OutputFormat.WebM ? "WebM" : "MP4")}, as output.format says, whatever its ending.");

    /// <summary>The config with the cut that the command line asks for, if it does.</summary>
    internal static ExportConfig WithCut(ExportConfig config, string? cut) => cut is null
        ? config
        : config with { Output = config.Output with { Cut = cut == "frame" ? CutMode.Frame : CutMode.Keyframe } };
}
