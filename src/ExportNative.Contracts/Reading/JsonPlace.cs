using System.Globalization;
using System.Text.RegularExpressions;

namespace ExportNative.Contracts;

/// <summary>
/// A place in a JSON text. The path is only spelled out when a problem is reported, so that a config without problems
/// costs no text per segment.
/// </summary>
/// <param name="Parent">Path of the object or, with an index, of the list.</param>
/// <param name="Index">Position in the list, from 0; -1 for the object itself.</param>
internal readonly partial record struct JsonPlace(string Parent, int Index = -1)
{
    /// <summary>Path of a field of the object at this place.</summary>
    /// <param name="name">The field as the text spells it; quoted when it is no plain word.</param>
    public string Field(string name) => PlainName().IsMatch(name)
        ? $"{this}.{name}"
        : $"{this}['{name.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}']";

    /// <inheritdoc/>
    public override string ToString()
        => Index < 0 ? Parent : string.Create(CultureInfo.InvariantCulture, $"{Parent}[{Index}]");

    [GeneratedRegex(@"^[\p{L}_$][\p{L}\p{N}_$]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex PlainName();
}
