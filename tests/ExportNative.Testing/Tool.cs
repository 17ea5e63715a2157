using System.ComponentModel;
using System.Diagnostics;

namespace ExportNative.Testing;

/// <summary>
/// Runs a program of the system to its end, always within a bounded time. A program that is missing is an error and never
/// a reason to leave a test out: what it would have shown is then unknown.
/// </summary>
public static class Tool
{
    /// <summary>Longest time that a run may take; footage of a minute needs a few seconds.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>Runs a program and gives back whatever it did.</summary>
    /// <param name="program">Its name, looked for as the shell does.</param>
    /// <param name="arguments">One string for each argument; nothing is split or quoted.</param>
    /// <exception cref="InvalidOperationException">It is not installed, or did not end in time.</exception>
    public static ToolResult Try(string program, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Start(start);
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEndAsync();
        using var output = new MemoryStream();
        var copying = process.StandardOutput.BaseStream.CopyToAsync(output);
        if (!process.WaitForExit(Patience) || !Task.WhenAll(error, copying).Wait(Patience))
        {
            process.Kill();
            throw new InvalidOperationException($"{program} {string.Join(' ', start.ArgumentList)} did not end within {Patience}.");
        }

        return new ToolResult(process.ExitCode, output.ToArray(), error.Result);
    }

    /// <summary>Runs a program that has to succeed.</summary>
    /// <param name="program">Its name, looked for as the shell does.</param>
    /// <param name="arguments">One string for each argument.</param>
    /// <exception cref="InvalidOperationException">It is not installed, did not end in time, or failed; with what it said.</exception>
    public static ToolResult Run(string program, params IEnumerable<string> arguments)
    {
        var result = Try(program, arguments);
        return result.ExitCode == 0
            ? result
            : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {result.ExitCode}: {result.Error}");
    }

    /// <summary>Values that ffprobe prints for some entries, one line each, without empty lines.</summary>
    /// <param name="path">The file.</param>
    /// <param name="entries">As for <c>-show_entries</c>.</param>
    /// <param name="streams">As for <c>-select_streams</c>; null for all.</param>
    public static IReadOnlyList<string> Probe(string path, string entries, string? streams = null) =>
        [.. Run("ffprobe", [.. Quiet, .. streams is null ? (string[])[] : ["-select_streams", streams], "-show_entries", entries, "-of", "csv=p=0", path])
            .Text.Split('\n').Select(line => line.Trim().TrimEnd(',')).Where(line => line.Length > 0)];

    private static readonly string[] Quiet = ["-v", "error"];

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new InvalidOperationException($"{start.FileName} is needed by the tests and cannot be started: ./build.sh setup installs it.", e);
        }
    }
}
