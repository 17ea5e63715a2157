using System.IO.Abstractions;
using ExportNative.Contracts;
using ExportNative.Engine;
using ExportNative.Service.Settings;

namespace ExportNative.Service.Library;

/// <summary>The folder of each export, <c>exports/{id}</c> in the media folder: config, output, report.</summary>
internal sealed class JobFolders(IFileSystem fileSystem, ServiceSettings settings)
{
    /// <summary>Name of the config's file.</summary>
    public const string ConfigName = "config.json";

    /// <summary>Name of the report's file.</summary>
    public const string ReportName = "report.json";

    /// <summary>All exports' folder.</summary>
    public string Root => fileSystem.Path.Combine(settings.MediaBasePath, "exports");

    /// <summary>An export's folder. Ids hold no separators, which the config's reader sees to.</summary>
    public string Folder(string id) => fileSystem.Path.Combine(Root, id);

    /// <summary>An export's config.</summary>
    public string Config(string id) => fileSystem.Path.Combine(Folder(id), ConfigName);

    /// <summary>An export's report.</summary>
    public string Report(string id) => fileSystem.Path.Combine(Folder(id), ReportName);

    /// <summary>An output by its path in the config.</summary>
    public string Output(string relative) => fileSystem.Path.GetFullPath(fileSystem.Path.Combine(settings.MediaBasePath, relative));

    /// <summary>
    /// What is wrong with an output path, or null: it must lie in the export's own folder, or one export could overwrite
    /// another's file or a source.
    /// </summary>
    public ConfigProblem? OutputProblem(ExportConfig config)
    {
        var full = Output(config.Output.FilePath);
        var inside = full.StartsWith(Folder(config.Id) + "/", StringComparison.Ordinal);
        var taken = full == Config(config.Id) || full == Report(config.Id);
        return inside && !taken
            ? null
            : new ConfigProblem("$.output.filePath", $"{config.Output.FilePath} {(taken ? "is a file of the service" : "is outside the export's own folder")}", $"exports/{config.Id}/output.mp4");
    }

    /// <summary>Makes the folder, removes what an earlier export of the same id left, and keeps the config, safe on disk.</summary>
    public void Prepare(string id, byte[] config, string outputPath)
    {
        fileSystem.Directory.CreateDirectory(Folder(id));
        fileSystem.File.Delete(Output(outputPath));
        fileSystem.File.Delete(Report(id));
        var temporary = fileSystem.Path.Combine(Folder(id), $".{ConfigName}.{Guid.NewGuid():N}.part");
        try
        {
            using (var file = fileSystem.FileStream.New(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                file.Write(config);
                file.Flush(flushToDisk: true);
            }

            fileSystem.File.Move(temporary, Config(id), overwrite: true);
        }
        catch
        {
            fileSystem.File.Delete(temporary);
            throw;
        }
    }

    /// <summary>The config that was kept; null when it is gone.</summary>
    public byte[]? ReadConfig(string id)
    {
        try
        {
            return fileSystem.File.ReadAllBytes(Config(id));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>
    /// Gives the files of an attempt that may publish their final names, if they do not have them yet: the attempt itself and
    /// whoever comes after it may do so at the same time.
    /// </summary>
    /// <returns>False when they are gone, and have to be made anew.</returns>
    public bool FinishPublication(string id, string outputPath, string attempt)
    {
        TryName(Output(outputPath), attempt);
        TryName(Report(id), attempt);
        try
        {
            var report = System.Text.Json.JsonSerializer.Deserialize(fileSystem.File.ReadAllBytes(Report(id)), ContractsJson.Default.ExportReport);
            return report is not null && fileSystem.FileInfo.New(Output(outputPath)) is { Exists: true } file && file.Length == report.FileBytes;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or System.Text.Json.JsonException)
        {
            return false;
        }
    }

    /// <summary>Removes an export's folder and everything in it. Absent is fine.</summary>
    public void Remove(string id)
    {
        for (var left = 3; ; left--)
        {
            try
            {
                fileSystem.Directory.Delete(Folder(id), recursive: true);
                return;
            }
            catch (DirectoryNotFoundException)
            {
                return;
            }
            catch (IOException) when (left > 0)
            {
                // An attempt that has not yet noticed put a file there while it was being emptied.
            }
        }
    }

    /// <summary>Removes temporary files that no living export holds, from the folder of one that does not run.</summary>
    /// <returns>How many.</returns>
    public int RemoveLeftovers(string id)
    {
        var removed = 0;
        if (!fileSystem.Directory.Exists(Folder(id)))
        {
            return removed;
        }

        foreach (var path in fileSystem.Directory.EnumerateFiles(Folder(id), ".*.part", SearchOption.AllDirectories))
        {
            try
            {
                // The lock of a living export makes this fail.
                using (fileSystem.FileStream.New(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
                {
                    fileSystem.File.Delete(path);
                    removed++;
                }
            }
            catch (IOException)
            {
                continue;
            }
        }

        return removed;
    }

    private void TryName(string final, string attempt)
    {
        try
        {
            fileSystem.File.Move(ExportEngine.TemporaryName(fileSystem, final, attempt), final, overwrite: true);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            // It has its name already, or is gone.
        }
    }
}
