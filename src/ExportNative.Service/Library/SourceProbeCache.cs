using System.Collections.Concurrent;
using System.IO.Abstractions;
using ExportNative.Contracts;
using ExportNative.Engine;

namespace ExportNative.Service.Library;

/// <summary>
/// What the sources are, looked at once for each content: a file that has another size or time is looked at again. A few
/// at a time, since each may be read from start to end.
/// </summary>
internal sealed class SourceProbeCache(IFileSystem fileSystem, ExportEngine engine) : IDisposable
{
    private const int Most = 2_000;
    private readonly ConcurrentDictionary<string, Entry> entries = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim turns = new(Math.Max(2, Environment.ProcessorCount / 2));

    /// <summary>Looks at a file.</summary>
    /// <param name="path">Absolute, links resolved.</param>
    /// <param name="asWritten">Its name in errors.</param>
    /// <param name="cancellation">Stops reading.</param>
    /// <exception cref="ExportException">Missing or unreadable.</exception>
    public async Task<SourceProbe> Probe(string path, string asWritten, CancellationToken cancellation)
    {
        var file = fileSystem.FileInfo.New(path);
        var stamp = file.Exists ? (file.Length, file.LastWriteTimeUtc) : default;
        if (entries.TryGetValue(path, out var known) && known.Stamp == stamp)
        {
            return known.Probe with { FilePath = asWritten };
        }

        await turns.WaitAsync(cancellation);
        try
        {
            if (entries.TryGetValue(path, out known) && known.Stamp == stamp)
            {
                return known.Probe with { FilePath = asWritten };
            }

            var probe = await Task.Run(() => engine.Probe(path, cancellation), cancellation);
            if (entries.Count >= Most)
            {
                entries.Clear();
            }

            entries[path] = new Entry(stamp, probe);
            return probe with { FilePath = asWritten };
        }
        catch (ExportException error) when (error.File is not null)
        {
            throw Renamed(error, path, asWritten);
        }
        finally
        {
            turns.Release();
        }
    }

    /// <summary>An engine's error with the file's name as its owner knows it: where the media folder lies is nobody's business.</summary>
    public static ExportException Renamed(ExportException error, string path, string asWritten)
        => new(error.Kind, error.Stage, asWritten, error.SegmentIndex, error.Message.Replace(path, asWritten, StringComparison.Ordinal), error.WhatToDo, error);

    /// <inheritdoc/>
    public void Dispose() => turns.Dispose();

    private sealed record Entry((long Length, DateTime Modified) Stamp, SourceProbe Probe);
}
