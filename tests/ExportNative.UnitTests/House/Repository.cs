namespace ExportNative.UnitTests.House;

/// <summary>The checkout that the tests were built from.</summary>
internal static class Repository
{
    private static readonly string[] NotOurs = ["bin", "obj", "artifacts", "node_modules", ".git", "data", "TestResults"];

    /// <summary>The folder of the solution, found upwards from the test program.</summary>
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    /// <summary>Files below the root with an ending, without what builds leave behind; relative, with slashes.</summary>
    public static IEnumerable<string> Files(string ending) => Files(Root, ending).Select(file => Path.GetRelativePath(Root, file));

    private static IEnumerable<string> Files(string folder, string ending)
        => Directory.EnumerateFiles(folder, "*" + ending)
            .Concat(Directory.EnumerateDirectories(folder)
                .Where(inner => !NotOurs.Contains(Path.GetFileName(inner)))
                .SelectMany(inner => Files(inner, ending)));

    private static string Find(string from)
    {
        for (var folder = from; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "ExportNative.sln")))
            {
                return folder;
            }
        }

        throw new InvalidOperationException($"No ExportNative.sln above {from}.");
    }
}
