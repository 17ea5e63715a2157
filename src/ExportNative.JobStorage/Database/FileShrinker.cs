namespace ExportNative.JobStorage;

/// <summary>Gives the space of deleted rows back to the disk, so that the file follows what is in it.</summary>
internal sealed class FileShrinker(WriteGate writer)
{
    // Below this the space is kept for the next jobs: 1024 pages of 4 KB.
    private const long KeptPages = 1024;

    // How many pages one step moves; a step is some milliseconds.
    private const string FreeSome = "PRAGMA incremental_vacuum(500)";
    private const string PageCount = "PRAGMA page_count";
    private const string FreePages = "PRAGMA freelist_count";

    // Rewriting this much takes about a second, during which writers wait: 256 MB.
    private const long MostRewrittenPages = 65536;

    private long _deletedSinceRewrite;

    /// <summary>Frees pages after a number of rows were deleted.</summary>
    public void Shrink(long deletedRows, CancellationToken cancellationToken)
    {
        _deletedSinceRewrite += deletedRows;
        long before = writer.Execute(static session => session.Number(PageCount) ?? 0);
        while (!cancellationToken.IsCancellationRequested && writer.Execute(FreePortion, durable: false))
        {
        }

        long after = writer.Execute(static session => session.Number(PageCount) ?? 0);
        // Pages in which single rows were left behind are not free, only half empty; rewriting packs them. It is worth
        // it when far more was deleted than remains, and the remainder is small enough to rewrite in a moment.
        if (_deletedSinceRewrite > 0 && before - after > KeptPages + after && after <= MostRewrittenPages)
        {
            writer.Alone(static session => session.Run("VACUUM"));
            _deletedSinceRewrite = 0;
        }

        if (before != after)
        {
            // Writes the log into the file, which only then becomes shorter, and empties the log. Readers that are
            // still in the log make this a partial one; the next does the rest.
            writer.Alone(static session => session.Run("PRAGMA wal_checkpoint(TRUNCATE)"));
        }
    }

    private static bool FreePortion(Session session)
    {
        long free = session.Number(FreePages) ?? 0;
        if (free <= KeptPages && free * 10 <= (session.Number(PageCount) ?? 0))
        {
            return false;
        }

        _ = session.Run(FreeSome);
        return (session.Number(FreePages) ?? 0) < free;
    }
}
