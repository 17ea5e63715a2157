using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;

namespace ExportNative.LibAv;

/// <summary>
/// Finds one FFmpeg whose struct layout is known and routes this assembly's native calls to it.
/// Newest first; a version is taken only if libavutil, libavcodec and libavformat of it are there.
/// </summary>
internal static class FFmpegLibraries
{
    /// <summary>Names the directory to look in instead of the system's library path.</summary>
    public const string PathVariable = "EXPORTNATIVE_FFMPEG_PATH";

    /// <summary>Names used by <c>LibraryImport</c>; the resolver maps them to the loaded handles.</summary>
    public const string AvUtilName = "avutil", AvCodecName = "avcodec", AvFormatName = "avformat", SwResampleName = "swresample";

    private static readonly FFmpegRelease[] Supported =
    [
        new("9", Format: 63, Codec: 63, Util: 61, Resample: 7),
        new("7", Format: 61, Codec: 61, Util: 59, Resample: 5),
        new("6", Format: 60, Codec: 60, Util: 58, Resample: 4),
        // 5.0 has the same majors but not yet AVChannelLayout, which 5.1 brought (libavcodec 59.24, libavutil 57.24).
        new("5.1", Format: 59, Codec: 59, Util: 57, Resample: 4, OldestCodecMinor: 24),
    ];

    private static nint avUtil, avCodec, avFormat, swResample;

    /// <summary>Major version of the loaded libavformat; 0 before loading.</summary>
    public static int Major { get; private set; }

    /// <summary>Whether native calls can be made.</summary>
    public static bool IsLoaded => Major != 0;

    /// <summary>Loads the first supported release, from <paramref name="directory"/> if it is not null or empty.</summary>
    /// <exception cref="FFmpegNotFoundException">None is there or none is supported.</exception>
    public static FFmpegVersions Load(string? directory)
    {
        if (directory is "") directory = null;
        if (directory is not null && !Directory.Exists(directory))
            throw new FFmpegNotFoundException($"{PathVariable} names the directory '{directory}', which does not exist. {Advice()}");

        List<string> refusals = [];
        foreach (var release in Supported)
        {
            if (!TryLoad(release, directory, refusals)) continue;
            NativeLibrary.SetDllImportResolver(typeof(FFmpegLibraries).Assembly, Resolve);
            var versions = Describe();
            Major = release.Format;
            return versions;
        }
        throw new FFmpegNotFoundException(NotFound(directory, refusals));
    }

    /// <summary>Loads FFmpeg and makes sure that libswresample came with it.</summary>
    /// <exception cref="FFmpegNotFoundException">It did not.</exception>
    public static void RequireResampler()
    {
        FFmpeg.Load();
        if (swResample == 0)
            throw new FFmpegNotFoundException($"FFmpeg's library libswresample is missing beside libavcodec, and sound has to be converted. {Advice()}");
    }

    private static bool TryLoad(FFmpegRelease release, string? directory, List<string> refusals)
    {
        // Dependencies first: a library of this name that is already loaded satisfies the next one's reference to it,
        // so that a directory of one's own needs no LD_LIBRARY_PATH. An FFmpeg may be built without libswresample: then only
        // what converts sound is refused.
        if (!TryLoad("libavutil", release.Util, directory, refusals, out var util)) return false;
        NativeLibrary.TryLoad(directory is null ? $"libswresample.so.{release.Resample}" : Path.Combine(directory, $"libswresample.so.{release.Resample}"), out var resample);
        if (!TryLoad("libavcodec", release.Codec, directory, refusals, out var codec)) return false;
        if (TooOld(release.Codec, release.OldestCodecMinor, VersionOf(codec, "avcodec_version")) is { } reason)
        {
            refusals.Add(reason);
            return false;
        }
        if (!TryLoad("libavformat", release.Format, directory, refusals, out var format)) return false;
        (avUtil, avCodec, avFormat, swResample) = (util, codec, format, resample);
        return true;
    }

    private static bool TryLoad(string name, int major, string? directory, List<string> refusals, out nint handle)
    {
        var file = string.Create(CultureInfo.InvariantCulture, $"{name}.so.{major}");
        var path = directory is null ? file : Path.GetFullPath(Path.Combine(directory, file));
        handle = 0;
        if (directory is not null && !File.Exists(path)) return false;
        try
        {
            handle = NativeLibrary.Load(path);
            return true;
        }
        catch (DllNotFoundException e)
        {
            // "No such file" about the file itself is the normal case of another version; anything else is worth telling.
            if (directory is not null || !e.Message.Contains($"{file}: cannot open shared object file", StringComparison.Ordinal))
                refusals.Add($"{file}: {FirstLine(e.Message)}");
            return false;
        }
        catch (BadImageFormatException e)
        {
            refusals.Add($"{file}: {FirstLine(e.Message)}");
            return false;
        }
    }

