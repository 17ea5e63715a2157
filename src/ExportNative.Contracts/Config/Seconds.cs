using System.Globalization;
using System.Text.Json.Serialization;

namespace ExportNative.Contracts;

/// <summary>
/// A time or a length in seconds, exactly as it was written in decimal: 12.345 is 12345/1000 and never the
/// nearest double. Held as whole picoseconds, so comparing, adding and subtracting are exact. Negative values
/// exist (an offset may be negative); where only non-negative times make sense the reader refuses the others.
/// </summary>
/// <remarks>
/// Twelve fractional digits are kept, further ones are rounded to nearest (half away from zero) without an
/// error: editors compute in doubles and write 12.500000000000002. The range is what 64 bits hold at that
/// resolution, cut to a round number: <see cref="MaxWholeSeconds"/> either side of zero, some 104 days.
/// </remarks>
[JsonConverter(typeof(SecondsJsonConverter))]
public readonly record struct Seconds : IComparable<Seconds>
{
    /// <summary>Fractional decimal digits that are kept.</summary>
    public const int FractionalDigits = 12;

    /// <summary>The largest magnitude, in seconds (inclusive).</summary>
    public const long MaxWholeSeconds = 9_000_000;

    private const long PicosecondsPerSecond = 1_000_000_000_000;
    private const long MaxPicoseconds = MaxWholeSeconds * PicosecondsPerSecond;

    /// <summary>Zero seconds.</summary>
    public static Seconds Zero => default;

    private Seconds(long picoseconds) => Picoseconds = picoseconds;

    /// <summary>The value in picoseconds (10^-12 s), exact.</summary>
    public long Picoseconds { get; }

    /// <summary>Numerator of the value over <see cref="Denominator"/>, in lowest powers of ten: 12345 for 12.345.</summary>
    public long Numerator => Picoseconds / (PicosecondsPerSecond / Denominator);

    /// <summary>
    /// Denominator of the value in seconds: the smallest power of ten, 1 to 10^12, that makes
    /// <see cref="Numerator"/> a whole number: 1000 for 12.345, 1 for 12.
    /// </summary>
    public long Denominator
    {
        get
        {
            var denominator = PicosecondsPerSecond;
            for (var rest = Picoseconds; denominator > 1 && rest % 10 == 0; rest /= 10)
            {
                denominator /= 10;
            }

            return denominator;
        }
    }

    /// <summary>Makes a time from whole picoseconds.</summary>
    /// <param name="picoseconds">Picoseconds, at most <see cref="MaxWholeSeconds"/> seconds either side of zero.</param>
    /// <exception cref="ArgumentOutOfRangeException">The magnitude is larger.</exception>
    public static Seconds FromPicoseconds(long picoseconds)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(picoseconds, MaxPicoseconds);
        ArgumentOutOfRangeException.ThrowIfLessThan(picoseconds, -MaxPicoseconds);
        return new Seconds(picoseconds);
    }

    /// <summary>Makes a time from whole milliseconds.</summary>
    /// <param name="milliseconds">Milliseconds, at most <see cref="MaxWholeSeconds"/> seconds either side of zero.</param>
    /// <exception cref="ArgumentOutOfRangeException">The magnitude is larger.</exception>
    public static Seconds FromMilliseconds(long milliseconds)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(milliseconds, MaxWholeSeconds * 1000);
        ArgumentOutOfRangeException.ThrowIfLessThan(milliseconds, -MaxWholeSeconds * 1000);
        return new Seconds(milliseconds * 1_000_000_000);
    }

    /// <summary>Reads decimal text such as <c>12.345</c>; for constants in code and tests.</summary>
    /// <param name="text">A number as JSON writes it.</param>
    /// <exception cref="FormatException">Not such a number, or out of range.</exception>
    public static Seconds Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return TryParse(System.Text.Encoding.UTF8.GetBytes(text), out var value)
            ? value
            : throw new FormatException($"'{text}' is not a time in seconds within {MaxWholeSeconds}.");
    }

    /// <summary>
    /// Reads the text of a JSON number (sign, digits, fraction, exponent; RFC 8259 section 6) without going
    /// through floating point.
    /// </summary>
    /// <param name="json">The UTF-8 text, nothing before or after it.</param>
    /// <param name="value">The time; zero when the answer is false.</param>
    /// <returns>False when the text is no JSON number or its magnitude exceeds <see cref="MaxWholeSeconds"/>.</returns>
    public static bool TryParse(ReadOnlySpan<byte> json, out Seconds value)
    {
        value = default;
        if (!DecimalText.TryScale(json, FractionalDigits, out var picoseconds)
            || picoseconds > MaxPicoseconds || picoseconds < -MaxPicoseconds)
        {
            return false;
        }

        value = new Seconds(picoseconds);
        return true;
    }

    /// <summary>The value in seconds as the nearest double: for messages and ratios, never for placing packets.</summary>
    public double ToDouble() => (double)(Picoseconds / 1_000_000_000_000m);

    /// <summary>The shortest decimal text that reads back as the same value: <c>12.345</c>, <c>-0.5</c>, <c>7</c>.</summary>
    public override string ToString()
    {
        var whole = Picoseconds / PicosecondsPerSecond;
        var fraction = Math.Abs(Picoseconds % PicosecondsPerSecond);
        if (fraction == 0)
        {
            return whole.ToString(CultureInfo.InvariantCulture);
        }

        var sign = Picoseconds < 0 ? "-" : "";
        return string.Create(CultureInfo.InvariantCulture, $"{sign}{Math.Abs(whole)}.{fraction:D12}").TrimEnd('0');
    }

    /// <inheritdoc/>
    public int CompareTo(Seconds other) => Picoseconds.CompareTo(other.Picoseconds);

    /// <summary>Exact sum.</summary>
    /// <exception cref="OverflowException">The sum does not fit 64 bits of picoseconds (9.2 million seconds).</exception>
    public static Seconds operator +(Seconds left, Seconds right) => new(checked(left.Picoseconds + right.Picoseconds));

    /// <summary>Exact difference.</summary>
    /// <exception cref="OverflowException">The difference does not fit 64 bits of picoseconds (9.2 million seconds).</exception>
    public static Seconds operator -(Seconds left, Seconds right) => new(checked(left.Picoseconds - right.Picoseconds));

    /// <summary>Whether left is earlier than (shorter than) right.</summary>
    public static bool operator <(Seconds left, Seconds right) => left.Picoseconds < right.Picoseconds;

    /// <summary>Whether left is later than (longer than) right.</summary>
    public static bool operator >(Seconds left, Seconds right) => left.Picoseconds > right.Picoseconds;

    /// <summary>Whether left is not later than right.</summary>
    public static bool operator <=(Seconds left, Seconds right) => left.Picoseconds <= right.Picoseconds;

    /// <summary>Whether left is not earlier than right.</summary>
    public static bool operator >=(Seconds left, Seconds right) => left.Picoseconds >= right.Picoseconds;

    /// <summary>Same as the operator +.</summary>
    /// <exception cref="OverflowException">The sum does not fit.</exception>
    public static Seconds Add(Seconds left, Seconds right) => left + right;

    /// <summary>Same as the operator -.</summary>
    /// <exception cref="OverflowException">The difference does not fit.</exception>
    public static Seconds Subtract(Seconds left, Seconds right) => left - right;
}
