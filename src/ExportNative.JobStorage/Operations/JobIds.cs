namespace ExportNative.JobStorage;

/// <summary>
/// Gives out job ids without writing for each: a transaction must name the job that it creates before it writes
/// anything. Ids are taken from the database in blocks, so they are unique across processes, and grow within one.
/// </summary>
internal sealed class JobIds(JobStorageParts storage)
{
    private const long Block = 100;
    private const string TakeBlock = "UPDATE hangfire_next_id SET value = value + ?1 WHERE name = 'job' RETURNING value";

    private readonly Lock _lock = new();
    private long _next;
    private long _end;

    public long Next()
    {
        lock (_lock)
        {
            if (_next == _end)
            {
                _end = storage.Write(static session =>
                {
                    using Query query = session.Query(TakeBlock).Bind(1, Block);
                    _ = query.Step();
                    return query.Int64(0);
                });
                _next = _end - Block;
            }

            return _next++;
        }
    }
}