    /// <summary>Why a loaded libavcodec is refused, or null. Fields that a version does not have yet must not be read.</summary>
    internal static string? TooOld(int major, int oldestMinor, uint version) =>
        version >> 16 != major || ((version >> 8) & 0xFF) < oldestMinor
            ? string.Create(CultureInfo.InvariantCulture, $"libavcodec.so.{major} is version {Version(version)}, at least {major}.{oldestMinor} is needed")
            : null;

    // The resolver is not set yet, so the export is called directly.
    private static unsafe uint VersionOf(nint library, string function) =>
        ((delegate* unmanaged[Cdecl]<uint>)NativeLibrary.GetExport(library, function))();

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? searchPath) => name switch
    {
        AvUtilName => avUtil,
        AvCodecName => avCodec,
        AvFormatName => avFormat,
        SwResampleName => swResample,
        _ => 0,
    };

    private static FFmpegVersions Describe() => new(
        Struct.Text(AvUtil.av_version_info()),
        Version(AvFormat.avformat_version()),
        Version(AvCodec.avcodec_version()),
        Version(AvUtil.avutil_version()),
        LoadedFrom("libavformat.so."));

    private static string Version(uint packed) =>
        string.Create(CultureInfo.InvariantCulture, $"{packed >> 16}.{(packed >> 8) & 0xFF}.{packed & 0xFF}");

    private static string LoadedFrom(string prefix)
    {
        // The kernel's own list of mapped files is the only place that tells where the dynamic loader found it.
        foreach (var line in File.ReadLines("/proc/self/maps"))
        {
            var slash = line.IndexOf('/', StringComparison.Ordinal);
            if (slash < 0) continue;
            var path = line[slash..];
            if (Path.GetFileName(path).StartsWith(prefix, StringComparison.Ordinal)) return Path.GetDirectoryName(path) ?? "";
        }
        return "";
    }

    private static string NotFound(string? directory, List<string> refusals)
    {
        var where = directory is null ? "the system's library path" : $"'{directory}' ({PathVariable})";
        var wanted = string.Join("; ", Supported.Select(r => string.Create(CultureInfo.InvariantCulture,
            $"FFmpeg {r.Name}: libavformat.so.{r.Format}, libavcodec.so.{r.Codec}, libavutil.so.{r.Util}")));
        var seen = refusals.Count == 0 ? "" : $" Present but unusable: {string.Join("; ", refusals)}.";
        var others = UnsupportedPresent(directory);
        var unknown = others.Count == 0 ? "" : $" Found {string.Join(", ", others)}, a version this build does not support.";
        return $"No supported FFmpeg libraries in {where}. Looked for {wanted}.{unknown}{seen} {Advice()}";
    }

    // Majors without a table: refused, because reading fields at guessed offsets would corrupt files silently.
    private static List<string> UnsupportedPresent(string? directory)
    {
        List<string> found = [];
        for (var major = 50; major <= 80; major++)
        {
            if (Supported.Any(r => r.Format == major)) continue;
            var file = string.Create(CultureInfo.InvariantCulture, $"libavformat.so.{major}");
            var present = directory is not null
                ? File.Exists(Path.Combine(directory, file))
                : NativeLibrary.TryLoad(file, out _);
            if (present) found.Add(file);
        }
        return found;
    }

    private static string Advice() =>
        "Supported are FFmpeg 5.1, 6, 7 and 9. Install it with `apt-get install ffmpeg`, or only the libraries: "
        + "libavformat59 (Debian 12), libavformat60 (Ubuntu 24.04), libavformat61 (Debian 13), libavformat63 (Debian testing); "
        + $"or set {PathVariable} to a directory that holds them.";

    private static string FirstLine(string text)
    {
        var end = text.IndexOf('\n', StringComparison.Ordinal);
        return (end < 0 ? text : text[..end]).TrimEnd('.');
    }

    private sealed record FFmpegRelease(string Name, int Format, int Codec, int Util, int Resample, int OldestCodecMinor = 0);
}
