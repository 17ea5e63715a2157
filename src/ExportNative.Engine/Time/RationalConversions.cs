using ExportNative.Contracts;
using ExportNative.LibAv;

namespace ExportNative.Engine.Time;

/// <summary>From the edges' own number types into exact ratios.</summary>
internal static class RationalConversions
{
    /// <exception cref="DivideByZeroException">The rational is undefined (n/0).</exception>
    public static Ratio ToRatio(this Rational rational) => new(rational.Num, rational.Den);

    /// <summary>Null for FFmpeg's "unknown" (0/1, 0/0, n/0).</summary>
    public static Ratio? ToPositiveRatio(this Rational rational) =>
        rational.Num > 0 && rational.Den > 0 ? new Ratio(rational.Num, rational.Den) : null;

    public static Ratio ToRatio(this Seconds seconds) => new(seconds.Picoseconds, 1_000_000_000_000);
}
