using System.Globalization;
using System.Runtime.InteropServices;
using ExportNative.LibAv;

namespace ExportNative.Engine.Encode;

/// <summary>HDR10 metadata of a source, in the words of an encoder, so that encoded keyframes say what copied ones say.</summary>
internal static class HdrMetadata
{
    /// <summary>Further x265 parameters, each behind a colon; empty without metadata.</summary>
    /// <param name="sideData">
    /// <c>AVMasteringDisplayMetadata</c>: twelve rationals (x and y of red, green, blue and white, darkest and brightest light as minimum and
    /// maximum) and two flags; <c>AVContentLightMetadata</c>: two 32-bit numbers.
    /// </param>
    public static string ForX265(IReadOnlyList<StreamSideData> sideData)
    {
        var text = "";
        if (sideData.FirstOrDefault(s => s.Type == SideDataTypes.MasteringDisplay)?.Data is { Length: >= 88 } display)
        {
            var numbers = MemoryMarshal.Cast<byte, int>(display);
            if (numbers[20] != 0 && numbers[21] != 0)
            {
                // SMPTE ST 2086 as HEVC's SEI counts it: steps of 0.00002 and of 0.0001 candela per square metre.
                text += string.Create(CultureInfo.InvariantCulture,
                    $":master-display=G({Steps(numbers, 2, 50_000)},{Steps(numbers, 3, 50_000)})B({Steps(numbers, 4, 50_000)},{Steps(numbers, 5, 50_000)})R({Steps(numbers, 0, 50_000)},{Steps(numbers, 1, 50_000)})WP({Steps(numbers, 6, 50_000)},{Steps(numbers, 7, 50_000)})L({Steps(numbers, 9, 10_000)},{Steps(numbers, 8, 10_000)})");
            }
        }

        if (sideData.FirstOrDefault(s => s.Type == SideDataTypes.ContentLightLevel)?.Data is { Length: >= 8 } light)
        {
            var numbers = MemoryMarshal.Cast<byte, uint>(light);
            text += string.Create(CultureInfo.InvariantCulture, $":max-cll={numbers[0]},{numbers[1]}");
        }

        return text;
    }

    private static long Steps(ReadOnlySpan<int> numbers, int rational, int stepsPerUnit) =>
        numbers[(rational * 2) + 1] == 0 ? 0 : (long)Math.Round((double)numbers[rational * 2] / numbers[(rational * 2) + 1] * stepsPerUnit);
}
