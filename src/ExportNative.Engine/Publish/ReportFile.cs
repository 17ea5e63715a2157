using System.IO.Abstractions;
using System.Text.Json;
using ExportNative.Contracts;

namespace ExportNative.Engine.Publish;

/// <summary><c>report.json</c> while its export is not published: complete, under a temporary name beside its final one.</summary>
internal sealed class ReportFile : IDisposable
{
    private readonly IFileSystem _fileSystem;
    private readonly string _final;
    private readonly string _temporary;

    private ReportFile(IFileSystem fileSystem, string final, string temporary)
    {
        _fileSystem = fileSystem;
        _final = final;
        _temporary = temporary;
    }

    /// <summary>Its place beside the output.</summary>
    public static string Beside(IFileSystem fileSystem, string outputPath) =>
        fileSystem.Path.Combine(fileSystem.Path.GetDirectoryName(outputPath)!, "report.json");

    /// <summary>Writes it under its temporary name, safe on the disk.</summary>
    /// <exception cref="ExportException">It cannot be written.</exception>
    public static ReportFile Write(IFileSystem fileSystem, string path, string attempt, ExportReport report)
    {
        var full = fileSystem.Path.GetFullPath(path);
        var temporary = OutputFile.Temporary(fileSystem, full, attempt);
        try
        {
            using (var file = fileSystem.FileStream.New(temporary, FileMode.Create, FileAccess.Write, FileShare.None))
            {
                file.Write(JsonSerializer.SerializeToUtf8Bytes(report, ContractsJson.Default.ExportReport));
                file.Flush(flushToDisk: true);
            }

            return new ReportFile(fileSystem, full, temporary);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Delete(fileSystem, temporary);
            throw WriteErrors.From(e, path);
        }
    }

    /// <summary>Gives it its final name in one step.</summary>
    /// <exception cref="ExportException">It cannot be renamed.</exception>
    public void Publish()
    {
        try
        {
            _fileSystem.File.Move(_temporary, _final, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw WriteErrors.From(e, _final);
        }
    }

    /// <summary>Removes the temporary file, which is there unless the report was published.</summary>
    public void Dispose() => Delete(_fileSystem, _temporary);

    private static void Delete(IFileSystem fileSystem, string path)
    {
        try
        {
            fileSystem.File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The error that brought us here matters more.
        }
    }
}
