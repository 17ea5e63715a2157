namespace ExportNative.JobStorage;

/// <summary>One opened storage, of this process or another, that may hold claims and locks.</summary>
/// <param name="Id">Never used again after it is gone.</param>
/// <param name="Process">The process that opened it.</param>
/// <param name="Beat">Grows with every sign of life.</param>
/// <param name="Lease">How long the beat may stand still before the claims go to others.</param>
/// <param name="LockTimeToLive">The same for the locks.</param>
internal sealed record OwnerRow(long Id, ProcessIdentity Process, long Beat, TimeSpan Lease, TimeSpan LockTimeToLive)
{
    private const string All = "SELECT id, machine, process, started, beat, lease_ms, lock_ms FROM hangfire_owner WHERE id <> ?1";
    private const string Insert = "INSERT INTO hangfire_owner (machine, process, started, beat, lease_ms, lock_ms) VALUES (?1, ?2, ?3, 0, ?4, ?5) RETURNING id";
    private const string BeatOnce = "UPDATE hangfire_owner SET beat = beat + 1 WHERE id = ?1";
    private const string Exists = "SELECT 1 FROM hangfire_owner WHERE id = ?1";
    private const string DeleteIfStill = "DELETE FROM hangfire_owner WHERE id = ?1 AND beat = ?2";
    private const string IsStill = "SELECT 1 FROM hangfire_owner WHERE id = ?1 AND beat = ?2";
    private const string Delete = "DELETE FROM hangfire_owner WHERE id = ?1";
    private const string FreeClaims = "UPDATE hangfire_queue SET claim = NULL, fetched_at = NULL WHERE claim BETWEEN ?1 AND ?2";
    private const string FreeLocks = "DELETE FROM hangfire_lock WHERE token BETWEEN ?1 AND ?2";

    /// <summary>Every owner but the given one.</summary>
    public static List<OwnerRow> Others(Session session, long id)
    {
        List<OwnerRow> owners = [];
        using Query query = session.Query(All).Bind(1, id);
        while (query.Step())
        {
            owners.Add(new OwnerRow(
                query.Int64(0),
                new ProcessIdentity(query.Text(1), (int)query.Int64(2), query.Text(3)),
                query.Int64(4),
                TimeSpan.FromMilliseconds(query.Int64(5)),
                TimeSpan.FromMilliseconds(query.Int64(6))));
        }

        return owners;
    }

    /// <summary>Registers this process and returns the new owner's id.</summary>
    public static long Register(Session session, TimeSpan lease, TimeSpan lockTimeToLive)
    {
        ProcessIdentity process = ProcessIdentity.Current;
        using Query query = session.Query(Insert)
            .Bind(1, process.Machine).Bind(2, process.Process).Bind(3, process.Started)
            .Bind(4, (long)lease.TotalMilliseconds).Bind(5, (long)lockTimeToLive.TotalMilliseconds);
        _ = query.Step();
        return query.Int64(0);
    }

    /// <summary>Gives a sign of life; false if the owner has been declared dead.</summary>
    public static bool TryBeat(Session session, long id)
    {
        using Query query = session.Query(BeatOnce).Bind(1, id);
        return query.Run() == 1;
    }

    /// <summary>Whether an owner has not been declared dead. Whoever claims or locks asks in the same transaction.</summary>
    public static bool IsAlive(Session session, long id)
    {
        using Query query = session.Query(Exists).Bind(1, id);
        return query.Step();
    }

    /// <summary>Takes what a verdict says; returns whether anything was taken, which a moved beat prevents.</summary>
    public static bool TryRevoke(Session session, OwnerWatch.Verdict verdict)
    {
        OwnerRow owner = verdict.Owner;
        if (verdict.LocksOnly)
        {
            using Query still = session.Query(IsStill).Bind(1, owner.Id).Bind(2, owner.Beat);
            return still.Step() && Free(session, FreeLocks, owner.Id) > 0;
        }

        using (Query delete = session.Query(DeleteIfStill).Bind(1, owner.Id).Bind(2, owner.Beat))
        {
            if (delete.Run() == 0)
            {
                return false;
            }
        }

        _ = Free(session, FreeClaims, owner.Id);
        _ = Free(session, FreeLocks, owner.Id);
        return true;
    }

    /// <summary>Gives back everything an owner holds and forgets it: the orderly end.</summary>
    public static void Leave(Session session, long id)
    {
        using (Query delete = session.Query(Delete).Bind(1, id))
        {
            _ = delete.Run();
        }

        _ = Free(session, FreeClaims, id);
        _ = Free(session, FreeLocks, id);
    }

    private static int Free(Session session, string sql, long id)
    {
        using Query query = session.Query(sql).Bind(1, Token.First(id)).Bind(2, Token.Last(id));
        return query.Run();
    }
}
