using System.Globalization;

namespace ExportNative.Testing.Footage;

/// <summary>
/// A camera to be made: every frame carries a <see cref="BarCode"/>, its sound is noise of its own, so that any instant of
/// it is found again by correlation. Cameras with equal settings and different numbers ran together from source time 0.
/// </summary>
public sealed record Camera
{
    /// <summary>0 to 15; decides colour, bar code and noise.</summary>
    public int Number { get; init; }

    /// <summary>Length.</summary>
    public int Seconds { get; init; } = 40;

    /// <summary>Frames per second as FFmpeg writes it, <c>30000/1001</c>.</summary>
    public string Rate { get; init; } = "30";

    /// <summary>Width and height in pixels.</summary>
    public (int Width, int Height) Size { get; init; } = (320, 180);

    /// <summary>Frames from keyframe to keyframe.</summary>
    public int Gop { get; init; } = 60;

    /// <summary>B-frames between two others; 0 for codecs without.</summary>
    public int BFrames { get; init; } = 2;

    /// <summary>FFmpeg's encoder.</summary>
    public string VideoCodec { get; init; } = "libx264";

    /// <summary>FFmpeg's encoder; null for a camera without sound.</summary>
    public string? AudioCodec { get; init; } = "aac";

    /// <summary>Samples a second.</summary>
    public int SampleRate { get; init; } = 48000;

    /// <summary>Ending of the file, which decides the container.</summary>
    public string Extension { get; init; } = "mp4";

    /// <summary>Further arguments of the ffmpeg command line in front of the output, separated by spaces.</summary>
    public string Options { get; init; } = "";

    /// <summary>Further filters behind the bar code.</summary>
    public string Filters { get; init; } = "";

    /// <summary>Frames per second; for showing times, which are compared with a tolerance.</summary>
    public double FramesPerSecond => Rate.Split('/') is [var num, var den]
        ? double.Parse(num, CultureInfo.InvariantCulture) / double.Parse(den, CultureInfo.InvariantCulture)
        : double.Parse(Rate, CultureInfo.InvariantCulture);

    /// <summary>All arguments of the ffmpeg command line but the output.</summary>
    public IReadOnlyList<string> Arguments()
    {
        var picture = string.Create(CultureInfo.InvariantCulture,
            $"testsrc2=size={Size.Width}x{Size.Height}:rate={Rate},hue=h={Number * 80},{BarCode.Drawing(Number, Size.Width)},format=yuv420p{(Filters.Length == 0 ? "" : $",{Filters}")}");
        var noise = string.Create(CultureInfo.InvariantCulture,
            $"anoisesrc=seed={1000 + Number}:sample_rate={SampleRate}:amplitude=0.3:color=white,lowpass=f=8000,aformat=channel_layouts=stereo");
        string[] sound = AudioCodec is null ? [] : ["-f", "lavfi", "-i", noise];
        string[] soundCodec = AudioCodec is null ? [] : ["-c:a", AudioCodec, .. AudioCodec.StartsWith("pcm", StringComparison.Ordinal) || AudioCodec == "flac" ? (string[])[] : ["-b:a", "128k"]];
        return
        [
            "-v", "error", "-nostdin", "-y", "-f", "lavfi", "-i", picture, .. sound,
            "-t", Text(Seconds), "-c:v", VideoCodec, "-g", Text(Gop), .. Encoder(),
            .. soundCodec, .. Options.Split(' ', StringSplitOptions.RemoveEmptyEntries),
        ];
    }

    private string[] Encoder() => VideoCodec switch
    {
        "libx264" => ["-bf", Text(BFrames), "-preset", "veryfast", "-sc_threshold", "0", "-threads", "2"],
        "libx265" => ["-preset", "ultrafast", "-tag:v", "hvc1", "-x265-params", $"keyint={Gop}:min-keyint={Gop}:scenecut=0:bframes={BFrames}:log-level=error:pools=2:frame-threads=1"],
        "libvpx-vp9" or "libvpx" => ["-deadline", "realtime", "-cpu-used", "8", "-b:v", "1M"],
        "libaom-av1" => ["-cpu-used", "8", "-usage", "realtime", "-b:v", "500k", "-threads", "2"],
        "mpeg4" => ["-bf", Text(BFrames), "-q:v", "3"],
        "mjpeg" => ["-q:v", "3"],
        _ => [],
    };

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}
