using System.IO.Abstractions;
using ExportNative.Engine.Read;
using Microsoft.Extensions.Logging;

namespace ExportNative.Engine.Encode;

/// <summary>The sources that one worker has open: the few that it used last, however many cameras there are.</summary>
internal sealed class CutFiles(IFileSystem fileSystem, ILogger logger) : IDisposable
{
    private const int Most = 6;
    private readonly LinkedList<(SourceFile Source, CutFile File)> _open = new();

    /// <returns>The open file, and the bytes that were read from it before.</returns>
    public (CutFile File, long BytesBefore) Open(SourceFile source, CancellationToken cancellation)
    {
        for (var node = _open.First; node is not null; node = node.Next)
        {
            if (node.Value.Source == source)
            {
                _open.Remove(node);
                _open.AddFirst(node);
                return (node.Value.File, node.Value.File.BytesRead);
            }
        }

        if (_open.Count == Most)
        {
            _open.Last!.Value.File.Dispose();
            _open.RemoveLast();
        }

        var file = new CutFile(source, fileSystem, logger, cancellation);
        _open.AddFirst((source, file));
        return (file, 0);
    }

    public void Dispose()
    {
        foreach (var (_, file) in _open)
        {
            file.Dispose();
        }
    }
}
