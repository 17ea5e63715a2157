using System.CommandLine;
using System.Runtime.CompilerServices;

namespace ExportNative.Service.CommandLine;

/// <summary><c>exportnative serve</c>: the service. Arguments are settings; the rest comes from appsettings.json and the environment.</summary>
internal static class ServeCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(Terminal terminal)
    {
        var settings = new (Option<string?> Option, string Key)[]
        {
            (Text("--urls", "Addresses to listen on, separated by semicolons. Default http://127.0.0.1:8080.", "URLS"), "urls"),
            (Text("--media", "Media folder. Default: $MEDIA_BASE_PATH, then ./data.", "DIR"), "ExportNative:MediaBasePath"),
            (Text("--data", "Folder of the job database. Default: .exportnative in the media folder.", "DIR"), "ExportNative:DataPath"),
            (Words("--role", "api: HTTP and dashboard; worker: runs exports; all: both, the default.", "all", "api", "worker"), "ExportNative:Role"),
            (Words("--storage", "Where jobs are kept: sqlite, the default, or postgresql.", "sqlite", "postgresql"), "ExportNative:Storage"),
            (Text("--connection", "Connection string of PostgreSQL; better in the environment, ExportNative__ConnectionString.", "TEXT"), "ExportNative:ConnectionString"),
        };
        var allow = new Option<string[]>("--allow") { Description = "Folder in which sources may be named by an absolute path; may be given more than once.", HelpName = "DIR" };
        var set = new Option<string[]>("--set") { Description = "Any setting, such as ExportNative:Jobs:Concurrency=4; may be given more than once.", HelpName = "KEY=VALUE" };
        set.Validators.Add(result =>
        {
            if (result.Tokens.FirstOrDefault(token => !token.Value.Contains('=', StringComparison.Ordinal)) is { } wrong)
            {
                result.AddError($"--set {wrong.Value}: a setting is KEY=VALUE.");
            }
        });
        var command = new Command("serve", "Serve the HTTP API and the dashboard, and run exports.") { allow, set };
        foreach (var (option, _) in settings)
        {
            command.Add(option);
        }

        command.SetAction(arguments =>
        {
            List<KeyValuePair<string, string?>> overrides =
            [
                .. settings.Where(setting => arguments.GetValue(setting.Option) is not null).Select(setting => KeyValuePair.Create(setting.Key, arguments.GetValue(setting.Option))),
                .. (arguments.GetValue(allow) ?? []).Select((folder, index) => KeyValuePair.Create($"ExportNative:AllowedRoots:{index}", (string?)folder)),
                .. (arguments.GetValue(set) ?? []).Select(text => KeyValuePair.Create(text[..text.IndexOf('=', StringComparison.Ordinal)], (string?)text[(text.IndexOf('=', StringComparison.Ordinal) + 1)..])),
            ];
            return Serve(overrides, terminal);
        });
        return command;
    }

    // Apart and never inlined: the web host's assemblies are loaded when this method is compiled, and no sooner.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Serve(List<KeyValuePair<string, string?>> settings, Terminal terminal) => ServiceProcess.Run(settings, terminal);

    private static Option<string?> Text(string name, string description, string value) => new(name) { Description = description, HelpName = value };

    private static Option<string?> Words(string name, string description, params string[] words)
    {
        var option = Text(name, description, string.Join('|', words));
        option.AcceptOnlyFromAmong(words);
        return option;
    }
}
