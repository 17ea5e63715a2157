using System.Text.Json;
using Hangfire.Server;
using Hangfire.Storage.Monitoring;

namespace ExportNative.JobStorage;

/// <summary>The announced servers and their heartbeats, by the wall clock as Hangfire wants it.</summary>
internal static class ServerOperations
{
    private const string Upsert = """
        INSERT INTO hangfire_server (id, queues, workers, started_at, heartbeat) VALUES (?1, ?2, ?3, ?4, ?4)
        ON CONFLICT (id) DO UPDATE SET queues = excluded.queues, workers = excluded.workers, started_at = excluded.started_at, heartbeat = excluded.heartbeat
        """;

    private const string Delete = "DELETE FROM hangfire_server WHERE id = ?1";
    private const string Beat = "UPDATE hangfire_server SET heartbeat = ?2 WHERE id = ?1";
    private const string DeleteOlder = "DELETE FROM hangfire_server WHERE heartbeat < ?1";
    private const string ReadAll = "SELECT id, queues, workers, started_at, heartbeat FROM hangfire_server ORDER BY id";

    public static void Announce(Session session, string id, ServerContext context, long now)
    {
        using Query query = session.Query(Upsert).Bind(1, id)
            .Bind(2, JsonSerializer.Serialize(context.Queues ?? [])).Bind(3, context.WorkerCount).Bind(4, now);
        _ = query.Run();
    }

    public static void Remove(Session session, string id)
    {
        using Query query = session.Query(Delete).Bind(1, id);
        _ = query.Run();
    }

    /// <summary>False if there is no such server.</summary>
    public static bool TryBeat(Session session, string id, long now)
    {
        using Query query = session.Query(Beat).Bind(1, id).Bind(2, now);
        return query.Run() == 1;
    }

    public static int RemoveOlder(Session session, long than)
    {
        using Query query = session.Query(DeleteOlder).Bind(1, than);
        return query.Run();
    }

    public static List<ServerDto> All(Session session)
    {
        List<ServerDto> servers = [];
        using Query query = session.Query(ReadAll);
        while (query.Step())
        {
            servers.Add(new ServerDto
            {
                Name = query.Text(0),
                Queues = Queues(query.Text(1)),
                WorkersCount = (int)query.Int64(2),
                StartedAt = Clock.ToDateTime(query.Int64(3)),
                Heartbeat = Clock.ToDateTime(query.Int64(4)),
            });
        }

        return servers;
    }

    private static string[] Queues(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<string[]>(json) ?? [];
        }
        catch (JsonException)
        {
            return [];
        }
    }
}
