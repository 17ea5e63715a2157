using System.IO.Abstractions;
using System.Text.Json;
using ExportNative.Contracts;

namespace ExportNative.Engine.Publish;

/// <summary>Writes <c>report.json</c>, whole or not at all.</summary>
internal static class ReportFile
{
    /// <summary>Its place beside the output.</summary>
    public static string Beside(IFileSystem fileSystem, string outputPath) =>
        fileSystem.Path.Combine(fileSystem.Path.GetDirectoryName(outputPath)!, "report.json");

    /// <exception cref="ExportException">It cannot be written.</exception>
    public static void Write(IFileSystem fileSystem, string path, ExportReport report)
    {
        var temporary = $"{path}.{Guid.NewGuid():N}.part";
        try
        {
            fileSystem.File.WriteAllBytes(temporary, JsonSerializer.SerializeToUtf8Bytes(report, ContractsJson.Default.ExportReport));
            fileSystem.File.Move(temporary, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            fileSystem.File.Delete(temporary);
            throw WriteErrors.From(e, path);
        }
    }
}
