namespace ExportNative.JobStorage;

/// <summary>
/// Judges the other owners by watching their beats. An owner is overdue when its beat has stood still for its whole
/// lease by this process's own steady clock, so neither a wall clock that jumps nor one that differs between machines
/// can take a living process's jobs away. Used by one thread.
/// </summary>
internal sealed class OwnerWatch(TimeProvider time)
{
    private readonly Dictionary<long, (long Beat, long Since)> _seen = [];

    /// <summary>What is to be taken from whom, given the owners as they are now.</summary>
    public List<Verdict> Judge(IReadOnlyList<OwnerRow> owners)
    {
        List<Verdict> verdicts = [];
        long now = time.GetTimestamp();
        HashSet<long> present = [];
        foreach (OwnerRow owner in owners)
        {
            _ = present.Add(owner.Id);
            if (!_seen.TryGetValue(owner.Id, out (long Beat, long Since) seen) || seen.Beat != owner.Beat)
            {
                _seen[owner.Id] = seen = (owner.Beat, now);
            }

            TimeSpan still = time.GetElapsedTime(seen.Since, now);
            if (owner.Process.IsKnownDead())
            {
                verdicts.Add(new Verdict(owner, LocksOnly: false, "its process has ended"));
            }
            else if (still > owner.Lease)
            {
                verdicts.Add(new Verdict(owner, LocksOnly: false, "it gave no sign of life for its whole lease"));
            }
            else if (still > owner.LockTimeToLive)
            {
                verdicts.Add(new Verdict(owner, LocksOnly: true, "it gave no sign of life for its locks' whole time to live"));
            }
        }

        foreach (long gone in _seen.Keys.Where(id => !present.Contains(id)).ToList())
        {
            _ = _seen.Remove(gone);
        }

        return verdicts;
    }

    /// <summary>An owner to lose its claims and locks, or its locks only, unless its beat moves first.</summary>
    internal sealed record Verdict(OwnerRow Owner, bool LocksOnly, string Reason);
}
