namespace ExportNative.JobStorage;

/// <summary>
/// One session with a database, used by one thread at a time. The statements of the operations run on either database:
/// they are written in what both understand, with parameters as <c>?1</c>, and what only PostgreSQL needs, the locks on rows,
/// stands in them as a comment.
/// </summary>
internal abstract class Session : IDisposable
{
    /// <summary>Starts an execution of a statement. One at a time: the one before is disposed.</summary>
    /// <param name="sql">A constant; the session may keep what it prepared for it.</param>
    public Query Query(string sql) => new(Prepare(sql));

    /// <summary>Runs a statement that has no parameters.</summary>
    public int Run(string sql)
    {
        using Query query = Query(sql);
        return query.Run();
    }

    /// <summary>The first column of the first row as a number, or null without a row.</summary>
    public long? Number(string sql)
    {
        using Query query = Query(sql);
        return query.Step() ? query.Int64OrNull(0) : null;
    }

    /// <summary>Runs a script of several statements, once, unprepared.</summary>
    public abstract void RunScript(string sql);

    /// <summary>Reads inside one snapshot, so that several statements see the same moment.</summary>
    public abstract T Snapshot<T>(Func<Session, T> read);

    public abstract void Dispose();

    /// <summary>The statement, ready for its parameters.</summary>
    protected abstract Statement Prepare(string sql);
}
