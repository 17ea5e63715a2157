using System.Text;

namespace ExportNative.Service.Library;

/// <summary>What a file in the library may be called.</summary>
internal static class SourceNames
{
    private const int MaxBytes = 200;

    /// <summary>
    /// Whether a name is a plain file name: no separators, no control characters, not hidden, short enough for a file
    /// system with an ending added.
    /// </summary>
    public static bool IsValid(string name)
        => name.Length > 0 && name[0] != '.' && Encoding.UTF8.GetByteCount(name) <= MaxBytes
            // Routing leaves an escaped slash as it is; such a name could be understood as a path further on.
            && !name.Contains("%2F", StringComparison.OrdinalIgnoreCase)
            && !name.Any(c => c is '/' or '\\' or ':' || char.IsControl(c));
}
