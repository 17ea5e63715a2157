using System.Text;
using System.Text.Json.Nodes;
using ExportNative.Contracts;

namespace ExportNative.UnitTests.Contracts;

/// <summary>Config texts for tests: what the editor sends, changed in one place.</summary>
internal static class ConfigText
{
    /// <summary>A config with every field that the OpenCut editor sends, and no other.</summary>
    public const string FromEditor = """
        {
          "version": 1,
          "id": "export-3f2a8c1e-90b7-4d55-8a6e-0c1d2e3f4a5b",
          "projectId": "7c98c8d8-e3ab-40f5-ac00-b8bd14b63934",
          "projectName": "Gespräch № 12 — «Ünïcødé» 🎬",
          "createdAt": "2026-02-27T11:16:00.000Z",
          "sources": [
            { "id": "media-001", "name": "Camera 1", "filePath": "cam1.mp4", "width": 3840, "height": 2160, "duration": 120.5, "fps": 29.97, "hasAudio": true },
            { "id": "media-002", "name": "Camera 2", "filePath": "cam2.mp4", "width": 3840, "height": 2160, "duration": 120.48, "fps": 29.97, "hasAudio": false }
          ],
          "segments": [
            { "sourceIndex": 0, "startTime": 0, "endTime": 12.345, "audioFromSource": true },
            { "sourceIndex": 1, "startTime": 12.345, "endTime": 30.000000000000004, "audioFromSource": false }
          ],
          "output": { "filePath": "exports/export-3f2a8c1e-90b7-4d55-8a6e-0c1d2e3f4a5b/output.mp4", "format": "mp4", "width": 1920, "height": 1080, "fps": 30, "codec": "copy", "includeAudio": true },
          "status": "pending"
        }
        """;

    /// <summary>The editor's config with one field set to a JSON text.</summary>
    /// <param name="path">Dots and brackets without the leading $: segments[1].endTime.</param>
    /// <param name="json">The new value.</param>
    public static string With(string path, string json)
    {
        var root = JsonNode.Parse(FromEditor)!;
        var (owner, last) = Walk(root, path);

        // A value that JSON nodes cannot carry unchanged (1e300, 12 digits) is put in as text afterwards.
        const string mark = "\"@@value@@\"";
        if (owner is JsonArray list)
        {
            list[int.Parse(last, System.Globalization.CultureInfo.InvariantCulture)] = "@@value@@";
        }
        else
        {
            owner[last] = "@@value@@";
        }

        return root.ToJsonString().Replace(mark, json, StringComparison.Ordinal);
    }

    /// <summary>The editor's config with one field taken away.</summary>
    public static string Without(string path)
    {
        var root = JsonNode.Parse(FromEditor)!;
        var (owner, last) = Walk(root, path);
        owner.AsObject().Remove(last);
        return root.ToJsonString();
    }

    public static ConfigReadResult Read(string json, ConfigLimits? limits = null)
        => ExportConfigReader.Read(Encoding.UTF8.GetBytes(json), limits);

    private static (JsonNode Owner, string Last) Walk(JsonNode node, string path)
    {
        var steps = path.Split('.', '[', ']').Where(step => step.Length > 0).ToArray();
        foreach (var step in steps[..^1])
        {
            node = int.TryParse(step, out var index) ? node[index]! : node[step]!;
        }

        return (node, steps[^1]);
    }
}
