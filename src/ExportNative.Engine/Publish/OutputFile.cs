using System.IO.Abstractions;
using ExportNative.Contracts;

namespace ExportNative.Engine.Publish;

/// <summary>
/// The output while it is not yet one: a temporary file beside its final place, held under an exclusive lock, so that the
/// next export to the same place can tell a dead one's leavings from a living one's work.
/// </summary>
internal sealed class OutputFile : IDisposable
{
    private readonly IFileSystem _fileSystem;
    private readonly string _final;
    private readonly string _temporary;
    private readonly string _displayName;
    private readonly EarlyFlushStream _stream;
    private FileSystemStream? _file;

    private OutputFile(IFileSystem fileSystem, string final, string temporary, string displayName, FileSystemStream file)
    {
        _fileSystem = fileSystem;
        _final = final;
        _temporary = temporary;
        _displayName = displayName;
        _file = file;
        _stream = new EarlyFlushStream(file);
    }

    /// <summary>To write to, and to read back.</summary>
    public Stream Stream => _stream;

    /// <summary>Makes the folder, clears what dead exports left, checks free space, and reserves it.</summary>
    /// <param name="fileSystem">Where it is.</param>
    /// <param name="final">Absolute path of the finished file.</param>
    /// <param name="displayName">As the user wrote it.</param>
    /// <param name="attempt">Names the temporary file.</param>
    /// <param name="expectedBytes">Estimated size.</param>
    /// <exception cref="ExportException">No room, or the folder cannot be written to.</exception>
    public static OutputFile Create(IFileSystem fileSystem, string final, string displayName, string attempt, long expectedBytes)
    {
        var folder = fileSystem.Path.GetDirectoryName(final)!;
        try
        {
            fileSystem.Directory.CreateDirectory(folder);
            ClearStale(fileSystem, folder, fileSystem.Path.GetFileName(final));
            CheckSpace(fileSystem, folder, displayName, expectedBytes);
            var temporary = Temporary(fileSystem, final, attempt);
            var file = fileSystem.FileStream.New(temporary, new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.ReadWrite,
                Share = FileShare.None,
                BufferSize = 0,
                PreallocationSize = expectedBytes,
            });
            return new OutputFile(fileSystem, final, temporary, displayName, file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw WriteErrors.From(e, displayName);
        }
    }

    /// <summary>The temporary name of a file in an attempt: hidden, beside the final one.</summary>
    public static string Temporary(IFileSystem fileSystem, string final, string attempt)
        => fileSystem.Path.Combine(fileSystem.Path.GetDirectoryName(final)!, $"{Prefix(fileSystem.Path.GetFileName(final))}{attempt}.part");

    /// <summary>Cuts off what was reserved and not used, and flushes everything to the disk.</summary>
    public void Flush()
    {
        try
        {
            _stream.Flush();
            _file!.SetLength(_file.Length);
            _file.Flush(flushToDisk: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw WriteErrors.From(e, _displayName);
        }
    }

    /// <summary>Gives the file its final name in one step, over whatever had that name.</summary>
    public void Publish()
    {
        try
        {
            _fileSystem.File.Move(_temporary, _final, overwrite: true);
            _stream.Dispose();
            _file!.Dispose();
            _file = null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw WriteErrors.From(e, _displayName);
        }
    }

    /// <summary>Removes the temporary file unless it was published.</summary>
    public void Dispose()
    {
        if (_file is null)
        {
            return;
        }

        _stream.Dispose();
        _file.Dispose();
        _file = null;
        try
        {
            _fileSystem.File.Delete(_temporary);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The next export to this place clears it; the error that brought us here matters more.
        }
    }

    private static string Prefix(string fileName) => $".{fileName}.";

    private static void ClearStale(IFileSystem fileSystem, string folder, string fileName)
    {
        foreach (var path in fileSystem.Directory.EnumerateFiles(folder, $"{Prefix(fileName)}*.part"))
        {
            try
            {
                // The lock of a living export makes this fail; a dead one's lock died with it.
                using (fileSystem.FileStream.New(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
                {
                    fileSystem.File.Delete(path);
                }
            }
            catch (IOException)
            {
                continue;
            }
        }
    }

    private static void CheckSpace(IFileSystem fileSystem, string folder, string displayName, long expectedBytes)
    {
        if (FreeBytes(fileSystem, folder) is { } free && free < expectedBytes)
        {
            throw WriteErrors.NoRoom(displayName, expectedBytes, free, null);
        }
    }

    private static long? FreeBytes(IFileSystem fileSystem, string folder)
    {
        try
        {
            return fileSystem.DriveInfo.New(folder).AvailableFreeSpace;
        }
        catch (Exception e) when (e is IOException or ArgumentException or UnauthorizedAccessException)
        {
            // Some file systems do not say; then the reservation is the check.
            return null;
        }
    }
}
