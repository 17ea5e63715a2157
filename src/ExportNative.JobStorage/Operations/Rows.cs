namespace ExportNative.JobStorage;

/// <summary>Reading rows of one text column, and positions as the contract means them.</summary>
internal static class Rows
{
    /// <summary>Reads the first column of every row and ends the query.</summary>
    public static List<string?> Strings(Query query)
    {
        using (query)
        {
            List<string?> values = [];
            while (query.Step())
            {
                values.Add(query.TextOrNull(0));
            }

            return values;
        }
    }

    /// <summary>A position before the first is the first.</summary>
    public static long Offset(int from) => Math.Max(0, from);

    /// <summary>How many positions lie between two, both included; none when they are the wrong way round.</summary>
    public static long Limit(int from, int to) => Math.Max(0, to - Offset(from) + 1);
}
