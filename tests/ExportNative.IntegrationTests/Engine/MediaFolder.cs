using System.IO.Abstractions;
using ExportNative.Contracts;
using ExportNative.Engine;
using ExportNative.Testing.Footage;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace ExportNative.IntegrationTests.Engine;

/// <summary>A media folder of one test, which may read the shared footage beside it; removed at the end.</summary>
internal sealed class MediaFolder(params IEnumerable<string> allowedRoots) : IDisposable
{
    private readonly string[] _allowed = [.. allowedRoots];

    /// <summary>Absolute path.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("exportnative-media-").FullName;

    /// <summary>As the engine is told.</summary>
    public MediaFolders Folders => new() { Base = Path, AllowedRoots = _allowed };

    /// <summary>The engine on the real file system.</summary>
    public static ExportEngine Engine => new(new FileSystem(), TimeProvider.System, NullLoggerFactory.Instance);

    /// <summary>A path in the folder.</summary>
    public string PathTo(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Where a config's output goes.</summary>
    public string OutputOf(ExportConfig config) => PathTo(config.Output.FilePath);

    /// <summary>A request without anything special.</summary>
    public ExportRequest Request(ExportConfig config) => new() { Config = config, Folders = Folders };

    /// <summary>Exports, and checks that beside the file and its report nothing is left.</summary>
    public ExportReport Export(ExportConfig config, IProgress<ExportProgress>? progress = null)
    {
        var report = Engine.Export(Request(config), progress, TestContext.Current.CancellationToken);
        Assert.Equal(
            new[] { System.IO.Path.GetFileName(config.Output.FilePath), "report.json" }.Order(),
            Directory.EnumerateFileSystemEntries(System.IO.Path.GetDirectoryName(OutputOf(config))!).Select(System.IO.Path.GetFileName).Order());
        return report;
    }

    /// <summary>An export that has to fail: with this kind, and without leaving anything behind.</summary>
    public ExportException Refusal(ExportErrorKind kind, ExportConfig config)
    {
        var error = Assert.Throws<ExportException>(() => Engine.Export(Request(config), null, TestContext.Current.CancellationToken));
        Assert.True(kind == error.Kind, $"expected {kind}, got {error.Kind}: {error.Description}");
        AssertNothingLeft(config);
        return error;
    }

    /// <summary>Neither the output nor anything temporary is there.</summary>
    public void AssertNothingLeft(ExportConfig config)
    {
        Assert.False(File.Exists(OutputOf(config)), "a file is under the final name");
        var folder = System.IO.Path.GetDirectoryName(OutputOf(config))!;
        Assert.Empty(Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*.part", new EnumerationOptions { AttributesToSkip = 0 }) : []);
    }

    /// <summary>Copies a file into the folder, to be changed by the test.</summary>
    public string Copy(string path, string name)
    {
        File.Copy(path, PathTo(name));
        return PathTo(name);
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);

    /// <summary>A config that plays some sources one after the other, for tests whose subject is not the edit.</summary>
    public static ExportConfig Simple(IReadOnlyList<string> sources, string output = "exports/edit/output.mp4", string length = "3.5") =>
        Edits.Config(sources, [.. sources.Select((_, i) => Edits.Segment(i, "0", length))], output);
}
