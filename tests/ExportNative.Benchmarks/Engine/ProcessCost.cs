using System.Diagnostics;
using System.Globalization;

namespace ExportNative.Benchmarks.Engine;

/// <summary>What a command cost, start of the process to its end.</summary>
/// <param name="Time">On the wall's clock.</param>
/// <param name="BytesRead">Given to it by the kernel (rchar).</param>
/// <param name="BytesWritten">Given by it to the kernel (wchar).</param>
/// <param name="PeakResident">Bytes of memory at the most; as seen every five milliseconds.</param>
internal sealed record ProcessCost(TimeSpan Time, long BytesRead, long BytesWritten, long PeakResident)
{
    /// <summary>Runs a shell command, whose last figures the shell itself tells: the kernel adds a child's to its parent's.</summary>
    /// <param name="command">For bash; its parameters are <c>"$1"</c> and so on.</param>
    /// <param name="arguments">Its parameters.</param>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public static ProcessCost Of(string command, params string[] arguments)
    {
        var start = new ProcessStartInfo("bash", ["-c", $"{{ {command}; }} >/dev/null && cat /proc/$$/io", "bash", .. arguments]) { RedirectStandardOutput = true };
        var started = Stopwatch.GetTimestamp();
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        long peak = 0;
        while (!process.WaitForExit(5))
        {
            peak = Math.Max(peak, PeakOfChildren(process.Id));
        }

        var time = Stopwatch.GetElapsedTime(started);
        var figures = output.Result.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(": ")).ToDictionary(p => p[0], p => long.Parse(p[1], CultureInfo.InvariantCulture));
        return process.ExitCode == 0
            ? new ProcessCost(time, figures["rchar"], figures["wchar"], peak)
            : throw new InvalidOperationException($"{command} {string.Join(' ', arguments)} ended with {process.ExitCode}.");
    }

    /// <summary>The kernel's own high-water mark, so that nothing is missed between two looks but a last rise before the end.</summary>
    private static long PeakOfChildren(int shell)
    {
        try
        {
            return File.ReadAllText($"/proc/{shell}/task/{shell}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Select(child => File.ReadLines($"/proc/{child}/status").FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal)))
                .Max(line => line is null ? 0 : 1024 * long.Parse(line["VmHWM:".Length..].Trim().Split(' ')[0], CultureInfo.InvariantCulture));
        }
        catch (Exception e) when (e is IOException or InvalidOperationException)
        {
            // It ended while it was looked at, or has not started yet.
            return 0;
        }
    }
}
