using Hangfire.Logging;
using Microsoft.Data.Sqlite;

namespace ExportNative.JobStorage;

/// <summary>Gives the space of deleted rows back to the disk, so that the file follows what is in it.</summary>
internal sealed class FileShrinker(WriteGate writer)
{
    // Below this the space is kept for the next jobs: 1024 pages of 4 KB.
    private const long KeptPages = 1024;

    // Rewriting this much takes about a second, during which writers wait: 256 MB.
    private const long MostRewrittenPages = 65536;

    // Fewer deleted rows than this leave no gaps worth a rewrite.
    private const long FewRows = 10_000;

    // How many pages one step moves; a step is some milliseconds.
    private const string FreeSome = "PRAGMA incremental_vacuum(500)";
    private const string PageCount = "PRAGMA page_count";
    private const string FreePages = "PRAGMA freelist_count";
    private const string CountJobs = "SELECT count(*) FROM hangfire_job";

    private readonly ILog _log = LogProvider.For<SqliteJobStorage>();
    private long _deletedSinceRewrite;

    /// <summary>Frees pages after a number of rows were deleted.</summary>
    public void Shrink(long deletedRows, CancellationToken cancellationToken)
    {
        long before = Number(PageCount);
        while (!cancellationToken.IsCancellationRequested && writer.Execute(FreePortion, durable: false))
        {
        }

        // Pages in which single rows were left behind are not free, only emptier; rewriting packs them. It is done
        // when twice as much was deleted as remains, so that its cost stays in proportion to the deleting.
        _deletedSinceRewrite += deletedRows;
        if (_deletedSinceRewrite >= FewRows && _deletedSinceRewrite >= 2 * Number(CountJobs) && Number(PageCount) <= MostRewrittenPages)
        {
            Rewrite();
        }

        if (Number(PageCount) != before)
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

    private void Rewrite()
    {
        try
        {
            writer.Alone(static session => session.Run("VACUUM"));
        }
        catch (SqliteException exception)
        {
            // It needs as much space again for a moment. Without it the file is larger than it must be, and whole.
            _log.WarnException("The job database was not rewritten: " + exception.Message, exception);
        }

        _deletedSinceRewrite = 0;
    }

    private long Number(string sql) => writer.Execute(session => session.Number(sql) ?? 0, durable: false);
}
