using System.Globalization;

namespace ExportNative.JobStorage;

/// <summary>Job ids: positive numbers, given out as decimal text without sign or leading zeros.</summary>
internal static class JobId
{
    public static string Format(long id) => id.ToString(CultureInfo.InvariantCulture);

    /// <summary>Null for what no job can be called.</summary>
    public static long? Parse(string id) =>
        id.Length is > 0 and <= 19 && id[0] != '0' && long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : null;
}
