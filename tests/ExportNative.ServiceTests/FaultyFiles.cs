using System.IO.Abstractions;
using Microsoft.Win32.SafeHandles;

namespace ExportNative.ServiceTests;

/// <summary>The real file system with a disk that is full now and then, or hangs, for the outputs of exports; or for sources that a thread opens once more.</summary>
internal sealed class FaultyFiles(IFileSystem inner) : IFileSystem, IFileStreamFactory, IDriveInfoFactory, IDisposable
{
    private readonly ManualResetEventSlim released = new();
    private int full;

    /// <summary>Times that opening an output says that the disk is full.</summary>
    public int FullTimes
    {
        get => full;
        init => full = value;
    }

    /// <summary>Writing to an output hangs until <see cref="Release"/>.</summary>
    public bool HangsOnWrite { get; init; }

    /// <summary>
    /// Reading a source that was opened by a thread whose name begins so hangs until <see cref="Release"/>, and nobody can say which kind
    /// of drive it is on.
    /// </summary>
    public string? HangsFor { get; init; }

    public IDirectory Directory => inner.Directory;

    public IDirectoryInfoFactory DirectoryInfo => inner.DirectoryInfo;

    public IDriveInfoFactory DriveInfo => HangsFor is not null ? this : inner.DriveInfo;

    public IFile File => inner.File;

    public IFileInfoFactory FileInfo => inner.FileInfo;

    public IFileVersionInfoFactory FileVersionInfo => inner.FileVersionInfo;

    public IFileStreamFactory FileStream => this;

    public IFileSystemWatcherFactory FileSystemWatcher => inner.FileSystemWatcher;

    public IRandomAccess RandomAccess => inner.RandomAccess;

    public IPath Path => inner.Path;

    public IFileSystem FileSystem => this;

    /// <summary>Lets writes go on.</summary>
    public void Release() => released.Set();

    public void Dispose() => released.Dispose();

    public IDriveInfo[] GetDrives() => inner.DriveInfo.GetDrives();

    public IDriveInfo New(string driveName) => throw new IOException("The drive does not answer.");

    public IDriveInfo? Wrap(DriveInfo? driveInfo) => inner.DriveInfo.Wrap(driveInfo);

    public FileSystemStream New(string path, FileStreamOptions options)
    {
        if (HangsFor is not null && Thread.CurrentThread.Name?.StartsWith(HangsFor, StringComparison.Ordinal) == true && options.Access == FileAccess.Read)
        {
            return new Hanging(inner.FileStream.New(path, options), released);
        }

        if (!path.Contains("output.mp4", StringComparison.Ordinal) || options.Access == FileAccess.Read)
        {
            return inner.FileStream.New(path, options);
        }

        if (full > 0)
        {
            full--;
            throw new IOException("No space left on device", unchecked((int)0x80070070));
        }

        return HangsOnWrite ? new Hanging(inner.FileStream.New(path, options), released) : inner.FileStream.New(path, options);
    }

    public FileSystemStream New(SafeFileHandle handle, FileAccess access) => inner.FileStream.New(handle, access);

    public FileSystemStream New(SafeFileHandle handle, FileAccess access, int bufferSize) => inner.FileStream.New(handle, access, bufferSize);

    public FileSystemStream New(SafeFileHandle handle, FileAccess access, int bufferSize, bool isAsync) => inner.FileStream.New(handle, access, bufferSize, isAsync);

    public FileSystemStream New(string path, FileMode mode) => inner.FileStream.New(path, mode);

    public FileSystemStream New(string path, FileMode mode, FileAccess access) => inner.FileStream.New(path, mode, access);

    public FileSystemStream New(string path, FileMode mode, FileAccess access, FileShare share) => inner.FileStream.New(path, mode, access, share);

    public FileSystemStream New(string path, FileMode mode, FileAccess access, FileShare share, int bufferSize) => inner.FileStream.New(path, mode, access, share, bufferSize);

    public FileSystemStream New(string path, FileMode mode, FileAccess access, FileShare share, int bufferSize, bool useAsync)
        => inner.FileStream.New(path, mode, access, share, bufferSize, useAsync);

    public FileSystemStream New(string path, FileMode mode, FileAccess access, FileShare share, int bufferSize, FileOptions options)
        => inner.FileStream.New(path, mode, access, share, bufferSize, options);

    public FileSystemStream Wrap(FileStream fileStream) => inner.FileStream.Wrap(fileStream);

    private sealed class Hanging(FileSystemStream inner, ManualResetEventSlim released) : FileSystemStream(inner, inner.Name, inner.IsAsync)
    {
        public override void Write(ReadOnlySpan<byte> buffer)
        {
            released.Wait();
            inner.Write(buffer);
        }

        public override int Read(Span<byte> buffer)
        {
            released.Wait();
            return inner.Read(buffer);
        }
    }
}
