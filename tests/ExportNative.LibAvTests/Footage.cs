using System.Diagnostics;

namespace ExportNative.LibAvTests;

/// <summary>Small media files, made once per run with the ffmpeg command line.</summary>
public static class Footage
{
    private static readonly Lock Gate = new();

    private static readonly string Folder = Directory.CreateTempSubdirectory("exportnative-libav-").FullName;

    static Footage() => AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(Folder, recursive: true);

    /// <summary>Ten seconds at 30 fps with B-frames, GOP 30, stereo AAC of 48 kHz; tagged and with a language.</summary>
    public static string Mp4 => Make("plain.mp4",
        "-f lavfi -i testsrc2=size=320x180:rate=30:duration=10 -f lavfi -i sine=frequency=440:sample_rate=48000:duration=10 "
        + "-c:v libx264 -preset ultrafast -bf 2 -g 30 -pix_fmt yuv420p -c:a aac -ac 2 -metadata title=Plain -metadata:s:a:0 language=deu");

    /// <summary>The file of this name, made with the given arguments (the last one, the output, is added) unless it is there.</summary>
    public static string Make(string name, string arguments)
    {
        var path = Path.Combine(Folder, name);
        lock (Gate)
        {
            if (!File.Exists(path)) Run("ffmpeg", $"-v error -nostdin -y {arguments} {path}");
        }
        return path;
    }

    /// <summary>A path in the run's own folder.</summary>
    public static string PathFor(string name) => Path.Combine(Folder, name);

    /// <summary>Whether a program runs with these arguments and succeeds.</summary>
    public static bool Has(string program, string arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0;
    }

    /// <summary>Runs a program, at most a minute, and returns what it printed; a failure fails the test.</summary>
    public static string Run(string program, string arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(60_000))
        {
            process.Kill();
            Assert.Fail($"{program} {arguments} did not end within a minute");
        }
        Assert.True(process.ExitCode == 0, $"{program} {arguments}: {error.Result}");
        return output.Result + error.Result;
    }
}
