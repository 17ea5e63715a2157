using System.Net.Sockets;
using Npgsql;

namespace ExportNative.JobStorage.PostgreSql;

/// <summary>Tells trouble with the job database that passes by itself from trouble that somebody must see to.</summary>
public static class StorageTrouble
{
    // Classes of SQLSTATE that no waiting cures: wrong data, broken rules, no such user, and no such or no allowed statement.
    private static readonly string[] Lasting = ["0A", "22", "23", "28", "42"];

    /// <summary>
    /// Whether the same thing may work a little later: the server is away, restarting or overloaded, the network is cut, two
    /// transactions were in each other's way, or a lock or lease was lost, so that what is true must be read anew.
    /// </summary>
    /// <param name="error">What was thrown; what is inside counts as well.</param>
    public static bool Passes(Exception? error) => error switch
    {
        null => false,
        PostgresException told => !Array.Exists(Lasting, told.SqlState.StartsWith),
        NpgsqlException or TimeoutException or SocketException or LeaseLostException => true,
        _ => Passes(error.InnerException),
    };
}
