namespace ExportNative.LibAvTests;

/// <summary>Where the repository's own files are.</summary>
internal static class Repository
{
    /// <summary>A path below the repository's root, which is the first folder upwards that holds the solution.</summary>
    public static string PathTo(params string[] parts)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "ExportNative.sln"))) folder = folder.Parent;
        Assert.NotNull(folder);
        return Path.Combine([folder.FullName, .. parts]);
    }
}
