using System.CommandLine;
using ExportNative.Engine;

namespace ExportNative.Service.CommandLine;

/// <summary>The options that say where footage lies, shared by the commands that take a config.</summary>
internal sealed class MediaOptions
{
    private const string DefaultFolder = "./data";

    private readonly Option<string?> media = new("--media")
    {
        Description = $"Media folder: sources are looked for in DIR/sources, then in DIR. Default: $MEDIA_BASE_PATH, then {DefaultFolder}.",
        HelpName = "DIR",
    };

    private readonly Option<string[]> allow = new("--allow")
    {
        Description = "Folder in which sources may be named by an absolute path; may be given more than once.",
        HelpName = "DIR",
    };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(media);
        command.Add(allow);
    }

    /// <summary>The folders that the arguments and the environment name, as absolute paths.</summary>
    public MediaFolders Folders(ParseResult arguments)
    {
        var folder = arguments.GetValue(media) ?? Environment.GetEnvironmentVariable("MEDIA_BASE_PATH");
        return new MediaFolders
        {
            Base = Path.GetFullPath(string.IsNullOrEmpty(folder) ? DefaultFolder : folder),
            AllowedRoots = [.. (arguments.GetValue(allow) ?? []).Select(Path.GetFullPath)],
        };
    }
}
