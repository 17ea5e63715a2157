using System.Globalization;
using ExportNative.Contracts;
using ExportNative.Service.Jobs;

namespace ExportNative.Service.Api;

/// <summary>Reads a page of exports, newest first. A cursor is the place after the last one, so pages hold while exports come and go.</summary>
internal static class ExportPage
{
    private const int Portion = 200;

    /// <summary>Reads a cursor; absent is the newest.</summary>
    public static bool TryParseCursor(string? cursor, out double from)
    {
        from = double.MinValue;
        if (cursor is null)
        {
            return true;
        }

        var holds = long.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out var last);
        from = ExportRecords.Score(last - 1);
        return holds;
    }

    /// <summary>Reads a page.</summary>
    /// <param name="records">Where from.</param>
    /// <param name="owner">Only this owner's; null for everybody's.</param>
    /// <param name="state">Only in this state; null for any.</param>
    /// <param name="tag">Only with this tag; null for any.</param>
    /// <param name="from">Where it begins.</param>
    /// <param name="limit">Most exports, at least 1.</param>
    /// <returns>The page, and the cursor of the next; null on the last.</returns>
    public static (List<ExportRecord> Page, string? Next) Read(ExportRecords records, string? owner, ExportState? state, string? tag, double from, int limit)
    {
        // Tags are the narrowest list; what a list does not tell apart is filtered.
        var list = tag is null ? ExportRecords.Of(owner, state) : ExportRecords.Tagged(tag);
        List<ExportRecord> page = [];
        while (true)
        {
            var ids = records.Ids(list, from, Portion);
            foreach (var record in ids.Select(records.Find))
            {
                if (record is null)
                {
                    continue;
                }

                if (page.Count == limit)
                {
                    return (page, page[^1].SubmittedAt.ToString(CultureInfo.InvariantCulture));
                }

                from = ExportRecords.Score(record.SubmittedAt - 1);
                if ((owner is null || record.Owner == owner) && (state is null || record.State == state) && (tag is null || record.Tags.Contains(tag)))
                {
                    page.Add(record);
                }
            }

            if (ids.Count < Portion)
            {
                return (page, null);
            }
        }
    }
}
