using System.Globalization;

namespace ExportNative.StorageTests.Processes;

/// <summary>
/// How much of a long test to run: a little in every test run, the full amount when a verb of build.sh asks for it.
/// </summary>
internal static class Amount
{
    public static int Of(string variable, int usual) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : usual;
}
