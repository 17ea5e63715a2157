using System.Globalization;
using System.Text.Json;
using ExportNative.Contracts;
using ExportNative.Testing;
using ExportNative.Testing.Footage;

namespace ExportNative.Benchmarks.Engine;

/// <summary>
/// The whole program against copying its result, and against what everybody does: cut each piece with the ffmpeg command
/// line, then join the pieces. What counts are the ratios of runs that lie side by side; seconds are the machine's.
/// </summary>
internal static class EngineBenchmark
{
    private const int Cameras = 3;
    private const int Pairs = 5;

    /// <summary>Runs it. Arguments: the program, seconds of footage, where the report goes.</summary>
    public static int Run(string[] arguments) => FootageBenchmark.Run(arguments, Measure);

    private static string Measure(string program, int seconds, string folder)
    {
        // 1. Footage and edit.
        Say($"making {Cameras} cameras of {seconds} s");
        LongCameras.Make(folder, Cameras, seconds);
        var segments = Edits.Make(Cameras, new EditSettings { Segments = Math.Max(2, seconds * 155 / 1200), Seconds = seconds - 5, Shortest = 3 });
        var config = Edits.Config([.. Enumerable.Range(1, Cameras).Select(c => $"cam{c}.mp4")], segments, "out.mp4");
        File.WriteAllBytes(Path.Combine(folder, "edit.json"), JsonSerializer.SerializeToUtf8Bytes(config, ContractsJson.Default.ExportConfig));
        string edit = Path.Combine(folder, "edit.json"), output = Path.Combine(folder, "out.mp4"), copy = Path.Combine(folder, "copy.mp4");
        string[] cameras = [.. Enumerable.Range(1, Cameras).Select(c => Path.Combine(folder, $"cam{c}.mp4"))];
        ProcessCost Export() => Fresh(output, cameras, () => ProcessCost.Of("\"$1\" export \"$2\" --media \"$3\"", program, edit, folder));
        ProcessCost Copy() => Fresh(copy, [output], () => ProcessCost.Of("cp \"$1\" \"$2\" && sync \"$2\"", output, copy));

        // 2. Side by side, each first in turn; the first pair only warms the caches up.
        var pairs = new List<(ProcessCost Export, ProcessCost Copy)>();
        for (var i = 0; i <= Pairs; i++)
        {
            var (export, copied) = (default(ProcessCost)!, default(ProcessCost)!);
            if (i % 2 == 0)
            {
                export = Export();
                copied = Copy();
            }
            else
            {
                copied = Copy();
                export = Export();
            }

            Say($"export {export.Time.TotalSeconds:0.00} s, copy {copied.Time.TotalSeconds:0.00} s{(i == 0 ? " (to warm up)" : "")}");
            if (i > 0)
            {
                pairs.Add((export, copied));
            }
        }

        var size = new FileInfo(output).Length;
        File.Delete(copy);

        // 3. Cut, then join.
        var script = TwoStepScript(folder, segments);
        var joined = Path.Combine(folder, "joined.mp4");
        var twoSteps = Enumerable.Range(0, 2).Select(_ => Fresh(joined, cameras, () => ProcessCost.Of("bash \"$1\" && sync \"$2\"", script, joined))).ToList();
        Say($"cut, then join: {string.Join(", ", twoSteps.Select(t => $"{t.Time.TotalSeconds:0.0} s"))}");
        var asked = segments.Sum(s => (double)(s.EndTime - s.StartTime).Picoseconds / 1e12);
        return Report(segments.Count, seconds, size, pairs, twoSteps, (asked, Length(output), Length(joined)));
    }

