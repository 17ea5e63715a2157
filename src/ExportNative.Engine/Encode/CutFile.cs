using System.IO.Abstractions;
using ExportNative.Engine.Read;
using ExportNative.LibAv;
using Microsoft.Extensions.Logging;

namespace ExportNative.Engine.Encode;

/// <summary>A source opened a second time, for one worker: demuxers are not for two threads at once. Owns file and demuxer.</summary>
internal sealed class CutFile : IDisposable
{
    private readonly Stream _file;
    private readonly Demuxer _demuxer;
    private readonly SourceFile _source;

    /// <exception cref="LibAvException">It can no longer be opened.</exception>
    /// <exception cref="IOException">It can no longer be opened.</exception>
    public CutFile(SourceFile source, IFileSystem fileSystem, ILogger logger, CancellationToken cancellation)
    {
        _source = source;
        _file = SourceOpener.OpenRead(fileSystem, source.Name);
        try
        {
            _demuxer = Demuxer.Open(_file, source.Name.AsWritten, SourceOpener.Options(fileSystem, source.Name, SourceOpener.BufferSize, logger), cancellation);
            foreach (var stream in _demuxer.Streams)
            {
                _demuxer.SetDiscard(stream.Index, stream.Index != source.Video.Stream.Index);
            }
        }
        catch
        {
            _demuxer?.Dispose();
            _file.Dispose();
            throw;
        }
    }

    /// <summary>Bytes read so far.</summary>
    public long BytesRead => _demuxer.BytesRead;

    /// <summary>Goes to a keyframe of the source.</summary>
    public void SeekTo(Keyframe keyframe) =>
        _demuxer.Seek(_source.Video.Stream.Index, keyframe.SeekTimestamp, _source.SeeksByByte ? SeekMode.Byte : SeekMode.Backward);

    /// <summary>Reads the next picture's packet; false at the end of the file.</summary>
    public bool Read(Packet packet) => _demuxer.Read(packet);

    public void Dispose()
    {
        _demuxer.Dispose();
        _file.Dispose();
    }
}
