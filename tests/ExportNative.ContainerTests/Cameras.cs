using System.Text.Json;
using ExportNative.Contracts;
using ExportNative.ContainerTests;
using ExportNative.Testing.Audit;
using ExportNative.Testing.Footage;
using Xunit;

[assembly: AssemblyFixture(typeof(Cameras))]

namespace ExportNative.ContainerTests;

/// <summary>Three cameras that ran together, an edit of them, and the judgement of what came out; made once for all tests.</summary>
public sealed class Cameras : IDisposable
{
    private const int Seconds = 26;
    private readonly FootageShelf shelf = new();
    private readonly Camera[] cameras = [.. Enumerable.Range(1, 3).Select(number => new Camera { Number = number, Seconds = Seconds })];

    /// <summary>The files, by the names that configs give them.</summary>
    public IReadOnlyDictionary<string, string> Files => cameras.ToDictionary(camera => $"cam{camera.Number}.mp4", shelf.Path);

    /// <summary>A config as an editor sends it.</summary>
    /// <param name="id">The export's id.</param>
    /// <param name="repeats">How often the edit is played through: makes a longer export of the same footage.</param>
    public static string Config(string id, int repeats = 1)
    {
        var edit = Edits.Make(3, new EditSettings { Seconds = Seconds - 2, Segments = 8 });
        var config = Edits.Config(
            ["cam1.mp4", "cam2.mp4", "cam3.mp4"], [.. Enumerable.Repeat(edit, repeats).SelectMany(segments => segments)], $"exports/{id}/output.mp4", made => made with { Id = id });
        return JsonSerializer.Serialize(config, ContractsJson.Default.ExportConfig);
    }

    /// <summary>Decodes a finished file and fails unless it shows what was asked when it was asked.</summary>
    /// <param name="report">The export's report, as the service gives it.</param>
    /// <param name="file">Where the download lies.</param>
    public void Audit(string report, string file)
    {
        var told = JsonSerializer.Deserialize(report, ContractsJson.Default.ExportReport)!;
        var figures = new ExportAudit(told, file, [.. cameras.Select(camera => new AuditedSource(camera.Number, camera.FramesPerSecond, shelf.Path(camera)))]).Run();
        var frame = 1000.0 / 30;
        Assert.Empty(figures.DecodeErrors);
        Assert.Equal((0, 0, 0, 0), (figures.BadFrames, figures.NonMonotonic, figures.Repeats, figures.Skips));
        Assert.Equal((0, 0), (figures.SeekErrors, figures.SoundsMissing));
        Assert.InRange(figures.DurationError, -frame - 0.05, frame + 0.05);
        Assert.InRange(figures.PlaceError, 0, (frame / 2) + 0.05);
        Assert.InRange(figures.SyncError, 0, 11);
        Assert.Equal(0, figures.UnannouncedCamera);
        Assert.True(figures.Frames > 600 && figures.SoundsSought >= 8, $"{figures.Frames} frames, {figures.SoundsSought} sounds");
    }

    public void Dispose() => shelf.Dispose();
}
