using System.Globalization;
using System.Text;
using System.Text.Json;
using CsCheck;
using ExportNative.Contracts;
using Xunit;

namespace ExportNative.UnitTests.Contracts;

public class SecondsTests
{
    [Theory]
    [InlineData("12.345", 12345, 1000)]
    [InlineData("0", 0, 1)]
    [InlineData("-0.0", 0, 1)]
    [InlineData("7", 7, 1)]
    [InlineData("10", 10, 1)]
    [InlineData("0.1", 1, 10)]
    [InlineData("-0.5", -5, 10)]
    [InlineData("1.5e3", 1500, 1)]
    [InlineData("1250E-3", 125, 100)]
    [InlineData("0.000000000001", 1, 1_000_000_000_000)]
    [InlineData("9000000", 9_000_000, 1)]
    [InlineData("9000000000000e-6", 9_000_000, 1)]
    [InlineData("0e999999999999999999999", 0, 1)]
    public void A_decimal_is_held_exactly(string text, long numerator, long denominator)
    {
        Assert.True(Seconds.TryParse(Encoding.UTF8.GetBytes(text), out var value));
        Assert.Equal((numerator, denominator), (value.Numerator, value.Denominator));
    }

    [Theory]
    [InlineData("12.5000000000000020", "12.5")]
    [InlineData("30.000000000000004", "30")]
    [InlineData("0.30000000000000004", "0.3")]
    [InlineData("0.0000000000005", "0.000000000001")]
    [InlineData("0.00000000000049999999999999999999999999999", "0")]
    [InlineData("-0.0000000000005", "-0.000000000001")]
    [InlineData("1e-400", "0")]
    [InlineData("8999999.9999999999999", "9000000")]
    public void Digits_beyond_the_twelfth_are_rounded_to_nearest(string text, string expected)
        => Assert.Equal(expected, Seconds.Parse(text).ToString());

    [Theory]
    [InlineData("1e300")]
    [InlineData("-1e300")]
    [InlineData("1e99999999999999999999")]
    [InlineData("9000000.000000000001")]
    [InlineData("9223372036854775808")]
    [InlineData("18446744073709551616")]
    [InlineData("99999999999999999999999999999999999999")]
    public void A_time_that_does_not_fit_is_refused(string text)
        => Assert.False(Seconds.TryParse(Encoding.UTF8.GetBytes(text), out _));

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("01")]
    [InlineData("1.")]
    [InlineData(".5")]
    [InlineData("1e")]
    [InlineData("1e+")]
    [InlineData("+1")]
    [InlineData("1 ")]
    [InlineData("1,5")]
    [InlineData("0x10")]
    public void Text_that_is_no_json_number_is_refused(string text)
    {
        Assert.False(Seconds.TryParse(Encoding.UTF8.GetBytes(text), out _));
        Assert.Throws<FormatException>(() => Seconds.Parse(text));
    }

    [Fact]
    public void Reading_agrees_with_decimal_arithmetic()
        => Gen.Select(Gen.Long[-8_999_999, 8_999_999], Gen.Long[0, 99_999_999_999_999_999], Gen.Int[0, 17]).Sample((whole, fraction, digits) =>
        {
            var text = digits == 0 ? $"{whole}" : $"{whole}.{fraction.ToString(CultureInfo.InvariantCulture).PadLeft(17, '0')[..digits]}";
            var expected = Math.Round(decimal.Parse(text, CultureInfo.InvariantCulture), 12, MidpointRounding.AwayFromZero);
            var value = Seconds.Parse(text);
            return (decimal)value.Numerator / value.Denominator == expected;
        });

    [Fact]
    public void Writing_and_reading_gives_the_same_value()
        => Gen.Long[-9_000_000_000_000_000_000, 9_000_000_000_000_000_000].Sample(picoseconds =>
        {
            var value = Seconds.FromPicoseconds(picoseconds);
            var json = JsonSerializer.Serialize(new SegmentConfig(0, value, value), ContractsJson.Default.Options);
            return Seconds.Parse(value.ToString()) == value && json.Contains($"\"startTime\":{value},", StringComparison.Ordinal);
        });

    [Fact]
    public void Sums_and_differences_are_exact_and_never_wrap_around()
    {
        Assert.Equal("0.3", (Seconds.Parse("0.1") + Seconds.Parse("0.2")).ToString());
        Assert.Equal("-0.1", (Seconds.Parse("0.1") - Seconds.Parse("0.2")).ToString());
        var longest = Seconds.Parse("9000000");
        Assert.Throws<OverflowException>(() => longest + longest);
        Assert.Throws<ArgumentOutOfRangeException>(() => Seconds.FromMilliseconds(9_000_000_001));
    }

    [Fact]
    public void Times_are_ordered_by_their_value()
    {
        Assert.True(Seconds.Parse("1.5") < Seconds.Parse("1.50000001"));
        Assert.Equal(Seconds.Parse("1.5"), Seconds.Parse("15e-1"));
        Assert.Equal(Seconds.FromMilliseconds(1500), Seconds.Parse("1.5"));
    }
}
