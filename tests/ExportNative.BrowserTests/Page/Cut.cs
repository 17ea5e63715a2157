using System.Text.Json.Nodes;

namespace ExportNative.BrowserTests.Page;

/// <summary>Edits as the browser keeps them.</summary>
internal static class Cut
{
    /// <summary>An edit of the three cameras.</summary>
    /// <param name="switches">Times, and the camera's place from 0.</param>
    /// <param name="duration">Seconds.</param>
    /// <param name="sources">Files in the library.</param>
    public static JsonObject Of(IEnumerable<(double Time, int Camera)> switches, double duration, IReadOnlyList<string>? sources = null) => new()
    {
        ["version"] = 1,
        ["id"] = "edit-1",
        ["name"] = "Sommerfest",
        ["duration"] = duration,
        ["durationIsFixed"] = true,
        ["angles"] = new JsonArray([.. (sources ?? Cameras.Names).Select((name, i) => (JsonNode)new JsonObject
        {
            ["id"] = $"angle-{i}",
            ["name"] = $"Camera {(char)('A' + i)}",
            ["source"] = name,
            ["syncOffset"] = 0,
        })]),
        ["switches"] = new JsonArray([.. switches.Select((one, i) => (JsonNode)new JsonObject { ["id"] = $"switch-{i}", ["time"] = one.Time, ["angleId"] = $"angle-{one.Camera}" })]),
    };

    /// <summary>The three cameras in turn, a second and a half each, over all their footage.</summary>
    public static JsonObject InTurn() => Of(Enumerable.Range(0, 16).Select(i => (i * 1.5, i % 3)), Cameras.Seconds);

    /// <summary>The switches of an edit: times, and the camera's place.</summary>
    public static IReadOnlyList<(double Time, int Camera)> SwitchesOf(JsonObject edit)
    {
        var angles = edit["angles"]!.AsArray().Select(angle => (string)angle!["id"]!).ToList();
        return [.. edit["switches"]!.AsArray().Select(one => ((double)one!["time"]!, angles.IndexOf((string)one["angleId"]!)))];
    }
}
