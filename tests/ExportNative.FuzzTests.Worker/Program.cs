using System.IO.Abstractions;
using ExportNative.Contracts;
using ExportNative.Engine;
using Microsoft.Extensions.Logging.Abstractions;

// Exports one folder after the other: each line of the input names a folder with edit.json and its sources, each line of
// the output says how that went. A crash of the native libraries ends this process and not the tests.
var engine = new ExportEngine(new FileSystem(), TimeProvider.System, NullLoggerFactory.Instance);
while (Console.ReadLine() is { } folder)
{
    Console.WriteLine(Outcome(folder));
}

string Outcome(string folder)
{
    try
    {
        var config = ExportConfigReader.Read(File.ReadAllBytes(Path.Combine(folder, "edit.json"))).Require();
        var report = engine.Export(new ExportRequest { Config = config, Folders = new MediaFolders { Base = folder } }, null, CancellationToken.None);
        return $"exported {Path.Combine(folder, report.Plan.OutputPath)}";
    }
    catch (ExportException e) when (e.Kind != ExportErrorKind.Internal)
    {
        return $"refused {e.Kind.Name()}: {e.Description.ReplaceLineEndings(" ")}";
    }
#pragma warning disable CA1031 // Every other exception is what the tests look for.
    catch (Exception e)
#pragma warning restore CA1031
    {
        return $"failed {e.ToString().ReplaceLineEndings(" | ")}";
    }
}
