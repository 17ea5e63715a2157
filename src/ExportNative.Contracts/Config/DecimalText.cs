namespace ExportNative.Contracts;

/// <summary>The text of a JSON number as a scaled whole number, without floating point in between.</summary>
internal static class DecimalText
{
    /// <summary>
    /// Reads <paramref name="text"/> and multiplies it by 10^<paramref name="fractionalDigits"/>, rounding to
    /// nearest with halves away from zero.
    /// </summary>
    /// <param name="text">UTF-8 text of one JSON number (RFC 8259 section 6).</param>
    /// <param name="fractionalDigits">Decimal digits to keep after the point, 0 to 18.</param>
    /// <param name="scaled">The result; 0 when the answer is false.</param>
    /// <returns>False when the text is no JSON number or the result does not fit 64 bits (the last nine values included).</returns>
    public static bool TryScale(ReadOnlySpan<byte> text, int fractionalDigits, out long scaled)
    {
        scaled = 0;
        var at = 0;
        var negative = at < text.Length && text[at] == '-';
        at += negative ? 1 : 0;
        var mantissaStart = at;
        var wholeDigits = SkipDigits(text, ref at);
        if (wholeDigits == 0 || (wholeDigits > 1 && text[mantissaStart] == '0'))
        {
            return false;
        }

        var fraction = 0;
        if (at < text.Length && text[at] == '.')
        {
            at++;
            fraction = SkipDigits(text, ref at);
            if (fraction == 0)
            {
                return false;
            }
        }

        var mantissa = text[mantissaStart..at];
        if (!TryExponent(text, ref at, out var exponent) || at != text.Length)
        {
            return false;
        }

        // The result is the mantissa's digits, read as one whole number, times 10^shift.
        return TryShift(mantissa, exponent - fraction + fractionalDigits, negative, out scaled);
    }

    private static int SkipDigits(ReadOnlySpan<byte> text, ref int at)
    {
        var start = at;
        while (at < text.Length && text[at] is >= (byte)'0' and <= (byte)'9')
        {
            at++;
        }

        return at - start;
    }

    private static bool TryExponent(ReadOnlySpan<byte> text, ref int at, out long exponent)
    {
        exponent = 0;
        if (at >= text.Length || (text[at] | 0x20) != 'e')
        {
            return true;
        }

        at++;
        var negative = at < text.Length && text[at] == '-';
        at += at < text.Length && text[at] is (byte)'-' or (byte)'+' ? 1 : 0;
        var start = at;
        if (SkipDigits(text, ref at) == 0)
        {
            return false;
        }

        foreach (var digit in text[start..at])
        {
            // Beyond this the exact exponent no longer matters, but it must not wrap around.
            exponent = Math.Min(exponent * 10 + (digit - '0'), int.MaxValue);
        }

        exponent = negative ? -exponent : exponent;
        return true;
    }

    private static bool TryShift(ReadOnlySpan<byte> mantissa, long shift, bool negative, out long scaled)
    {
        scaled = 0;
        var digits = mantissa.Length - (mantissa.Contains((byte)'.') ? 1 : 0);
        var remaining = digits + shift;
        long value = 0;
        foreach (var character in mantissa)
        {
            if (character == '.')
            {
                continue;
            }

            if (remaining <= 0)
            {
                // The first digit that is dropped decides the rounding; a leading gap of zeros rounds down.
                value += remaining == 0 && character >= '5' ? 1 : 0;
                remaining = -1;
                break;
            }

            // The digit is added before it is known, so the last few values below 2^63 are given up with the rest.
            if (value > (long.MaxValue - 9) / 10)
            {
                return false;
            }

            value = value * 10 + (character - '0');
            remaining--;
        }

        for (; remaining > 0 && value != 0; remaining--)
        {
            if (value > long.MaxValue / 10)
            {
                return false;
            }

            value *= 10;
        }

        scaled = negative ? -value : value;
        return true;
    }
}
