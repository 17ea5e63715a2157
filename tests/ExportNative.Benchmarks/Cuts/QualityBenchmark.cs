using System.Globalization;
using System.Text.Json;
using ExportNative.Contracts;
using ExportNative.Testing;
using ExportNative.Testing.Audit;
using ExportNative.Testing.Footage;

namespace ExportNative.Benchmarks.Cuts;

/// <summary>Cuts files at exact frames and compares every encoded picture with the source's own: for footage that is at hand.</summary>
internal static class QualityBenchmark
{
    private const double MostSeconds = 12;

    /// <summary>Runs it. Arguments: the program, where the report goes, the files.</summary>
    public static int Run(string[] arguments)
    {
        var program = Path.GetFullPath(arguments[0]);
        var text = new StringWriter(CultureInfo.InvariantCulture);
        text.WriteLine("# Quality of encoded pictures");
        text.WriteLine();
        text.WriteLine("Written by `./build.sh bench quality`. PSNR is that of all planes against the decoded source; the rate is that of the encoded pictures over the source's, on average and for the same pictures; seam: what mean brightness (of 255) and histogram (of all pixels) change beyond the source's own change.");
        text.WriteLine();
        text.WriteLine("| file | codec | encoded | PSNR | worst picture | rate | same pictures | seam, mean | seam, histogram | copied that differ |");
        text.WriteLine("|---|---|---:|---:|---:|---:|---:|---:|---:|---:|");
        foreach (var file in arguments[2..])
        {
            var line = Measure(program, Path.GetFullPath(file));
            Console.WriteLine(line);
            text.WriteLine(line);
        }

        File.WriteAllText(arguments[1], text.ToString());
        return 0;
    }

    private static string Measure(string program, string file)
    {
        var folder = Directory.CreateTempSubdirectory("exportnative-bench-");
        try
        {
            // Five segments with gaps between them, so that each begins at a place of its own in a GOP.
            var length = Math.Min(MostSeconds, double.Parse(Tool.Probe(file, "format=duration")[0], CultureInfo.InvariantCulture)) - 0.3;
            var rate = Tool.Probe(file, "stream=avg_frame_rate", "v:0")[0].Split('/').Select(n => double.Parse(n, CultureInfo.InvariantCulture)).ToList();
            var piece = length / 5;

            // Near pictures, never in the middle between two: which of them is shown would be anybody's choice.
            string At(double seconds) => Edits.Text(Math.Round(seconds * rate[0] / rate[1]) * rate[1] / rate[0]);
            var segments = Enumerable.Range(0, 5).Select(i => Edits.Segment(0, At((i * piece) + (piece * 0.13)), At((i + 0.97) * piece))).ToList();
            var web = Tool.Probe(file, "stream=codec_name", "v:0")[0] == "vp8";
            var output = web ? "out.webm" : "out.mp4";
            var config = Edits.Config([file], segments, output, c => c with { Output = c.Output with { Cut = CutMode.Frame, IncludeAudio = false } });
            var edit = Path.Combine(folder.FullName, "edit.json");
            File.WriteAllBytes(edit, JsonSerializer.SerializeToUtf8Bytes(config, ContractsJson.Default.ExportConfig));
            var name = Path.GetFileName(file);
            var codec = string.Join(' ', Tool.Probe(file, "stream=codec_name,profile,pix_fmt,width,height", "v:0")[0].Split(','));
            var run = Tool.Try(program, "export", edit, "--media", folder.FullName, "--allow", Path.GetDirectoryName(file)!);
            if (run.ExitCode != 0)
            {
                return $"| {name} | {codec} | {run.Error.ReplaceLineEndings(" ")} | | | | | | | |";
            }

            var report = JsonSerializer.Deserialize(File.ReadAllBytes(Path.Combine(folder.FullName, "report.json")), ContractsJson.Default.ExportReport)!;
            var f = QualityAudit.Run(report, Path.Combine(folder.FullName, output), file);
            return string.Create(CultureInfo.InvariantCulture, $"| {name} | {codec} | {f.Encoded} of {f.Encoded + f.Copied} | {f.Psnr:0.0} dB | {f.WorstPsnr:0.0} dB | {f.Rate:0.00} | {f.RateOfSamePictures:0.00} | {f.SeamMean:0.00} | {f.SeamHistogram:0.000} | {f.CopiedDiffering} |");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
