namespace ExportNative.JobStorage.PostgreSql;

/// <summary>
/// Judges the fetched rows of a queue by watching their beats. A row is an orphan when its beat has stood still for a whole
/// lease by this process's own steady clock, while this process saw the server the whole time: neither wall clocks, nor an
/// outage of the server, nor this process's own standstill can take a job from a living worker. Used by one thread.
/// </summary>
internal sealed class PostgreSqlLeaseWatch(TimeSpan lease, TimeProvider time)
{
    private readonly Dictionary<long, (long Token, DateTime Beat, long Since)> _seen = [];
    private long _looked = time.GetTimestamp();

    /// <summary>The server could not be asked; what was seen before counts no more.</summary>
    public void Interrupted() => _seen.Clear();

    /// <summary>The orphans among the rows as they are now.</summary>
    public List<(long Id, long Token, DateTime Beat)> Judge(IReadOnlyCollection<(long Id, long Token, DateTime Beat)> rows)
    {
        var now = time.GetTimestamp();
        if (time.GetElapsedTime(_looked, now) > lease / 2)
        {
            Interrupted();
        }

        _looked = now;
        List<(long, long, DateTime)> orphans = [];
        HashSet<long> present = [];
        foreach (var (id, token, beat) in rows)
        {
            present.Add(id);
            if (!_seen.TryGetValue(id, out var seen) || seen.Token != token || seen.Beat != beat)
            {
                _seen[id] = (token, beat, now);
            }
            else if (time.GetElapsedTime(seen.Since, now) > lease)
            {
                orphans.Add((id, token, beat));
            }
        }

        foreach (var gone in _seen.Keys.Where(id => !present.Contains(id)).ToList())
        {
            _seen.Remove(gone);
        }

        return orphans;
    }
}
