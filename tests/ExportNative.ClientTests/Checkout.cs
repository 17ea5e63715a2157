namespace ExportNative.ClientTests;

/// <summary>The checkout that the tests were built from.</summary>
internal static class Checkout
{
    /// <summary>The folder of the solution.</summary>
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    /// <summary>The client module.</summary>
    public static string Client => Path.Combine(Root, "src", "ExportNative.Client");

    /// <summary>A script of these tests.</summary>
    public static string Script(string name) => Path.Combine(Root, "tests", "ExportNative.ClientTests", "node", name);

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
