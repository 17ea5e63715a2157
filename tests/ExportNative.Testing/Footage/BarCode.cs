using System.Globalization;

namespace ExportNative.Testing.Footage;

/// <summary>
/// The number that each frame carries in its top rows: <see cref="Bits"/> black or white cells from left to right, the
/// lowest bit first; twenty bits of frame number, then four of camera. Large flat cells survive any codec.
/// </summary>
public static class BarCode
{
    /// <summary>Cells.</summary>
    public const int Bits = 24;

    /// <summary>Bits of the frame number.</summary>
    public const int FrameBits = 20;

    /// <summary>Rows of pixels that the code fills.</summary>
    public const int Height = 16;

    /// <summary>A filter chain that draws the code on every frame.</summary>
    /// <param name="camera">0 to 15.</param>
    /// <param name="width">Pixels of the picture, at least 24 cells of 4.</param>
    public static string Drawing(int camera, int width)
    {
        var cell = width / Bits;
        return string.Join(',', Enumerable.Range(0, Bits).Select(bit =>
        {
            var isWhite = bit < FrameBits
                ? string.Create(CultureInfo.InvariantCulture, $"gte(mod(floor(n/{1 << bit}),2),1)")
                : ((camera >> (bit - FrameBits)) & 1).ToString(CultureInfo.InvariantCulture);
            var box = string.Create(CultureInfo.InvariantCulture, $"drawbox=x={bit * cell}:y=0:w={cell}:h={Height}");
            return $"{box}:color=black:t=fill,{box}:color=white:t=fill:enable='{isWhite}'";
        }));
    }

    /// <summary>A filter chain that turns every frame into one row of <see cref="Bits"/> gray pixels.</summary>
    /// <param name="width">Pixels of the picture.</param>
    public static string Reading(int width) => string.Create(
        CultureInfo.InvariantCulture, $"crop={width / Bits * Bits}:{Height}:0:0,scale={Bits}:1:flags=area,format=gray");

    /// <summary>Reads one row that <see cref="Reading"/> made.</summary>
    /// <param name="row">The gray values.</param>
    /// <param name="camera">The camera that the frame names.</param>
    /// <param name="frame">The number that the frame names.</param>
    /// <returns>False when a cell is neither black nor white: the picture is damaged.</returns>
    public static bool TryRead(ReadOnlySpan<byte> row, out int camera, out int frame)
    {
        var number = 0;
        var isClear = row.Length == Bits;
        for (var bit = 0; bit < row.Length; bit++)
        {
            isClear &= row[bit] is < 80 or > 175;
            number |= (row[bit] > 127 ? 1 : 0) << bit;
        }

        camera = number >> FrameBits;
        frame = number & ((1 << FrameBits) - 1);
        return isClear;
    }
}
