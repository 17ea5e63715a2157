namespace ExportNative.Engine;

/// <summary>The folders that an export may touch.</summary>
public sealed record MediaFolders
{
    /// <summary><c>MEDIA_BASE_PATH</c>: sources are looked for in its <c>sources</c> folder and in itself, outputs are relative to it.</summary>
    public required string Base { get; init; }

    /// <summary>Further folders in which an absolute source path is accepted; links are resolved before comparing.</summary>
    public IReadOnlyList<string> AllowedRoots { get; init; } = [];
}
