namespace ExportNative.JobStorage;

/// <summary>
/// The jobs that a connection has fetched and not yet given up: what entitles it to change them. A worker uses one
/// connection for one job, so this is one entry as a rule.
/// </summary>
internal sealed class ConnectionClaims
{
    private readonly Lock _lock = new();
    private readonly List<FetchedJob> _jobs = [];

    public void Add(FetchedJob job)
    {
        lock (_lock)
        {
            _jobs.Add(job);
        }
    }

    public void Remove(FetchedJob job)
    {
        lock (_lock)
        {
            _ = _jobs.Remove(job);
        }
    }

    public FetchedJob[] All()
    {
        lock (_lock)
        {
            return _jobs.Count == 0 ? [] : [.. _jobs];
        }
    }
}
