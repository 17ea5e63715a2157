using System.Diagnostics;
using System.Text.Json.Nodes;
using ExportNative.ServiceTests;
using ExportNative.Testing.Databases;
using Xunit;

[assembly: AssemblyFixture(typeof(Footage))]
[assembly: AssemblyFixture(typeof(PostgreSqlServer))]

// Most of these wait: for throttled exports, for leases to end, for hosts that were cut off.
[assembly: Xunit.v3.Parallelization(MaxThreads = 4)]

namespace ExportNative.ServiceTests;

/// <summary>Two cameras that ran together for twelve seconds, made once with the ffmpeg command line.</summary>
public sealed class Footage : IDisposable
{
    private readonly Dictionary<string, string> databases = [];
    private readonly PostgreSqlServer? server;

    private Footage(string folder, PostgreSqlServer server)
    {
        Folder = folder;
        this.server = server;
    }

    public Footage()
    {
        foreach (var camera in new[] { 1, 2 })
        {
            Run("ffmpeg", "-v", "error", "-nostdin", "-f", "lavfi", "-i", $"testsrc2=size=320x180:rate=30:duration=12,hue=h={camera * 120}",
                "-f", "lavfi", "-i", $"sine=frequency={camera * 220}:sample_rate=48000:duration=12",
                "-c:v", "libx264", "-preset", "ultrafast", "-bf", "2", "-g", "30", "-pix_fmt", "yuv420p", "-c:a", "aac", "-ac", "2", PathTo($"cam{camera}.mp4"));
        }
    }

    private string Folder { get; } = Directory.CreateTempSubdirectory("exportnative-footage-").FullName;

    /// <summary>The same cameras, in media folders whose services keep their jobs in databases of a server.</summary>
    public Footage On(PostgreSqlServer database) => new(Folder, database);

    /// <summary>Settings of the storage that belongs to a media folder, by their names below ExportNative.</summary>
    public IEnumerable<(string Key, string Value)> Storage(string media)
        => databases.TryGetValue(media, out var connection) ? [("Storage", "PostgreSql"), ("ConnectionString", connection)] : [];

    /// <summary>A file of the footage.</summary>
    public string PathTo(string name) => Path.Combine(Folder, name);

    /// <summary>A new media folder that holds the cameras.</summary>
    public string NewMediaFolder()
    {
        var media = Directory.CreateTempSubdirectory("exportnative-service-").FullName;
        Directory.CreateDirectory(Path.Combine(media, "sources"));
        foreach (var camera in Directory.EnumerateFiles(Folder))
        {
            File.Copy(camera, Path.Combine(media, "sources", Path.GetFileName(camera)));
        }

        if (server is not null)
        {
            // Processes of the program find their settings here; a service in this process is told.
            databases[media] = server.NewDatabase();
            File.WriteAllText(
                Path.Combine(media, "appsettings.json"),
                new JsonObject { ["ExportNative"] = new JsonObject { ["Storage"] = "postgresql", ["ConnectionString"] = databases[media] } }.ToJsonString());
        }

        return media;
    }

    /// <summary>Length of a media file in seconds, as ffprobe says.</summary>
    public static double Seconds(string path)
        => double.Parse(Run("ffprobe", "-v", "error", "-show_entries", "format=duration", "-of", "csv=p=0", path), System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Runs a program to its end; fails when it does.</summary>
    /// <returns>Its standard output.</returns>
    public static string Run(string program, params string[] arguments) => RunBoth(program, arguments).Output;

    /// <summary>Runs a program to its end; fails when it does.</summary>
    /// <returns>Its standard error.</returns>
    public static string RunForError(string program, params string[] arguments) => RunBoth(program, arguments).Error;

    private static (string Output, string Error) RunBoth(string program, string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        Assert.True(process.WaitForExit(TimeSpan.FromSeconds(60)));
        Assert.True(process.ExitCode == 0, error.Result);
        return (output, error.Result);
    }

    public void Dispose()
    {
        if (server is null)
        {
            Directory.Delete(Folder, recursive: true);
        }
    }
}
