using System.Diagnostics;
using Xunit;

namespace ExportNative.IntegrationTests.CommandLine;

/// <summary>
/// A media folder with two small cameras that ran together for twelve seconds, and one that differs; made once with the
/// ffmpeg command line, removed at the end.
/// </summary>
public sealed class CameraFootage : IDisposable
{
    public CameraFootage()
    {
        Directory.CreateDirectory(Path.Combine(Media, "sources"));
        foreach (var camera in new[] { 1, 2 })
        {
            Make($"cam{camera}.mp4", $"testsrc2=size=320x180:rate=30:duration=12,hue=h={camera * 120}", camera * 220);
        }

        Make("small.mp4", "testsrc2=size=160x90:rate=30:duration=12", 660);
    }

    /// <summary>To be given as --media.</summary>
    public string Media { get; } = Directory.CreateTempSubdirectory("exportnative-cli-").FullName;

    /// <summary>A path in the media folder.</summary>
    public string PathTo(string name) => Path.Combine(Media, name);

    /// <summary>Writes a config of alternating cameras and returns its path.</summary>
    /// <param name="id">The export's id; its output is exports/{id}/output.mp4.</param>
    /// <param name="segments">Number of segments of three seconds.</param>
    /// <param name="cameras">Source files by name.</param>
    public string Config(string id, int segments = 4, params string[] cameras)
    {
        cameras = cameras.Length == 0 ? ["cam1.mp4", "cam2.mp4"] : cameras;
        var sources = string.Join(',', cameras.Select((camera, index) => $$"""{ "id":"{{index}}","name":"","filePath":"{{camera}}" }"""));
        var pieces = string.Join(',', Enumerable.Range(0, segments).Select(i =>
            $$"""{ "sourceIndex":{{i % cameras.Length}},"startTime":{{i % 3 * 3}}.25,"endTime":{{(i % 3 * 3) + 3}}.25 }"""));
        var path = PathTo($"{id}.json");
        File.WriteAllText(path, $$"""
            { "version":1,"id":"{{id}}","projectId":"p","projectName":"n","createdAt":"2026-01-01T00:00:00Z",
             "sources":[{{sources}}],"segments":[{{pieces}}],"output":{ "filePath":"exports/{{id}}/output.mp4" } }
            """);
        return path;
    }

    /// <summary>The output of a config made by <see cref="Config"/>.</summary>
    public string Output(string id) => PathTo($"exports/{id}/output.mp4");

    public void Dispose() => Directory.Delete(Media, recursive: true);

    private void Make(string name, string picture, int tone)
    {
        string[] arguments =
        [
            "-v", "error", "-nostdin", "-f", "lavfi", "-i", picture, "-f", "lavfi", "-i", $"sine=frequency={tone}:sample_rate=48000:duration=12",
            "-c:v", "libx264", "-preset", "ultrafast", "-bf", "2", "-g", "30", "-pix_fmt", "yuv420p", "-c:a", "aac", "-ac", "2", PathTo($"sources/{name}"),
        ];
        using var ffmpeg = Process.Start(new ProcessStartInfo("ffmpeg", arguments) { RedirectStandardError = true })!;
        var error = ffmpeg.StandardError.ReadToEnd();
        ffmpeg.WaitForExit();
        Assert.True(ffmpeg.ExitCode == 0, error);
    }
}
