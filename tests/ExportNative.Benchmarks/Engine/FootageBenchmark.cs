using System.Globalization;

namespace ExportNative.Benchmarks.Engine;

/// <summary>What benchmarks of whole exports share: a folder for footage that is removed again, and a report that is shown and kept.</summary>
internal static class FootageBenchmark
{
    /// <param name="arguments">The program, seconds of footage (1200), where the report goes (nowhere).</param>
    /// <param name="measure">Gets the program, the seconds and an empty folder; gives the report.</param>
    /// <returns>The exit code.</returns>
    public static int Run(string[] arguments, Func<string, int, string, string> measure)
    {
        var program = Path.GetFullPath(arguments[0]);
        var seconds = arguments.Length > 1 ? int.Parse(arguments[1], CultureInfo.InvariantCulture) : 1200;
        var folder = Directory.CreateTempSubdirectory("exportnative-bench-");
        try
        {
            var text = measure(program, seconds, folder.FullName);
            Console.Write(text);
            if (arguments.Length > 2)
            {
                File.WriteAllText(arguments[2], text);
            }

            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
