using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace ExportNative.Testing.Footage;

/// <summary>
/// Makes footage with the ffmpeg command line, each kind once per run of the tests, and removes all of it at the end. May
/// be used from many tests at once.
/// </summary>
public sealed class FootageShelf : IDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<string>> _made = new(StringComparer.Ordinal);

    /// <summary>Where everything lies; absolute.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("exportnative-footage-").FullName;

    /// <summary>The path of a camera's file; it is made when it is first asked for.</summary>
    public string Path(Camera camera)
    {
        ArgumentNullException.ThrowIfNull(camera);
        return Make(camera.Extension, camera.Arguments());
    }

    /// <summary>The path of the same packets in another container.</summary>
    /// <param name="source">The file to copy packets from.</param>
    /// <param name="extension">Ending of the new file, which decides the container.</param>
    /// <param name="options">Further arguments of the ffmpeg command line, in front of the output.</param>
    public string Remuxed(string source, string extension, params IEnumerable<string> options) =>
        Make(extension, ["-v", "error", "-nostdin", "-y", "-i", source, "-map", "0", "-c", "copy", .. options]);

    /// <summary>The path of whatever the ffmpeg command line makes of these arguments.</summary>
    /// <param name="extension">Ending of the file.</param>
    /// <param name="arguments">All arguments but the output.</param>
    public string Make(string extension, IReadOnlyList<string> arguments)
    {
        var key = string.Join('\0', [extension, .. arguments]);
        return _made.GetOrAdd(key, _ => new Lazy<string>(() =>
        {
            var name = $"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))[..16]}.{extension}";
            var path = System.IO.Path.Combine(Folder, name);
            Tool.Run("ffmpeg", [.. arguments, path]);
            return path;
        })).Value;
    }

    /// <summary>Removes all footage.</summary>
    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
