using System.Globalization;
using ExportNative.LibAv;

namespace ExportNative.Engine.Encode;

/// <summary>
/// The settings of each encoder. All: one thread and no reordering, so that packets come in the order of the pictures and a part is
/// the same on every machine; one keyframe, at its beginning; constant quality under a bounded rate.
/// </summary>
/// <remarks>
/// Qualities were chosen on real footage: at least 42 dB PSNR against the decoded source, at no more than one and a half times
/// its bit rate (<c>./build.sh bench quality</c>).
/// </remarks>
internal static class EncoderOptionSets
{
    private const string Never = "100000";

    /// <returns>Encoders that can be tried, the preferred one first; empty for codecs that are not encoded.</returns>
    public static IReadOnlyList<(string Encoder, IReadOnlyDictionary<string, string> Options)> For(int codecId, EncodedPicture picture) =>
        codecId == CodecIds.H264 ? [("libx264", X264(picture))]
        : codecId == CodecIds.Hevc ? [("libx265", X265(picture))]
        : codecId == CodecIds.Vp8 ? [("libvpx", Vpx(picture, "3", "8", "16"))]
        : codecId == CodecIds.Vp9 ? [("libvpx-vp9", Vpx(picture, "4", "16", "24"))]
        : codecId == CodecIds.Av1 ? [("libaom-av1", Aom(picture)), ("libsvtav1", SvtAv1(picture))]
        : [];

    private static Dictionary<string, string> X264(EncodedPicture picture)
    {
        var options = new Dictionary<string, string>
        {
            ["threads"] = "1",
            ["preset"] = "faster",
            ["tune"] = "psnr",
            ["crf"] = "20",
            ["rc-lookahead"] = "10",
            ["maxrate"] = Number(picture.MostBitsPerSecond),
            ["bufsize"] = Number(picture.MostBitsPerSecond),
            ["bf"] = "0",
            ["g"] = Never,
            ["sc_threshold"] = "0",
        };

        // FFmpeg hands the profile on by itself, but for this one.
        if (picture.Profile == "Constrained Baseline")
        {
            options["profile"] = "baseline";
        }

        if (picture.IsInterlaced)
        {
            options["flags"] = "+ildct";
        }

        return options;
    }

    private static Dictionary<string, string> X265(EncodedPicture picture) => new()
    {
        ["preset"] = "veryfast",
        ["tune"] = "psnr",
        ["crf"] = "17.5",
        ["bf"] = "0",
        ["x265-params"] = string.Create(CultureInfo.InvariantCulture,
            $"log-level=error:pools=none:frame-threads=1:bframes=0:keyint=-1:scenecut=0:open-gop=0:info=0:rc-lookahead=10:vbv-maxrate={picture.MostBitsPerSecond / 1000}:vbv-bufsize={picture.MostBitsPerSecond / 1000}{HdrMetadata.ForX265(picture.SideData)}"),
    };

    private static Dictionary<string, string> Vpx(EncodedPicture picture, string speed, string quality, string worst) => new()
    {
        ["threads"] = "1",
        ["deadline"] = "good",
        ["cpu-used"] = speed,
        ["lag-in-frames"] = "0",
        ["auto-alt-ref"] = "0",
        ["g"] = Never,
        ["crf"] = quality,

        // Without a bound the pictures behind the first one are starved until the rate control has learned what they need.
        ["qmax"] = worst,
        ["b"] = Number(picture.MostBitsPerSecond),
    };

    private static Dictionary<string, string> Aom(EncodedPicture picture) => new()
    {
        ["threads"] = "1",

        // Thirty times as fast as the other usage at these qualities, and smaller.
        ["usage"] = "realtime",
        ["cpu-used"] = "8",
        ["lag-in-frames"] = "0",
        ["g"] = Never,
        ["crf"] = "16",
        ["b"] = Number(picture.MostBitsPerSecond),
    };

    private static Dictionary<string, string> SvtAv1(EncodedPicture picture) => new()
    {
        ["preset"] = "8",
        ["crf"] = "22",
        ["g"] = Never,
        ["svtav1-params"] = "lp=1:pred-struct=1",
    };

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
