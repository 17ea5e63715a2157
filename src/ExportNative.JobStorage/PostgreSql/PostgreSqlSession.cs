using System.Collections.Concurrent;
using System.Data;
using System.Text.RegularExpressions;
using Npgsql;

namespace ExportNative.JobStorage.PostgreSql;

/// <summary>One PostgreSQL session, rented from the provider's pool as a rule, whose own preparing of statements is enough.</summary>
/// <param name="connection">Open. Owned by whoever opened it.</param>
internal sealed partial class PostgreSqlSession(NpgsqlConnection connection) : Session
{
    private const int MostAttempts = 20;
    private const int LongestPauseMilliseconds = 50;

    // Texts are constants, so there are as many as the code has.
    private static readonly ConcurrentDictionary<string, string> Texts = new(StringComparer.Ordinal);

    private bool _isCommitting;

    /// <summary>Whether the server has ended the session, and certainly before anything of it was committed.</summary>
    public bool HasEndedInVain => connection.State != ConnectionState.Open && !_isCommitting;

    /// <summary>
    /// Runs work in a transaction, and once more when it met another one: both wanted the same rows in another order, or made
    /// the same row at the same moment.
    /// </summary>
    public T Transact<T>(Func<Session, T> work)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                using NpgsqlTransaction transaction = connection.BeginTransaction(IsolationLevel.ReadCommitted);
                T result = work(this);
                _isCommitting = true;
                transaction.Commit();
                _isCommitting = false;
                return result;
            }
            catch (PostgresException error) when (HaveMet(error) && attempt < MostAttempts)
            {
                Thread.Sleep(Random.Shared.Next(1, Math.Min(attempt * 2, LongestPauseMilliseconds) + 1));
            }
        }
    }

    public override void RunScript(string sql)
    {
        using NpgsqlCommand command = new(sql, connection);
        _ = command.ExecuteNonQuery();
    }

    public override T Snapshot<T>(Func<Session, T> read)
    {
        using NpgsqlTransaction transaction = connection.BeginTransaction(IsolationLevel.RepeatableRead);
        T result = read(this);
        transaction.Commit();
        return result;
    }

    public override void Dispose() => connection.Dispose();

    protected override Statement Prepare(string sql) => new PostgreSqlStatement(new NpgsqlCommand(Texts.GetOrAdd(sql, Translate), connection));

    private static bool HaveMet(PostgresException error)
        => error.SqlState is PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.UniqueViolation;

    private static string Translate(string sql) => Parameter().Replace(Comment().Replace(sql, "$1"), "$$$1");

    [GeneratedRegex(@"\?(\d+)")]
    private static partial Regex Parameter();

    [GeneratedRegex(@"/\*(.*?)\*/")]
    private static partial Regex Comment();
}
