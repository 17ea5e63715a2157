using System.Text;
using System.Text.RegularExpressions;

namespace ExportNative.Contracts;

/// <summary>
/// What a path in a config may look like. Where it really leads, links included, is checked by whoever opens it; this
/// only refuses what can never be meant well.
/// </summary>
internal static partial class PathRule
{
    /// <summary>Longest path, bytes of UTF-8: Linux's PATH_MAX less the terminating zero.</summary>
    private const int MaxBytes = 4_095;

    /// <summary>Longest component, bytes of UTF-8: Linux's NAME_MAX.</summary>
    private const int MaxComponentBytes = 255;

    private static readonly char[] Separators = ['/', '\\'];

    /// <summary>What is wrong with a path, or null.</summary>
    /// <param name="path">The path as the config has it.</param>
    /// <param name="mayBeAbsolute">Whether a leading slash is allowed.</param>
    public static string? Problem(string path, bool mayBeAbsolute)
    {
        if (path.Length == 0)
        {
            return "the path is empty";
        }

        if (path.Any(char.IsControl))
        {
            return $"the path {FieldReader.Quote(path)} holds a control character";
        }

        // UNC before absolute: both begin with a separator, and the more exact word helps.
        if (path.Length > 1 && Separators.Contains(path[0]) && Separators.Contains(path[1]))
        {
            return $"{FieldReader.Quote(path)} is a network path";
        }

        if (Protocol().IsMatch(path))
        {
            return $"{FieldReader.Quote(path)} begins with a protocol or a drive";
        }

        if (Separators.Contains(path[0]) && !(mayBeAbsolute && path[0] == '/'))
        {
            return $"{FieldReader.Quote(path)} is absolute";
        }

        var components = path.Split(Separators);
        if (components.Contains(".."))
        {
            return $"{FieldReader.Quote(path)} has a '..' component";
        }

        if (components[^1] is "" or ".")
        {
            return $"{FieldReader.Quote(path)} names a folder";
        }

        return Encoding.UTF8.GetByteCount(path) > MaxBytes || components.Any(c => Encoding.UTF8.GetByteCount(c) > MaxComponentBytes)
            ? $"the path {FieldReader.Quote(path)} is too long"
            : null;
    }

    // What libavformat takes for a protocol (its URL_SCHEME_CHARS up to a colon, and subfile, which has commas before
    // it), and what Windows takes for a drive.
    [GeneratedRegex(@"^([A-Za-z][A-Za-z0-9+.\-]*:|subfile,.*:)", RegexOptions.CultureInvariant)]
    private static partial Regex Protocol();
}
