using ExportNative.BrowserTests.Page;
using ExportNative.Testing.Footage;
using Xunit;

[assembly: AssemblyFixture(typeof(Cameras))]

namespace ExportNative.BrowserTests.Page;

/// <summary>
/// Three cameras that ran together, whose every frame tells the camera and its number, and one in a format that Debian's
/// browser does not play; made once.
/// </summary>
public sealed class Cameras : IDisposable
{
    /// <summary>Length of each.</summary>
    public const int Seconds = 24;

    /// <summary>Frames per second of each.</summary>
    public const double Rate = 30;

    /// <summary>Names of the three in a library, in the order of their numbers.</summary>
    public static readonly IReadOnlyList<string> Names = ["wide.mp4", "left.mp4", "right.mp4"];

    // Eight megabytes each, so that an export that is held back takes long enough to be watched.
    private const string Grain = "noise=alls=22:allf=t";
    private readonly FootageShelf shelf = new();

    /// <summary>The file of a camera.</summary>
    public string PathOf(int number) => shelf.Path(new Camera { Number = number, Seconds = Seconds, Gop = 15, Filters = Grain });

    /// <summary>A camera that the browser cannot play.</summary>
    public string Hevc() => shelf.Path(new Camera { Number = 4, Seconds = 8, Gop = 15, VideoCodec = "libx265" });

    /// <summary>The three as files with the names that they are to have in the library.</summary>
    /// <param name="folder">Where.</param>
    public IReadOnlyList<string> CopyTo(string folder)
    {
        Directory.CreateDirectory(folder);
        return [.. Names.Select((name, number) =>
        {
            var target = Path.Combine(folder, name);
            File.Copy(PathOf(number), target);
            return target;
        })];
    }

    public void Dispose() => shelf.Dispose();
}
