using System.Globalization;
using System.IO.Abstractions;
using ExportNative.Contracts;
using ExportNative.Engine;
using ExportNative.Service.Settings;

namespace ExportNative.Service.Library;

/// <summary>Looks at a config's sources before it is taken in, so that the client learns at once what can never work.</summary>
internal sealed class SourceCheck(IFileSystem fileSystem, ExportEngine engine, SourceProbeCache probes, ServiceSettings settings) : IDisposable
{
    // The engine decides to the frame; this only refuses what is certainly outside.
    private const double Tolerance = 0.25;
    private static readonly string[] NoSources = ["exports", ".uploads", PreviewFiles.FolderName, ".exportnative"];
    private readonly SemaphoreSlim plans = new(2);

    private MediaFolders Folders => new() { Base = settings.MediaBasePath, AllowedRoots = settings.AllowedRoots };

    /// <summary>Checks that each used source is there, may be used, can be read, and is long enough.</summary>
    /// <exception cref="ExportException">Something is wrong; ranges are reported all together.</exception>
    public async Task Check(ExportConfig config, CancellationToken cancellation)
    {
        var durations = new Dictionary<int, double?>();
        foreach (var index in config.Segments.Select(segment => segment.SourceIndex).Distinct())
        {
            durations[index] = (await probes.Probe(Locate(config, index), config.Sources[index].FilePath, cancellation)).Duration;
        }

        LocateMaster(config);
        List<ConfigProblem> problems = [];
        for (var i = 0; i < config.Segments.Count; i++)
        {
            var segment = config.Segments[i];
            if (durations[segment.SourceIndex] is { } length && segment.EndTime.ToDouble() > length + Tolerance)
            {
                problems.Add(new ConfigProblem(
                    $"$.segments[{i}].endTime", $"is {segment.EndTime}, after the end of {config.Sources[segment.SourceIndex].FilePath}",
                    string.Create(CultureInfo.InvariantCulture, $"at most {length:0.###}")));
            }
        }

        if (problems.Count > 0)
        {
            throw ExportException.ForConfig(problems);
        }
    }

    /// <summary>Plans an export; writes nothing.</summary>
    /// <exception cref="ExportException">It cannot be done.</exception>
    public async Task<ExportPlan> Plan(ExportConfig config, CancellationToken cancellation)
    {
        foreach (var index in config.Segments.Select(segment => segment.SourceIndex).Distinct())
        {
            Locate(config, index);
        }

        LocateMaster(config);
        await plans.WaitAsync(cancellation);
        try
        {
            return await Task.Run(() => engine.Plan(new ExportRequest { Config = config, Folders = Folders }, cancellation), cancellation);
        }
        finally
        {
            plans.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => plans.Dispose();

    // Whether it has sound, and whether any of it is heard, the plan says.
    private void LocateMaster(ExportConfig config)
    {
        if (config.Output is { IncludeAudio: true, Audio: { } audio })
        {
            Locate(config, audio.SourceIndex);
        }
    }

    // Narrower than the engine, which also takes files beside the sources folder: there lie other people's exports.
    private string Locate(ExportConfig config, int index)
    {
        var asWritten = config.Sources[index].FilePath;
        var path = engine.Locate(index, asWritten, Folders);
        var forbidden = NoSources
            .Select(name => fileSystem.Path.Combine(settings.MediaBasePath, name)).Append(settings.DataPath);
        return forbidden.Any(folder => path.StartsWith(engine.Resolve(folder) + "/", StringComparison.Ordinal))
            ? throw ExportException.ForConfig([new ConfigProblem($"$.sources[{index}].filePath", $"{asWritten} is not in the sources folder", "the name of a file in the sources folder")])
            : path;
    }
}
