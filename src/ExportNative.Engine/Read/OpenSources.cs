using ExportNative.Contracts;

namespace ExportNative.Engine.Read;

/// <summary>The sources that a config's segments use, each opened once. Owns them.</summary>
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

    /// <summary>Bytes read from all of them.</summary>
    public long BytesRead => _opened.Sum(s => s.Demuxer.BytesRead);

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

            return sources;
        }
        catch
        {
            sources.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        foreach (var source in _opened)
        {
            source.Dispose();
        }
    }
}
