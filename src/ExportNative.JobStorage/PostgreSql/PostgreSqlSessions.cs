using Npgsql;

namespace ExportNative.JobStorage.PostgreSql;

/// <summary>What every session with the server is opened with.</summary>
internal static class PostgreSqlSessions
{
    // Seconds. A command on a connection that was cut off waits this long; the server finds out about a client that has gone
    // in about as much, and then frees its locks and rows.
    private const int ConnectTimeout = 5;
    private const int CommandTimeout = 10;
    private const int MostPrepared = 100;

    // A server takes 100 clients unless told otherwise, and a cluster has several processes.
    private const int MostSessions = 20;
    private const string ServerSide =
        "-c tcp_keepalives_idle=5 -c tcp_keepalives_interval=2 -c tcp_keepalives_count=3 -c tcp_user_timeout=12000 -c idle_in_transaction_session_timeout=10000";

    private static readonly HashSet<string> TimeoutWords = new(StringComparer.OrdinalIgnoreCase) { "Timeout", "Connection Timeout", "ConnectionTimeout" };
    private static readonly HashSet<string> PoolWords = new(StringComparer.OrdinalIgnoreCase) { "Maximum Pool Size", "MaximumPoolSize", "Max Pool Size", "MaxPoolSize" };
    private static readonly HashSet<string> CommandWords = new(StringComparer.OrdinalIgnoreCase) { "Command Timeout", "CommandTimeout" };

    /// <summary>Adds the settings that a cluster needs, except where the operator has chosen.</summary>
    public static string Complete(string connectionString)
    {
        var given = new System.Data.Common.DbConnectionStringBuilder { ConnectionString = connectionString };
        var names = given.Keys.Cast<string>().ToList();
        var builder = new NpgsqlConnectionStringBuilder(connectionString) { Enlist = false, SearchPath = PostgreSqlSchema.Name };
        if (!names.Exists(TimeoutWords.Contains))
        {
            builder.Timeout = ConnectTimeout;
        }

        if (!names.Exists(CommandWords.Contains))
        {
            builder.CommandTimeout = CommandTimeout;
        }

        if (!names.Exists(PoolWords.Contains))
        {
            builder.MaxPoolSize = MostSessions;
        }

        if (string.IsNullOrEmpty(builder.Options))
        {
            builder.Options = ServerSide;
        }

        // The statements are few and constant.
        builder.MaxAutoPrepare = Math.Max(builder.MaxAutoPrepare, MostPrepared);
        builder.TcpKeepAlive = true;
        builder.TcpKeepAliveTime = Math.Max(builder.TcpKeepAliveTime, ConnectTimeout);
        builder.TcpKeepAliveInterval = Math.Max(builder.TcpKeepAliveInterval, 2);
        builder.ApplicationName ??= "exportnative";
        return builder.ConnectionString;
    }

    /// <summary>
    /// The same with a pool of its own, for sessions that hold locks: whoever holds one asks for a second one beside it, and
    /// would wait for itself if all of a pool did so.
    /// </summary>
    public static string ForLocks(string complete)
    {
        NpgsqlConnectionStringBuilder builder = new(complete);
        builder.ApplicationName += " locks";
        return builder.ConnectionString;
    }

    /// <summary>Opens a session.</summary>
    public static NpgsqlConnection Open(string connectionString)
    {
        var connection = new NpgsqlConnection(connectionString);
        try
        {
            connection.Open();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Ends all sessions that wait in both pools, because some of them are known to be broken.</summary>
    public static void ClearPools(string complete)
    {
        foreach (var pool in new[] { complete, ForLocks(complete) })
        {
            using var pooled = new NpgsqlConnection(pool);
            NpgsqlConnection.ClearPool(pooled);
        }
    }

    /// <summary>A command with its parameters, numbered from 1.</summary>
    public static NpgsqlCommand Command(this NpgsqlConnection connection, string text, params object[] values)
    {
        var command = new NpgsqlCommand(text, connection);
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        return command;
    }
}
