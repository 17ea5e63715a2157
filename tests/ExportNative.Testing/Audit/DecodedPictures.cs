using System.Diagnostics;
using System.Globalization;

namespace ExportNative.Testing.Audit;

/// <summary>The decoded pictures of a file one after the other, in its own pixel format, as the ffmpeg command line decodes them.</summary>
public sealed class DecodedPictures : IDisposable
{
    private readonly Process _process;
    private readonly Stream _pictures;
    private readonly Queue<double> _times;

    /// <summary>Starts decoding.</summary>
    /// <param name="path">The file; its format must be planar YUV of 8 to 16 bits.</param>
    public DecodedPictures(string path)
    {
        var facts = Tool.Probe(path, "stream=width,height,pix_fmt", "v:0")[0].Split(',');
        Width = int.Parse(facts[0], CultureInfo.InvariantCulture);
        Height = int.Parse(facts[1], CultureInfo.InvariantCulture);
        PixelFormat = facts[2];
        Depth = PixelFormat.Contains("10", StringComparison.Ordinal) ? 10 : PixelFormat.Contains("12", StringComparison.Ordinal) ? 12 : 8;
        var bytes = Depth > 8 ? 2 : 1;
        var (across, down) = PixelFormat.Contains("444", StringComparison.Ordinal) ? (1, 1) : PixelFormat.Contains("422", StringComparison.Ordinal) ? (2, 1) : (2, 2);
        LumaBytes = Width * Height * bytes;
        Current = new byte[LumaBytes + (2 * ((Width + across - 1) / across) * ((Height + down - 1) / down) * bytes)];
        _times = new(Tool.Probe(path, "frame=best_effort_timestamp_time", "v:0").Select(line => double.Parse(line.Split(',')[0], CultureInfo.InvariantCulture)));
        var start = new ProcessStartInfo("ffmpeg", ["-v", "quiet", "-nostdin", "-noautorotate", "-i", path, "-map", "0:v:0", "-fps_mode", "passthrough", "-f", "rawvideo", "-pix_fmt", PixelFormat, "-"]) { RedirectStandardOutput = true };
        _process = Process.Start(start)!;
        _pictures = _process.StandardOutput.BaseStream;
    }

    /// <summary>Pixels.</summary>
    public int Width { get; }

    /// <summary>Pixels.</summary>
    public int Height { get; }

    /// <summary>As FFmpeg names it.</summary>
    public string PixelFormat { get; }

    /// <summary>Bits of a value; above 8 a value takes two bytes, little-endian.</summary>
    public int Depth { get; }

    /// <summary>Bytes of the first plane of <see cref="Current"/>.</summary>
    public int LumaBytes { get; }

    /// <summary>The picture: its planes without padding.</summary>
    public byte[] Current { get; }

    /// <summary>When it is shown, seconds of the file.</summary>
    public double At { get; private set; } = double.NegativeInfinity;

    /// <summary>Goes to the next picture; false at the end.</summary>
    public bool Next()
    {
        if (_times.Count == 0 || _pictures.ReadAtLeast(Current, Current.Length, throwOnEndOfStream: false) < Current.Length)
        {
            return false;
        }

        At = _times.Dequeue();
        return true;
    }

    /// <summary>Ends decoding.</summary>
    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
