using ExportNative.Contracts;

namespace ExportNative.Engine.Read;

/// <summary>The sources that a config's segments use, each opened once, and the master sound. Owns them.</summary>
internal sealed class OpenSources : IDisposable
{
    private readonly Dictionary<int, SourceFile> _byIndex = [];
    private readonly List<SourceFile> _opened = [];
    private readonly List<SourceName> _names = [];

    private OpenSources()
    {
    }

    /// <summary>By index in the config; entries that name the same file share it.</summary>
    public IReadOnlyDictionary<int, SourceFile> ByIndex => _byIndex;

    /// <summary>All sources of the config that exist, used or not.</summary>
    public IReadOnlyList<SourceName> Names => _names;

    /// <summary>The master sound that the config asks for; null without.</summary>
    public SoundFile? Master { get; private set; }

    /// <summary>Bytes read from all of them.</summary>
    public long BytesRead => _opened.Sum(s => s.BytesRead) + (Master?.Demuxer.BytesRead ?? 0);

    /// <exception cref="ExportException">A used source is missing or unreadable.</exception>
    public static OpenSources Open(ExportConfig config, MediaPaths paths, SourceOpener opener, CancellationToken cancellation)
    {
        var sources = new OpenSources();
        try
        {
            var used = config.Segments.Select(s => s.SourceIndex).ToHashSet();
            var byPath = new Dictionary<string, SourceFile>(StringComparer.Ordinal);
            for (var i = 0; i < config.Sources.Count; i++)
            {
                if (!used.Contains(i))
                {
                    continue;
                }

                cancellation.ThrowIfCancellationRequested();
                var name = paths.Source(i, config.Sources[i].FilePath);
                sources._names.Add(name);
                if (!byPath.TryGetValue(name.Path, out var source))
                {
                    source = opener.Open(name, cancellation);
                    sources._opened.Add(source);
                    byPath.Add(name.Path, source);
                }

                sources._byIndex.Add(i, source);
            }

            sources.OpenMaster(config, paths, opener, cancellation);
            return sources;
        }
        catch
        {
            sources.Dispose();
            throw;
        }
    }

    private void OpenMaster(ExportConfig config, MediaPaths paths, SourceOpener opener, CancellationToken cancellation)
    {
        if (config.Output is not { IncludeAudio: true, Audio: { } audio })
        {
            return;
        }

        cancellation.ThrowIfCancellationRequested();
        var name = paths.Source(audio.SourceIndex, config.Sources[audio.SourceIndex].FilePath);
        _names.Add(name);
        Master = opener.OpenSound(name, cancellation);
    }

    public void Dispose()
    {
        Master?.Dispose();
        foreach (var source in _opened)
        {
            source.Dispose();
        }
    }
}
