using System.Globalization;
using System.Text.Json.Nodes;

namespace ExportNative.ServiceTests;

/// <summary>Configs as an editor sends them.</summary>
internal static class Configs
{
    /// <summary>A config of alternating cameras.</summary>
    /// <param name="id">The export's id.</param>
    /// <param name="segments">Number of segments.</param>
    /// <param name="seconds">Length of each.</param>
    public static JsonObject Make(string id, int segments = 4, double seconds = 2)
    {
        var pieces = Enumerable.Range(0, segments).Select(i =>
        {
            // Somewhere in the twelve seconds, on and on.
            var start = i * seconds % (12 - seconds);
            return (JsonNode)new JsonObject { ["sourceIndex"] = i % 2, ["startTime"] = Math.Round(start, 3), ["endTime"] = Math.Round(start + seconds, 3) };
        });
        return new JsonObject
        {
            ["version"] = 1,
            ["id"] = id,
            ["projectId"] = "project",
            ["projectName"] = "Sommerfest",
            ["createdAt"] = "2026-02-27T11:16:00.000Z",
            ["sources"] = new JsonArray(
                new JsonObject { ["id"] = "a", ["name"] = "Wide", ["filePath"] = "cam1.mp4", ["hasAudio"] = true },
                new JsonObject { ["id"] = "b", ["name"] = "Left", ["filePath"] = "cam2.mp4", ["hasAudio"] = true }),
            ["segments"] = new JsonArray([.. pieces]),
            ["output"] = new JsonObject
            {
                ["filePath"] = string.Create(CultureInfo.InvariantCulture, $"exports/{id}/output.mp4"),
                ["format"] = "mp4",
                ["width"] = 320,
                ["height"] = 180,
                ["fps"] = 30,
                ["codec"] = "copy",
                ["includeAudio"] = true,
            },
            ["status"] = "pending",
        };
    }
}
