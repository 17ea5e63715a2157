using System.IO.Abstractions;
using ExportNative.Service.Settings;

namespace ExportNative.Service.Library;

/// <summary>
/// The files in <c>sources</c>, and uploads on their way there. An upload grows in <c>.uploads</c>, where no config can name
/// it, and gets its place in one step when it is whole; exports that read an older file of the name keep reading that.
/// </summary>
internal sealed class SourceLibrary(IFileSystem fileSystem, ServiceSettings settings)
{
    private const int CopyBuffer = 1 << 18;
    private const string PartEnding = ".part";
    private const string FingerprintEnding = ".fingerprint";

    private string Sources => fileSystem.Path.Combine(settings.MediaBasePath, "sources");

    private string Uploads => fileSystem.Path.Combine(settings.MediaBasePath, ".uploads");

    /// <summary>All files, by name.</summary>
    public IReadOnlyList<LibrarySource> List()
    {
        var folder = fileSystem.DirectoryInfo.New(Sources);
        return folder.Exists
            ? [.. folder.EnumerateFiles().Where(file => SourceNames.IsValid(file.Name)).Select(Describe).OrderBy(source => source.Name, StringComparer.Ordinal)]
            : [];
    }

    /// <summary>One file; null when there is none.</summary>
    public LibrarySource? Find(string name)
        => SourceNames.IsValid(name) && fileSystem.FileInfo.New(PathOf(name)) is { Exists: true } file ? Describe(file) : null;

    /// <summary>Where a file of the library is or would be.</summary>
    public string PathOf(string name) => fileSystem.Path.Combine(Sources, name);

    /// <summary>How far an upload is; null when none was begun.</summary>
    public UploadState? Upload(string name)
        => fileSystem.FileInfo.New(PartOf(name)) is { Exists: true } part ? new UploadState(name, part.Length, null, false, ReadFingerprint(name)) : null;

    /// <summary>
    /// Adds bytes to an upload. What arrives before the connection is cut stays, so that the client can go on from there.
    /// </summary>
    /// <param name="name">The file that it will be.</param>
    /// <param name="offset">Place of the first byte; 0 begins anew.</param>
    /// <param name="total">Bytes of the whole; null: as many as come.</param>
    /// <param name="fingerprint">What the client calls the file's content; null when it does not. Parts of two files are not put together.</param>
    /// <param name="body">The bytes.</param>
    /// <param name="cancellation">The client has gone.</param>
    /// <returns>How far it is; null when the offset or the fingerprint does not fit what is here.</returns>
    public async Task<UploadState?> Receive(string name, long offset, long? total, string? fingerprint, Stream body, CancellationToken cancellation)
    {
        fileSystem.Directory.CreateDirectory(Uploads);
        fileSystem.Directory.CreateDirectory(Sources);
        long length;
        await using (var part = fileSystem.FileStream.New(PartOf(name), FileMode.OpenOrCreate, FileAccess.Write, FileShare.None, bufferSize: 1, useAsync: false))
        {
            if (offset > 0 && (offset != part.Length || (fingerprint is not null && ReadFingerprint(name) != fingerprint)))
            {
                return null;
            }

            part.SetLength(offset);
            if (offset == 0)
            {
                WriteFingerprint(name, fingerprint);
            }

            part.Position = offset;
            var buffer = new byte[CopyBuffer];
            int read;
            while ((read = await body.ReadAsync(buffer, cancellation)) > 0)
            {
                if (total is { } most && part.Position + read > most)
                {
                    throw new InvalidDataException("More bytes came than were announced.");
                }

                if (part.Position + read > settings.Limits.MaxUploadBytes)
                {
                    throw new InvalidDataException($"A source may have at most {settings.Limits.MaxUploadBytes} bytes.");
                }

                part.Write(buffer.AsSpan(0, read));
            }

            length = part.Length;
            if (length == (total ?? length))
            {
                part.Flush(flushToDisk: true);

                // Renamed while it is locked: nobody can begin the same upload anew in between.
                fileSystem.File.Move(PartOf(name), PathOf(name), overwrite: true);
                WriteFingerprint(name, null);
                return new UploadState(name, length, length, true);
            }
        }

        return new UploadState(name, length, total, false);
    }

    /// <summary>Removes a file. Exports that have it open read on; those that begin later fail and say why.</summary>
    /// <returns>False when there was none.</returns>
    public bool Remove(string name)
    {
        if (fileSystem.File.Exists(PartOf(name)))
        {
            fileSystem.File.Delete(PartOf(name));
            WriteFingerprint(name, null);
        }

        if (!fileSystem.File.Exists(PathOf(name)))
        {
            return false;
        }

        fileSystem.File.Delete(PathOf(name));
        return true;
    }

    /// <summary>Removes uploads that nobody went on with.</summary>
    /// <param name="before">Last written before this time.</param>
    /// <returns>How many.</returns>
    public int RemoveUnfinished(DateTimeOffset before)
    {
        var removed = 0;
        if (!fileSystem.Directory.Exists(Uploads))
        {
            return removed;
        }

        foreach (var path in fileSystem.Directory.EnumerateFiles(Uploads))
        {
            // A fingerprint is as old as the beginning of its upload, which may still go on.
            var belongsToPart = path.EndsWith(FingerprintEnding, StringComparison.Ordinal) && fileSystem.File.Exists(path[..^FingerprintEnding.Length] + PartEnding);
            if (!belongsToPart && fileSystem.File.GetLastWriteTimeUtc(path) < before.UtcDateTime)
            {
                fileSystem.File.Delete(path);
                removed++;
            }
        }

        return removed;
    }

    private static LibrarySource Describe(IFileInfo file) => new(file.Name, file.Length, new DateTimeOffset(file.LastWriteTimeUtc));

    private string? ReadFingerprint(string name)
        => fileSystem.File.Exists(FingerprintOf(name)) ? fileSystem.File.ReadAllText(FingerprintOf(name)) : null;

    // Written by whoever holds the part's lock.
    private void WriteFingerprint(string name, string? fingerprint)
    {
        if (fingerprint is null)
        {
            fileSystem.File.Delete(FingerprintOf(name));
        }
        else
        {
            fileSystem.File.WriteAllText(FingerprintOf(name), fingerprint);
        }
    }

    private string FingerprintOf(string name) => fileSystem.Path.Combine(Uploads, name + FingerprintEnding);

    private string PartOf(string name) => fileSystem.Path.Combine(Uploads, name + PartEnding);
}
