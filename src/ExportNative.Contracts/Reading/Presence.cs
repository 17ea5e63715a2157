namespace ExportNative.Contracts;

/// <summary>Whether a field may be left out.</summary>
internal enum Presence
{
    /// <summary>It must be there, and not null.</summary>
    Required,

    /// <summary>It may be absent, then its default holds; null is of the wrong type.</summary>
    Optional,

    /// <summary>It may be absent or null, both mean "not stated": editors write NaN and undefined as null.</summary>
    Nullable,
}