    private static string Report(int segments, int seconds, long size, List<(ProcessCost Export, ProcessCost Copy)> pairs, List<ProcessCost> twoSteps, (double Asked, double Ours, double Theirs) lengths)
    {
        var ratio = Median(pairs.Select(p => p.Export.Time / p.Copy.Time));
        var faster = Median(twoSteps.Select(t => t.Time.TotalSeconds)) / Median(pairs.Select(p => p.Export.Time.TotalSeconds));
        var written = pairs.Max(p => p.Export.BytesWritten);
        var text = new StringWriter(CultureInfo.InvariantCulture);
        text.WriteLine("# Engine benchmark");
        text.WriteLine();
        text.WriteLine($"Written by `./build.sh bench engine`: {segments} segments of {Cameras} cameras of {seconds} s, 1920x1080, {LongCameras.BitRate / 1e6:0} Mbit/s; {size / 1e9:0.00} GB out, {Environment.ProcessorCount} processors, {TimeProvider.System.GetUtcNow():yyyy-MM-dd}.");
        text.WriteLine();
        text.WriteLine("| figure | bar | measured |");
        text.WriteLine("|---|---:|---:|");
        text.WriteLine($"| whole process / `cp` + `sync` of its result, median of {pairs.Count} pairs | at most 1.30 | {ratio:0.00} |");
        text.WriteLine($"| cut, then join with the ffmpeg command line / whole process | at least 8.0 | {faster:0.0} |");
        text.WriteLine($"| bytes written / size of the result (`/proc/PID/io`) | 1.00 | {(double)written / size:0.0000} |");
        text.WriteLine($"| bytes read / size of the result | | {(double)pairs.Max(p => p.Export.BytesRead) / size:0.0000} |");
        text.WriteLine($"| peak resident memory | 200 MB | {pairs.Max(p => p.Export.PeakResident) / 1e6:0} MB |");
        text.WriteLine($"| length of the result, {lengths.Asked:0.000} s asked | one frame | {lengths.Ours:0.000} s |");
        text.WriteLine($"| length of what cut, then join makes | | {lengths.Theirs:0.000} s |");
        text.WriteLine();
        text.WriteLine("| pair | whole process | `cp` + `sync` | ratio |");
        text.WriteLine("|---|---:|---:|---:|");
        foreach (var ((export, copy), i) in pairs.Select((p, i) => (p, i)))
        {
            text.WriteLine($"| {i + 1} | {export.Time.TotalSeconds:0.00} s | {copy.Time.TotalSeconds:0.00} s | {export.Time / copy.Time:0.00} |");
        }

        text.WriteLine();
        text.WriteLine($"Cut, then join: {string.Join(" and ", twoSteps.Select(t => string.Create(CultureInfo.InvariantCulture, $"{t.Time.TotalSeconds:0.0} s with {t.BytesWritten / 1e9:0.00} GB written")))}.");
        return text.ToString();
    }

    /// <summary>
    /// Runs something that makes a file: without the file, without other writes still on their way to the disk, and with what it
    /// reads in memory. What is compared is the work, not what the kernel happened to keep.
    /// </summary>
    private static ProcessCost Fresh(string path, IReadOnlyList<string> inputs, Func<ProcessCost> run)
    {
        File.Delete(path);
        Tool.Run("sync");
        foreach (var input in inputs)
        {
            Tool.Run("dd", $"if={input}", "of=/dev/null", "bs=4M", "status=none");
        }

        return run();
    }

    private static string TwoStepScript(string folder, IReadOnlyList<SegmentConfig> segments)
    {
        var lines = new List<string> { "set -e", $"cd '{folder}'", "rm -rf pieces joined.mp4 && mkdir pieces" };
        for (var i = 0; i < segments.Count; i++)
        {
            lines.Add($"ffmpeg -v error -nostdin -ss {segments[i].StartTime} -to {segments[i].EndTime} -i cam{segments[i].SourceIndex + 1}.mp4 -c copy pieces/{i:0000}.mp4");
            lines.Add($"echo \"file pieces/{i:0000}.mp4\" >>pieces.txt");
        }

        lines.Insert(3, "rm -f pieces.txt");
        lines.Add("ffmpeg -v fatal -nostdin -f concat -safe 0 -i pieces.txt -c copy joined.mp4");
        lines.Add("rm -rf pieces");
        var path = Path.Combine(folder, "two-steps.sh");
        File.WriteAllLines(path, lines);
        return path;
    }

    private static double Length(string path) => double.Parse(Tool.Probe(path, "format=duration")[0], CultureInfo.InvariantCulture);

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return (sorted[sorted.Count / 2] + sorted[(sorted.Count - 1) / 2]) / 2;
    }

    private static void Say(string text) => Console.WriteLine(text);
}
