using System.Globalization;
using System.IO.Abstractions;
using System.Security.Cryptography;
using System.Text;
using ExportNative.Service.Settings;
using Microsoft.Extensions.Logging;

namespace ExportNative.Service.Library;

/// <summary>
/// Thumbnails and waveforms that were made once, in <c>.previews</c> beside the media: a folder for each source, in it files
/// that carry the size and time of the source they were made from. They can be removed at any time, and what cannot be read or
/// written is made anew the next time.
/// </summary>
internal sealed class PreviewFiles(IFileSystem fileSystem, ServiceSettings settings, ILogger<PreviewFiles> logger)
{
    /// <summary>Name of the folder in the media folder.</summary>
    public const string FolderName = ".previews";

    // Part of what may be kept; so much is left after a clean-up that not each write is followed by one.
    private const double Kept = 0.8;
    private readonly Lock cleaning = new();
    private long bytes = -1;

    private string Root => fileSystem.Path.Combine(settings.MediaBasePath, FolderName);

    /// <summary>A kept preview; null when there is none of this very content.</summary>
    /// <param name="source">Of what.</param>
    /// <param name="name">Which: letters, digits, full stops and hyphens.</param>
    public byte[]? Read(LibrarySource source, string name)
    {
        try
        {
            return fileSystem.File.ReadAllBytes(PathOf(source, name));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Keeps a preview, and removes those of what the source was before.</summary>
    public void Write(LibrarySource source, string name, byte[] content)
    {
        var path = PathOf(source, name);
        var temporary = $"{path}.{Guid.NewGuid():N}.part";
        try
        {
            var folder = fileSystem.Directory.CreateDirectory(FolderOf(source.Name));
            foreach (var file in folder.EnumerateFiles().Where(file => !file.Name.StartsWith(Stamp(source), StringComparison.Ordinal)))
            {
                file.Delete();
            }

            fileSystem.File.WriteAllBytes(temporary, content);
            fileSystem.File.Move(temporary, path, overwrite: true);
            Count(content.Length);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            logger.LogWarning(e, "A preview of {Source} cannot be kept; it is made anew each time.", source.Name);
        }
    }

    /// <summary>Removes all of a source's.</summary>
    public void Remove(string source)
    {
        try
        {
            fileSystem.Directory.Delete(FolderOf(source), recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // None there, or being written: the bound on all of them removes it later.
            return;
        }
    }

    /// <summary>What tells the source's content from another one's, for caches further on.</summary>
    public static string Stamp(LibrarySource source)
        => string.Create(CultureInfo.InvariantCulture, $"{source.Bytes:x}-{source.ModifiedAt.UtcTicks:x}");

    private void Count(long added)
    {
        lock (cleaning)
        {
            bytes = bytes < 0 ? All().Sum(file => file.Length) : bytes + added;
            if (bytes <= settings.Limits.MaxPreviewBytes)
            {
                return;
            }

            // Other processes write there too, so what is there counts and not what was added up.
            var files = All().OrderBy(file => file.LastWriteTimeUtc).ToList();
            bytes = files.Sum(file => file.Length);
            foreach (var file in files.TakeWhile(_ => bytes > settings.Limits.MaxPreviewBytes * Kept))
            {
                bytes -= file.Length;
                file.Delete();
            }
        }
    }

    private IEnumerable<IFileInfo> All() => fileSystem.DirectoryInfo.New(Root).EnumerateFiles("*", SearchOption.AllDirectories);

    private string PathOf(LibrarySource source, string name) => fileSystem.Path.Combine(FolderOf(source.Name), $"{Stamp(source)}-{name}");

    // A hash, since a source's name may be as long as a file system allows.
    private string FolderOf(string source) => fileSystem.Path.Combine(Root, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(source)))[..32]);
}
