using System.Globalization;
using ExportNative.Testing;

namespace ExportNative.Benchmarks.Engine;

/// <summary>
/// Cameras of the size that real ones have: 1920x1080, 30 frames a second, GOP 60, two B-frames, 18 Mbit/s, AAC. A minute is
/// encoded once, of noise so that the rate is really used, and repeated by copying; the
/// sound is encoded whole.
/// </summary>
internal static class LongCameras
{
    /// <summary>Bits a second of the picture.</summary>
    public const int BitRate = 18_000_000;

    private const int EncodedSeconds = 60;

    /// <summary>Makes <c>cam1.mp4</c> and so on in a folder.</summary>
    /// <param name="folder">Exists.</param>
    /// <param name="cameras">How many.</param>
    /// <param name="seconds">Length of each.</param>
    public static void Make(string folder, int cameras, int seconds)
    {
        for (var camera = 1; camera <= cameras; camera++)
        {
            var minute = Path.Combine(folder, $"minute{camera}.mp4");
            var rate = Text(BitRate);
            Tool.Run(
                "ffmpeg", "-v", "error", "-nostdin", "-y", "-f", "lavfi", "-i", $"testsrc2=size=1920x1080:rate=30,hue=h={camera * 80},noise=alls=24:allf=t:all_seed={camera}",
                "-t", Text(Math.Min(seconds, EncodedSeconds)),
                "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-g", "60", "-keyint_min", "60", "-sc_threshold", "0", "-bf", "2",
                "-b:v", rate, "-minrate", rate, "-maxrate", rate, "-bufsize", rate, "-x264-params", "nal-hrd=cbr", minute);

            // Only the picture is repeated: a sound of whole packets is never as long, and the frame rate would not stay constant.
            Tool.Run(
                "ffmpeg", "-v", "error", "-nostdin", "-y", "-stream_loop", Text(seconds / EncodedSeconds), "-i", minute,
                "-f", "lavfi", "-i", $"anoisesrc=seed={camera}:sample_rate=48000:amplitude=0.3", "-map", "0:v", "-map", "1:a",
                "-t", Text(seconds), "-c:v", "copy", "-c:a", "aac", "-ac", "2", "-b:a", "128k", Path.Combine(folder, $"cam{camera}.mp4"));
            File.Delete(minute);
        }
    }

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}
