using System.IO.Abstractions;
using Microsoft.Win32.SafeHandles;

namespace ExportNative.Service.Jobs;

/// <summary>Opens the files of a <see cref="MeteredFileSystem"/>.</summary>
internal sealed class MeteredFileStreams(IFileSystem inner, Action moved, long maxBytesPerSecond, CancellationToken hurry) : IFileStreamFactory
{
    private readonly WritePace pace = new(maxBytesPerSecond, hurry);

    /// <inheritdoc/>
    public IFileSystem FileSystem => inner;

    /// <inheritdoc/>
    public FileSystemStream New(SafeFileHandle handle, FileAccess access) => Metered(inner.FileStream.New(handle, access));

    /// <inheritdoc/>
    public FileSystemStream New(SafeFileHandle handle, FileAccess access, int bufferSize) => Metered(inner.FileStream.New(handle, access, bufferSize));

    /// <inheritdoc/>
    public FileSystemStream New(SafeFileHandle handle, FileAccess access, int bufferSize, bool isAsync) => Metered(inner.FileStream.New(handle, access, bufferSize, isAsync));

    /// <inheritdoc/>
    public FileSystemStream New(string path, FileMode mode) => Metered(inner.FileStream.New(path, mode));

    /// <inheritdoc/>
    public FileSystemStream New(string path, FileMode mode, FileAccess access) => Metered(inner.FileStream.New(path, mode, access));

    /// <inheritdoc/>
    public FileSystemStream New(string path, FileMode mode, FileAccess access, FileShare share) => Metered(inner.FileStream.New(path, mode, access, share));

    /// <inheritdoc/>
    public FileSystemStream New(string path, FileMode mode, FileAccess access, FileShare share, int bufferSize)
        => Metered(inner.FileStream.New(path, mode, access, share, bufferSize));

    /// <inheritdoc/>
    public FileSystemStream New(string path, FileMode mode, FileAccess access, FileShare share, int bufferSize, bool useAsync)
        => Metered(inner.FileStream.New(path, mode, access, share, bufferSize, useAsync));

    /// <inheritdoc/>
    public FileSystemStream New(string path, FileMode mode, FileAccess access, FileShare share, int bufferSize, FileOptions options)
        => Metered(inner.FileStream.New(path, mode, access, share, bufferSize, options));

    /// <inheritdoc/>
    public FileSystemStream New(string path, FileStreamOptions options) => Metered(inner.FileStream.New(path, options));

    /// <inheritdoc/>
    public FileSystemStream Wrap(FileStream fileStream) => Metered(inner.FileStream.Wrap(fileStream));

    private MeteredStream Metered(FileSystemStream stream) => new(stream, moved, pace);

    /// <summary>A file that tells of each read and write.</summary>
    private sealed class MeteredStream(FileSystemStream inner, Action moved, WritePace pace) : FileSystemStream(inner, inner.Name, inner.IsAsync)
    {
        public override int Read(Span<byte> buffer)
        {
            var read = inner.Read(buffer);
            moved();
            return read;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            inner.Write(buffer);
            moved();
            pace.Written(buffer.Length);
        }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Flush(bool flushToDisk) => inner.Flush(flushToDisk);
    }
}
