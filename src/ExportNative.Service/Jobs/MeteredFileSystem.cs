using System.IO.Abstractions;

namespace ExportNative.Service.Jobs;

/// <summary>
/// A file system whose files say when they are read or written, so that a stalled export is noticed, and which writes no
/// faster than it is allowed to. Everything else is the file system's beneath.
/// </summary>
/// <param name="inner">Does the work.</param>
/// <param name="moved">Called after each read and write, on the thread that did it.</param>
/// <param name="maxBytesPerSecond">Most bytes written in a second by all files together; 0 is no limit.</param>
/// <param name="hurry">Cancelled: writes are held back no longer, so that the export can stop.</param>
internal sealed class MeteredFileSystem(IFileSystem inner, Action moved, long maxBytesPerSecond, CancellationToken hurry) : IFileSystem
{
    private readonly MeteredFileStreams streams = new(inner, moved, maxBytesPerSecond, hurry);

    /// <inheritdoc/>
    public IDirectory Directory => inner.Directory;

    /// <inheritdoc/>
    public IDirectoryInfoFactory DirectoryInfo => inner.DirectoryInfo;

    /// <inheritdoc/>
    public IDriveInfoFactory DriveInfo => inner.DriveInfo;

    /// <inheritdoc/>
    public IFile File => inner.File;

    /// <inheritdoc/>
    public IFileInfoFactory FileInfo => inner.FileInfo;

    /// <inheritdoc/>
    public IFileVersionInfoFactory FileVersionInfo => inner.FileVersionInfo;

    /// <inheritdoc/>
    public IFileStreamFactory FileStream => streams;

    /// <inheritdoc/>
    public IFileSystemWatcherFactory FileSystemWatcher => inner.FileSystemWatcher;

    /// <inheritdoc/>
    public IRandomAccess RandomAccess => inner.RandomAccess;

    /// <inheritdoc/>
    public IPath Path => inner.Path;
}
