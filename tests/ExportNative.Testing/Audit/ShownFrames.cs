using System.Globalization;
using ExportNative.Testing.Footage;

namespace ExportNative.Testing.Audit;

/// <summary>The frames of a file as a player decodes them, in the order in which they are shown.</summary>
/// <param name="Frames">One entry per frame.</param>
/// <param name="Errors">Lines of the decoder.</param>
internal sealed record ShownFrames(IReadOnlyList<ShownFrame> Frames, IReadOnlyList<string> Errors)
{
    /// <summary>Microseconds. The source's own time base is -1 to FFmpeg before 6.1, "demux" since, and 9 no longer takes the former.</summary>
    private const string TimeBase = "1/1000000";

    /// <summary>Decodes a file once: the bar codes as raw gray rows, the times from a list of what was decoded.</summary>
    /// <param name="path">The file.</param>
    /// <param name="width">Pixels of its picture.</param>
    public static ShownFrames Decode(string path, int width)
    {
        var folder = Directory.CreateTempSubdirectory("exportnative-audit-");
        try
        {
            var (rows, list) = (Path.Combine(folder.FullName, "rows"), Path.Combine(folder.FullName, "list"));
            var run = Tool.Try(
                "ffmpeg", "-v", "error", "-nostdin", "-copyts", "-noautorotate", "-i", path, "-map", "0:v:0", "-vf", BarCode.Reading(width),
                "-fps_mode", "passthrough", "-enc_time_base", TimeBase, "-c:v", "rawvideo", "-f", "tee", $"[f=rawvideo]{rows}|[f=framecrc]{list}");
            if (!File.Exists(list))
            {
                return new ShownFrames([], run.ErrorLines);
            }

            var codes = File.ReadAllBytes(rows);
            double tick = 0;
            var frames = new List<ShownFrame>();
            foreach (var line in File.ReadLines(list))
            {
                if (line.StartsWith("#tb 0:", StringComparison.Ordinal))
                {
                    var parts = line[6..].Split('/');
                    tick = double.Parse(parts[0], CultureInfo.InvariantCulture) / double.Parse(parts[1], CultureInfo.InvariantCulture);
                }
                else if (line[0] != '#' && (frames.Count + 1) * BarCode.Bits <= codes.Length)
                {
                    var isClear = BarCode.TryRead(codes.AsSpan(frames.Count * BarCode.Bits, BarCode.Bits), out var camera, out var number);
                    frames.Add(new ShownFrame(long.Parse(line.Split(',')[2], CultureInfo.InvariantCulture) * tick, camera, number, isClear));
                }
            }

            return new ShownFrames(frames, run.ErrorLines);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Enters the file afresh, as a player that jumps does; null when nothing that can be read is shown.</summary>
    /// <param name="path">The file.</param>
    /// <param name="width">Pixels of its picture.</param>
    /// <param name="seconds">Where to, from the file's start.</param>
    /// <param name="complains">The decoder found something wrong.</param>
    public static ShownFrame? At(string path, int width, double seconds, out bool complains)
    {
        var run = Tool.Try(
            "ffmpeg", "-v", "error", "-nostdin", "-noautorotate", "-ss", seconds.ToString("0.####", CultureInfo.InvariantCulture), "-i", path, "-map", "0:v:0",
            "-frames:v", "1", "-vf", BarCode.Reading(width), "-f", "rawvideo", "-");
        complains = run.ErrorLines.Count > 0;
        return run.Output.Length < BarCode.Bits || !BarCode.TryRead(run.Output.AsSpan(0, BarCode.Bits), out var camera, out var number)
            ? null
            : new ShownFrame(seconds, camera, number, true);
    }
}
