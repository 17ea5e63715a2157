using System.Globalization;

namespace ExportNative.Engine.Time;

/// <summary>
/// An exact rational number, in lowest terms with a positive denominator. Seconds of the program and of a source, frame
/// rates and time bases are computed with it, so that a thousand cuts add up to exactly what was asked; rounding to ticks
/// happens once, where a packet gets its timestamp.
/// </summary>
/// <remarks>
/// Config times have at most twelve fractional digits and ten million seconds, frame rates and time bases 32-bit terms:
/// products of two such numbers stay far inside 128 bits. What does not fit throws <see cref="OverflowException"/>.
/// </remarks>
internal readonly struct Ratio : IEquatable<Ratio>, IComparable<Ratio>
{
    private readonly Int128 _denominatorLessOne;

    /// <summary>Creates <paramref name="numerator"/> / <paramref name="denominator"/>.</summary>
    /// <exception cref="DivideByZeroException">The denominator is zero.</exception>
    public Ratio(Int128 numerator, Int128 denominator)
    {
        if (denominator == 0)
        {
            throw new DivideByZeroException();
        }

        if (denominator < 0)
        {
            (numerator, denominator) = (-numerator, -denominator);
        }

        var divisor = GreatestCommonDivisor(numerator < 0 ? -numerator : numerator, denominator);
        Numerator = numerator / divisor;
        _denominatorLessOne = (denominator / divisor) - 1;
    }

    public static Ratio Zero => default;

    public Int128 Numerator { get; }

    /// <summary>Positive; 1 for a whole number (also for <c>default</c>).</summary>
    public Int128 Denominator => _denominatorLessOne + 1;

    public static implicit operator Ratio(long value) => new(value, 1);

    public static Ratio operator +(Ratio a, Ratio b) => checked(new((a.Numerator * b.Denominator) + (b.Numerator * a.Denominator), a.Denominator * b.Denominator));

    public static Ratio operator -(Ratio a, Ratio b) => checked(new((a.Numerator * b.Denominator) - (b.Numerator * a.Denominator), a.Denominator * b.Denominator));

    public static Ratio operator -(Ratio a) => new(-a.Numerator, a.Denominator);

    public static Ratio operator *(Ratio a, Ratio b) => checked(new(a.Numerator * b.Numerator, a.Denominator * b.Denominator));

    public static Ratio operator /(Ratio a, Ratio b) => checked(new(a.Numerator * b.Denominator, a.Denominator * b.Numerator));

    public static bool operator ==(Ratio a, Ratio b) => a.Equals(b);

    public static bool operator !=(Ratio a, Ratio b) => !a.Equals(b);

    public static bool operator <(Ratio a, Ratio b) => a.CompareTo(b) < 0;

    public static bool operator >(Ratio a, Ratio b) => a.CompareTo(b) > 0;

    public static bool operator <=(Ratio a, Ratio b) => a.CompareTo(b) <= 0;

    public static bool operator >=(Ratio a, Ratio b) => a.CompareTo(b) >= 0;

    public static Ratio Abs(Ratio a) => a.Numerator < 0 ? -a : a;

    public static Ratio Min(Ratio a, Ratio b) => a <= b ? a : b;

    public static Ratio Max(Ratio a, Ratio b) => a >= b ? a : b;

    /// <summary>The nearest whole number; halves go up.</summary>
    public long Round() => checked((long)FloorDivide((Numerator * 2) + Denominator, Denominator * 2));

    /// <summary>The largest whole number that is not larger.</summary>
    public long Floor() => checked((long)FloorDivide(Numerator, Denominator));

    /// <summary>The smallest whole number that is not smaller.</summary>
    public long Ceiling() => checked((long)-FloorDivide(-Numerator, Denominator));

    /// <summary>For messages and reports only; never computed with.</summary>
    public double ToDouble() => (double)Numerator / (double)Denominator;

    public int CompareTo(Ratio other) => checked((Numerator * other.Denominator).CompareTo(other.Numerator * Denominator));

    public bool Equals(Ratio other) => Numerator == other.Numerator && Denominator == other.Denominator;

    public override bool Equals(object? obj) => obj is Ratio other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(Numerator, Denominator);

    /// <summary>Decimal with at most six fractional digits, invariant culture.</summary>
    public override string ToString() => ToDouble().ToString("0.######", CultureInfo.InvariantCulture);

    /// <summary>
    /// The whole number nearest to a quotient; halves go up. For paths that place every packet, on terms that they worked out once.
    /// Unlike <see cref="Round"/> it never throws: timestamps of damaged files are found out by what they contradict.
    /// </summary>
    /// <param name="numerator">Any.</param>
    /// <param name="divisor">Positive.</param>
    internal static long RoundQuotient(Int128 numerator, Int128 divisor) => unchecked((long)FloorDivide((numerator * 2) + divisor, divisor * 2));

    internal static Int128 LeastCommonMultiple(Int128 a, Int128 b) => checked(a / GreatestCommonDivisor(a, b) * b);

    private static Int128 GreatestCommonDivisor(Int128 a, Int128 b)
    {
        while (b != 0)
        {
            (a, b) = (b, a % b);
        }

        return a == 0 ? 1 : a;
    }

    private static Int128 FloorDivide(Int128 a, Int128 b)
    {
        var quotient = a / b;
        return a % b < 0 ? quotient - 1 : quotient;
    }
}
