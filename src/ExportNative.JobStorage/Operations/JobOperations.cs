using Hangfire.Common;
using Hangfire.Storage;

namespace ExportNative.JobStorage;

/// <summary>Reading and writing jobs, their parameters and states. A missing job makes every write a no-op.</summary>
internal static class JobOperations
{
    // A job that is sent back and forth for years must not grow without bound; the newest states are what is looked at.
    private const long MostStates = 1000;

    private const string Insert = "INSERT INTO hangfire_job (id, type, method, parameter_types, arguments, queue, parameters, created_at, expire_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
    private const string DeleteStates = "DELETE FROM hangfire_state WHERE job_id = ?1";
    private const string DeleteJob = "DELETE FROM hangfire_job WHERE id = ?1";
    private const string SetExpiry = "UPDATE hangfire_job SET expire_at = ?2 WHERE id = ?1";
    private const string ReadParameters = "SELECT parameters FROM hangfire_job WHERE id = ?1";
    private const string HoldParameters = $"{ReadParameters} /* FOR UPDATE */";
    private const string WriteParameters = "UPDATE hangfire_job SET parameters = ?2 WHERE id = ?1";
    private const string NextState = "SELECT coalesce((SELECT max(number) FROM hangfire_state WHERE job_id = ?1), 0) + 1 FROM hangfire_job WHERE id = ?1 /* FOR UPDATE */";
    private const string InsertState = "INSERT INTO hangfire_state (job_id, number, name, reason, created_at, data) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    private const string SetCurrent = "UPDATE hangfire_job SET state_number = ?2, state_name = ?3, state_at = ?4 WHERE id = ?1";
    private const string TrimStates = "DELETE FROM hangfire_state WHERE job_id = ?1 AND number <= ?2";
    private const string ReadJob = "SELECT type, method, parameter_types, arguments, queue, parameters, created_at, state_name FROM hangfire_job WHERE id = ?1";
    private const string ReadState = "SELECT s.name, s.reason, s.data FROM hangfire_job j JOIN hangfire_state s ON s.job_id = j.id AND s.number = j.state_number WHERE j.id = ?1";

    public static void Create(Session session, long id, InvocationData invocation, string parameters, long createdAt, long expireAt)
    {
        using Query query = session.Query(Insert).Bind(1, id)
            .Bind(2, invocation.Type).Bind(3, invocation.Method).Bind(4, invocation.ParameterTypes)
            .Bind(5, invocation.Arguments).Bind(6, invocation.Queue)
            .Bind(7, parameters).Bind(8, createdAt).Bind(9, expireAt);
        _ = query.Run();
    }

    public static void Delete(Session session, long id)
    {
        RunOn(session, DeleteStates, id);
        RunOn(session, DeleteJob, id);
    }

    public static void Expire(Session session, long id, long? at)
    {
        using Query query = session.Query(SetExpiry).Bind(1, id).Bind(2, at);
        _ = query.Run();
    }

    public static void SetParameter(Session session, long id, string name, string? value)
    {
        Dictionary<string, string?> parameters;
        using (Query read = session.Query(HoldParameters).Bind(1, id))
        {
            if (!read.Step())
            {
                return;
            }

            parameters = Json.Read(read.Text(0), StringComparer.Ordinal);
        }

        parameters[name] = value;
        using Query write = session.Query(WriteParameters).Bind(1, id).Bind(2, Json.Write(parameters));
        _ = write.Run();
    }

    public static string? GetParameter(Session session, long id, string name)
    {
        using Query read = session.Query(ReadParameters).Bind(1, id);
        return read.Step() ? Json.Read(read.Text(0), StringComparer.Ordinal).GetValueOrDefault(name) : null;
    }

    /// <summary>Adds a state to the history, and makes it the current one if asked.</summary>
    public static void AddState(Session session, long id, StateText state, bool makeCurrent)
    {
        long number;
        using (Query next = session.Query(NextState).Bind(1, id))
        {
            if (!next.Step())
            {
                return;
            }

            number = next.Int64(0);
        }

        using (Query insert = session.Query(InsertState).Bind(1, id).Bind(2, number)
            .Bind(3, state.Name).Bind(4, state.Reason).Bind(5, state.At).Bind(6, state.Data))
        {
            _ = insert.Run();
        }

        if (makeCurrent)
        {
            using Query set = session.Query(SetCurrent).Bind(1, id).Bind(2, number).Bind(3, state.Name).Bind(4, state.At);
            _ = set.Run();
        }

        // The current state is only ever trimmed after as many newer history entries as are kept.
        if (number > MostStates)
        {
            using Query trim = session.Query(TrimStates).Bind(1, id).Bind(2, number - MostStates);
            _ = trim.Run();
        }
    }

    /// <summary>Null without such a job. A job whose method cannot be found has a load exception instead of a job.</summary>
    public static JobData? GetData(Session session, long id)
    {
        InvocationData invocation;
        string parameters;
        long createdAt;
        string? state;
        using (Query query = session.Query(ReadJob).Bind(1, id))
        {
            if (!query.Step())
            {
                return null;
            }

            invocation = ReadInvocation(query, 0);
            parameters = query.Text(5);
            createdAt = query.Int64(6);
            state = query.TextOrNull(7);
        }

        Job? job = TryLoad(invocation, out JobLoadException? exception);
        return new JobData
        {
            Job = job,
            LoadException = exception,
            InvocationData = invocation,
            ParametersSnapshot = Json.Read(parameters, StringComparer.Ordinal)!,
            CreatedAt = Clock.ToDateTime(createdAt),
            State = state,
        };
    }

    /// <summary>The current state; null without a job or before its first state.</summary>
    public static StateData? GetState(Session session, long id)
    {
        using Query query = session.Query(ReadState).Bind(1, id);
        return query.Step()
            ? new StateData
            {
                Name = query.Text(0),
                Reason = query.TextOrNull(1),
                Data = Json.Read(query.Text(2), StringComparer.OrdinalIgnoreCase)!,
            }
            : null;
    }

    /// <summary>Five columns from the given one on: type, method, parameter types, arguments, queue.</summary>
    public static InvocationData ReadInvocation(Query query, int column) => new(
        query.TextOrNull(column),
        query.TextOrNull(column + 1),
        query.TextOrNull(column + 2),
        query.TextOrNull(column + 3),
        query.TextOrNull(column + 4));

    public static Job? TryLoad(InvocationData invocation, out JobLoadException? exception)
    {
        try
        {
            exception = null;
            return invocation.DeserializeJob();
        }
        catch (JobLoadException loadException)
        {
            exception = loadException;
            return null;
        }
    }

    private static void RunOn(Session session, string sql, long id)
    {
        using Query query = session.Query(sql).Bind(1, id);
        _ = query.Run();
    }
}
