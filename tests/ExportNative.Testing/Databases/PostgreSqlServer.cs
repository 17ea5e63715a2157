using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace ExportNative.Testing.Databases;

/// <summary>
/// A PostgreSQL server of the tests' own, from Debian's package, in a folder of its own; started when first asked for, and
/// gone with this object. It can be stopped and started again, as a crash or an upgrade would.
/// </summary>
public sealed class PostgreSqlServer : IDisposable
{
    private readonly string[] prefix;
    private readonly Lazy<(string Programs, string Folder, int Port)> place;
    private int databases;

    /// <summary>On a free port of this machine.</summary>
    public PostgreSqlServer()
        : this("127.0.0.1", [])
    {
    }

    /// <summary>On an address, of another network namespace as a rule.</summary>
    /// <param name="address">Where it listens.</param>
    /// <param name="prefix">A command that runs its arguments in the right place, such as <c>ip netns exec NAME</c>.</param>
    public static PostgreSqlServer At(string address, params IEnumerable<string> prefix) => new(address, [.. prefix]);

    private PostgreSqlServer(string address, string[] prefix)
    {
        Address = address;
        this.prefix = prefix;
        place = new(Make);
    }

    /// <summary>Where it listens.</summary>
    public string Address { get; }

    /// <summary>Where it listens.</summary>
    public int Port => place.Value.Port;

    /// <summary>Makes an empty database.</summary>
    /// <returns>Its connection string.</returns>
    public string NewDatabase()
    {
        var name = $"t{Interlocked.Increment(ref databases)}";
        Sql($"create database {name}");
        return ConnectionString(name);
    }

    /// <summary>Does something on the server's own database.</summary>
    public void Sql(string command) => Sql("postgres", command);

    /// <summary>Does something on a database.</summary>
    public void Sql(string database, string command) => InServer("psql", "-q", "-h", place.Value.Folder, "-p", $"{Port}", "-U", "postgres", "-d", database, "-v", "ON_ERROR_STOP=1", "-c", command);

    /// <summary>Ends it at once, without a word to its clients, as a crash does.</summary>
    public void Crash() => InServer("pg_ctl", "-D", Path.Combine(place.Value.Folder, "data"), "-m", "immediate", "-w", "stop");

    /// <summary>Ids of its processes, the parent of the others first.</summary>
    public IReadOnlyList<int> Processes()
    {
        var parent = File.ReadLines(Path.Combine(place.Value.Folder, "data", "postmaster.pid")).First();
        return [int.Parse(parent, System.Globalization.CultureInfo.InvariantCulture),
            .. Tool.Try("pgrep", "-P", parent).Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(id => int.Parse(id, System.Globalization.CultureInfo.InvariantCulture))];
    }

    /// <summary>Starts it again, in the same place.</summary>
    public void Start() => Start(place.Value);

    /// <summary>Stops it and removes its folder.</summary>
    public void Dispose()
    {
        if (!place.IsValueCreated)
        {
            return;
        }

        NpgsqlConnection.ClearAllPools();
        if (File.Exists(Path.Combine(place.Value.Folder, "data", "postmaster.pid")))
        {
            // A test that failed may have left it frozen.
            Tool.Try("kill", ["-CONT", .. Processes().Select(id => $"{id}")]);
            Crash();
        }

        Directory.Delete(place.Value.Folder, recursive: true);
    }

    private string ConnectionString(string database) => $"Host={Address};Port={Port};Username=postgres;Database={database}";

    private (string Programs, string Folder, int Port) Make()
    {
        var programs = Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql").Select(version => Path.Combine(version, "bin")).LastOrDefault(Directory.Exists) : null;
        if (programs is null)
        {
            throw new InvalidOperationException("These tests need Debian's package postgresql: ./build.sh setup installs it.");
        }

        var folder = Directory.CreateTempSubdirectory("exportnative-postgresql-").FullName;

        // The server refuses to run as root; the package has made a user for it.
        if (Environment.IsPrivilegedProcess)
        {
            Tool.Run("chown", "postgres", folder);
        }

        var made = (programs, folder, prefix.Length > 0 ? 5432 : FreePort());
        Tool.Run(Command(programs, "initdb").First(), [.. Command(programs, "initdb").Skip(1), "-D", Path.Combine(folder, "data"), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"]);
        Start(made);
        return made;
    }

    private void Start((string Programs, string Folder, int Port) where)
    {
        var data = Path.Combine(where.Folder, "data");
        var access = Path.Combine(data, "pg_hba.conf");
        if (!File.ReadAllText(access).Contains("host all all samenet trust", StringComparison.Ordinal))
        {
            File.AppendAllText(access, "host all all samenet trust\n");
        }

        var command = Command(where.Programs, "pg_ctl");
        Tool.Run(command[0], [.. command[1..], "-D", data, "-l", Path.Combine(where.Folder, "log"), "-w", "-o",
            $"-p {where.Port} -k {where.Folder} -c listen_addresses={Address} -c fsync=off -c max_connections=300", "start"]);
    }

    private void InServer(string program, params string[] arguments)
    {
        var command = Command(place.Value.Programs, program);
        Tool.Run(command[0], [.. command[1..], .. arguments]);
    }

    private string[] Command(string programs, string program)
        => [.. prefix, .. Environment.IsPrivilegedProcess ? (string[])["runuser", "-u", "postgres", "--"] : ["env"], Path.Combine(programs, program)];

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
