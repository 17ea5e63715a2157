using System.Globalization;
using System.Text.Json;
using ExportNative.Benchmarks.Engine;
using ExportNative.Contracts;
using ExportNative.Testing;
using ExportNative.Testing.Footage;

namespace ExportNative.Benchmarks.Cuts;

/// <summary>
/// A program cut at the exact frame against the same program encoded whole, with the same encoder settings, in one run on the same
/// machine. What counts is the ratio; seconds are the machine's.
/// </summary>
internal static class CutsBenchmark
{
    private const int Cameras = 3;

    /// <summary>Runs it. Arguments: the program, seconds of footage, where the report goes.</summary>
    public static int Run(string[] arguments) => FootageBenchmark.Run(arguments, Measure);

    private static string Measure(string program, int seconds, string folder)
    {
        // 1. Footage and edit.
        Console.WriteLine($"making {Cameras} cameras of {seconds} s");
        LongCameras.Make(folder, Cameras, seconds);
        var segments = Edits.Make(Cameras, new EditSettings { Segments = Math.Max(2, seconds * 155 / 1200), Seconds = seconds - 5, Shortest = 3 });

        // 2. Exact cuts, then all of it, each with two workers and with its sources in memory.
        var exact = Export(program, folder, segments, "frame", new OutputConfig("frame/out.mp4", Cut: CutMode.Frame));
        var whole = Export(program, folder, segments, "whole", new OutputConfig("whole/out.mp4", Codec: OutputCodec.H264));
        return Report(segments, seconds, exact, whole);
    }

    private static (ProcessCost Cost, ExportReport Report) Export(string program, string folder, IReadOnlyList<SegmentConfig> segments, string name, OutputConfig output)
    {
        string[] cameras = [.. Enumerable.Range(1, Cameras).Select(c => $"cam{c}.mp4")];
        var config = Edits.Config(cameras, segments, output.FilePath, c => c with { Output = output });
        var edit = Path.Combine(folder, $"{name}.json");
        File.WriteAllBytes(edit, JsonSerializer.SerializeToUtf8Bytes(config, ContractsJson.Default.ExportConfig));
        Tool.Run("sync");
        foreach (var camera in cameras)
        {
            Tool.Run("dd", $"if={Path.Combine(folder, camera)}", "of=/dev/null", "bs=4M", "status=none");
        }

        var cost = ProcessCost.Of("\"$1\" export \"$2\" --media \"$3\" --cut-workers 2", program, edit, folder);
        var report = JsonSerializer.Deserialize(File.ReadAllBytes(Path.Combine(folder, name, "report.json")), ContractsJson.Default.ExportReport)!;
        Console.WriteLine($"{name}: {cost.Time.TotalSeconds:0.0} s, {report.VideoPacketsEncoded} of {report.VideoPackets} pictures encoded");
        File.Delete(Path.Combine(folder, output.FilePath));
        return (cost, report);
    }

    private static string Report(IReadOnlyList<SegmentConfig> segments, int seconds, (ProcessCost Cost, ExportReport Report) exact, (ProcessCost Cost, ExportReport Report) whole)
    {
        var copied = exact.Report.VideoPackets - exact.Report.VideoPacketsEncoded;
        var text = new StringWriter(CultureInfo.InvariantCulture);
        text.WriteLine("# Cuts at the exact frame");
        text.WriteLine();
        text.WriteLine($"Written by `./build.sh bench cuts`: {segments.Count} segments of {Cameras} cameras of {seconds} s, 1920x1080, {LongCameras.BitRate / 1e6:0} Mbit/s, GOP 2 s; two workers, {Environment.ProcessorCount} processors, {TimeProvider.System.GetUtcNow():yyyy-MM-dd}.");
        text.WriteLine();
        text.WriteLine("| figure | bar | measured |");
        text.WriteLine("|---|---:|---:|");
        text.WriteLine($"| whole program encoded with the same settings / cut at the exact frame | at least 6.0 | {whole.Cost.Time / exact.Cost.Time:0.0} |");
        text.WriteLine($"| pictures copied | at least 85 % | {100.0 * copied / exact.Report.VideoPackets:0.0} % |");
        text.WriteLine($"| peak resident memory, cut at the exact frame | 500 MB | {exact.Cost.PeakResident / 1e6:0} MB |");
        text.WriteLine($"| peak resident memory, encoded whole | 500 MB | {whole.Cost.PeakResident / 1e6:0} MB |");
        text.WriteLine();
        text.WriteLine("| | time | pictures encoded | of | size |");
        text.WriteLine("|---|---:|---:|---:|---:|");
        text.WriteLine($"| cut at the exact frame | {exact.Cost.Time.TotalSeconds:0.0} s | {exact.Report.VideoPacketsEncoded} | {exact.Report.VideoPackets} | {exact.Report.FileBytes / 1e6:0} MB |");
        text.WriteLine($"| encoded whole | {whole.Cost.Time.TotalSeconds:0.0} s | {whole.Report.VideoPacketsEncoded} | {whole.Report.VideoPackets} | {whole.Report.FileBytes / 1e6:0} MB |");
        return text.ToString();
    }
}
