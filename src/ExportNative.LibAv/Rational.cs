using System.Globalization;
using System.Runtime.InteropServices;

namespace ExportNative.LibAv;

/// <summary>A fraction: time base, frame rate or aspect ratio. Same layout as C's <c>AVRational</c>.</summary>
/// <param name="Num">Numerator.</param>
/// <param name="Den">Denominator; 0 means "unknown" where FFmpeg leaves a field unset (0/0 or 0/1).</param>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct Rational(int Num, int Den)
{
    /// <summary>Whether both parts are positive, so that it can be used as a time base or rate.</summary>
    public bool IsPositive => Num > 0 && Den > 0;

    /// <summary>The fraction as <c>num/den</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Num}/{Den}");
}
