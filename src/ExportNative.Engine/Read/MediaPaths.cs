using System.IO.Abstractions;
using ExportNative.Contracts;

namespace ExportNative.Engine.Read;

/// <summary>
/// Turns the paths of a config, which come from strangers, into files: inside the allowed folders after every link on the
/// way is resolved, or not at all.
/// </summary>
internal sealed class MediaPaths(IFileSystem fileSystem, MediaFolders folders)
{
    private const int MostLinks = 40;

    /// <summary>Where the sources of a config are looked for, in this order: <c>{base}/sources</c>, then <c>{base}</c>.</summary>
    /// <exception cref="ExportException">Missing, or outside the allowed folders.</exception>
    public SourceName Source(int index, string asWritten)
    {
        RefuseForeign(asWritten, $"$.sources[{index}].filePath");
        var name = new SourceName(index, asWritten, asWritten);
        var isAbsolute = fileSystem.Path.IsPathRooted(asWritten);
        string[] candidates = isAbsolute
            ? [asWritten]
            : [fileSystem.Path.Combine(folders.Base, "sources", asWritten), fileSystem.Path.Combine(folders.Base, asWritten)];
        IReadOnlyList<string> roots = [folders.Base, .. folders.AllowedRoots];
        foreach (var candidate in candidates)
        {
            if (!fileSystem.File.Exists(candidate))
            {
                continue;
            }

            var real = Resolve(candidate);
            if (!IsInside(real, roots))
            {
                throw Outside(asWritten, $"$.sources[{index}].filePath");
            }

            return name with { Path = real };
        }

        if (isAbsolute && !IsInside(fileSystem.Path.GetFullPath(asWritten), roots))
        {
            throw Outside(asWritten, $"$.sources[{index}].filePath");
        }

        throw SourceErrors.Missing(name, null);
    }

    /// <summary>The absolute path of the output; its folder is made when the export begins, not here.</summary>
    /// <param name="request">Names it in its config, or overrides that.</param>
    /// <param name="sources">An output that is one of them is refused.</param>
    /// <exception cref="ExportException">Outside the media folder, or a source.</exception>
    public string Output(ExportRequest request, IEnumerable<SourceName> sources)
    {
        string full;
        if (request.OutputPath is { } given)
        {
            full = Resolve(fileSystem.Path.GetFullPath(given));
        }
        else
        {
            var asWritten = request.Config.Output.FilePath;
            RefuseForeign(asWritten, "$.output.filePath");
            full = Resolve(fileSystem.Path.GetFullPath(fileSystem.Path.Combine(folders.Base, asWritten)));
            if (fileSystem.Path.IsPathRooted(asWritten) || !IsInside(full, [folders.Base]))
            {
                throw Outside(asWritten, "$.output.filePath");
            }
        }

        if (fileSystem.Directory.Exists(full))
        {
            throw Refused("$.output.filePath", "names a folder", "the path of a file");
        }

        return sources.FirstOrDefault(s => s.Path == full) is { } source
            ? throw Refused("$.output.filePath", $"is the source {source.AsWritten}", "a file of its own: sources are never written to")
            : full;
    }

    /// <summary>The path with every link on it replaced by what it points to; parts that do not exist stay as they are.</summary>
    public string Resolve(string path)
    {
        var full = fileSystem.Path.GetFullPath(path);
        for (var links = 0; links < MostLinks; links++)
        {
            if (FirstLink(full) is not { } link)
            {
                return full;
            }

            var target = fileSystem.Path.GetFullPath(link.Target, fileSystem.Path.GetDirectoryName(link.Path)!);
            full = target + full[link.Path.Length..];
        }

        throw Refused("$", $"{path} goes through too many links", "a path without loops");
    }

    private (string Path, string Target)? FirstLink(string full)
    {
        for (var end = full.IndexOf('/', 1); ; end = full.IndexOf('/', end + 1))
        {
            var part = end < 0 ? full : full[..end];
            if (part.Length > 1 && fileSystem.FileInfo.New(part).LinkTarget is { } target)
            {
                return (part, target);
            }

            if (end < 0)
            {
                return null;
            }
        }
    }

    private bool IsInside(string real, IReadOnlyList<string> roots)
    {
        foreach (var root in roots)
        {
            var folder = Resolve(root).TrimEnd('/') + "/";
            if (real.StartsWith(folder, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Also said by the config reader; repeated here because this is the last place before a file is opened.</summary>
    private static void RefuseForeign(string path, string where)
    {
        if (path.Length == 0 || path.Contains('\0', StringComparison.Ordinal) || path.Split('/', '\\').Contains(".."))
        {
            throw Refused(where, "is empty, holds '..' or a zero character", "a file name or a path inside the media folder");
        }
    }

    private static ExportException Outside(string asWritten, string where) =>
        Refused(where, $"{asWritten} is outside the media folder", "a path inside the media folder or an allowed root");

    private static ExportException Refused(string where, string problem, string expected) =>
        ExportException.ForConfig([new ConfigProblem(where, problem, expected)]);
}
