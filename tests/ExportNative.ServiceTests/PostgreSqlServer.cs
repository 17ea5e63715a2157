using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using ExportNative.ServiceTests;
using Npgsql;
using Xunit;

[assembly: AssemblyFixture(typeof(PostgreSqlServer))]

namespace ExportNative.ServiceTests;

/// <summary>A PostgreSQL server of the tests' own, from Debian's package, on a free port of this machine; started when first asked for.</summary>
public sealed class PostgreSqlServer : IDisposable
{
    private readonly Lazy<(Process Server, string Folder, int Port)> running = new(Start);
    private int databases;

    /// <summary>Makes an empty database.</summary>
    /// <returns>Its connection string.</returns>
    public async Task<string> NewDatabase()
    {
        var name = $"t{Interlocked.Increment(ref databases)}";
        await using var connection = new NpgsqlConnection(ConnectionString("postgres"));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"create database {name}", connection);
        await command.ExecuteNonQueryAsync();
        return ConnectionString(name);
    }

    public void Dispose()
    {
        if (!running.IsValueCreated)
        {
            return;
        }

        NpgsqlConnection.ClearAllPools();
        var (server, folder, _) = running.Value;
        Footage.Run("kill", "-INT", File.ReadLines(Path.Combine(folder, "data", "postmaster.pid")).First());
        if (!server.WaitForExit(TimeSpan.FromSeconds(20)))
        {
            server.Kill(entireProcessTree: true);
        }

        server.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private string ConnectionString(string database) => $"Host=127.0.0.1;Port={running.Value.Port};Username=postgres;Database={database};Maximum Pool Size=30";

    private static (Process Server, string Folder, int Port) Start()
    {
        var programs = Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql").Select(version => Path.Combine(version, "bin")).LastOrDefault(Directory.Exists) : null;
        Assert.True(programs is not null, "These tests need Debian's package postgresql.");
        var folder = Directory.CreateTempSubdirectory("exportnative-postgresql-").FullName;

        // The server refuses to run as root; the package has made a user for it.
        string[] user = Environment.IsPrivilegedProcess ? ["runuser", "-u", "postgres", "--"] : ["env"];
        if (Environment.IsPrivilegedProcess)
        {
            Footage.Run("chown", "postgres", folder);
        }

        var data = Path.Combine(folder, "data");
        Footage.Run(user[0], [.. user[1..], Path.Combine(programs, "initdb"), "-D", data, "-U", "postgres", "-A", "trust", "--no-sync"]);
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        var port = ((IPEndPoint)probe.LocalEndpoint).Port;
        probe.Stop();
        var start = new ProcessStartInfo(user[0], [.. user[1..], Path.Combine(programs, "postgres"), "-D", data, "-p", $"{port}", "-c", "listen_addresses=127.0.0.1", "-k", folder, "-c", "fsync=off"])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        var server = Process.Start(start)!;
        server.ErrorDataReceived += (_, _) => { };
        server.BeginErrorReadLine();
        server.BeginOutputReadLine();
        var clock = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                using var connection = new NpgsqlConnection($"Host=127.0.0.1;Port={port};Username=postgres;Database=postgres;Pooling=false");
                connection.Open();
                return (server, folder, port);
            }
            catch (NpgsqlException) when (clock.Elapsed < TestService.Patience)
            {
                Thread.Sleep(100);
            }
        }
    }
}
