using CsCheck;
using ExportNative.Engine.Time;
using Xunit;

namespace ExportNative.UnitTests.Engine;

public class RatioTests
{
    private static readonly Gen<Ratio> Any = Gen.Select(Gen.Int, Gen.Int[1, 1_000_000_000], (n, d) => new Ratio(n, d));

    [Fact]
    public void Adding_and_taking_away_gives_the_same_back() =>
        Gen.Select(Any, Any).Sample((a, b) => a + b - b == a && a - b + b == a && a - b == -(b - a));

    [Fact]
    public void Multiplying_and_dividing_gives_the_same_back() =>
        Gen.Select(Any, Any).Where((_, b) => b != Ratio.Zero).Sample((a, b) => a * b / b == a);

    [Fact]
    public void A_thousand_thirds_add_up_to_exactly_what_they_are()
    {
        var sum = Ratio.Zero;
        for (var i = 0; i < 1000; i++)
        {
            sum += new Ratio(1001, 30000);
        }

        Assert.Equal(new Ratio(1001, 30), sum);
    }

    [Fact]
    public void Terms_are_lowest_and_the_denominator_is_positive()
    {
        Assert.Equal((2, 3), ((int)new Ratio(-4, -6).Numerator, (int)new Ratio(-4, -6).Denominator));
        Assert.Equal((-2, 3), ((int)new Ratio(4, -6).Numerator, (int)new Ratio(4, -6).Denominator));
        Assert.Equal(1, (int)default(Ratio).Denominator);
        Assert.Throws<DivideByZeroException>(() => new Ratio(1, 0));
    }

    [Fact]
    public void Rounding_is_to_the_nearest_and_halves_go_up() => Any.Sample(a =>
    {
        var distance = a - a.Round();
        return distance >= new Ratio(-1, 2) && distance < new Ratio(1, 2);
    });

    [Theory]
    [InlineData(7, 2, 4, 3, 4)]
    [InlineData(-7, 2, -3, -4, -3)]
    [InlineData(-1, 3, 0, -1, 0)]
    [InlineData(6, 3, 2, 2, 2)]
    public void Round_floor_and_ceiling(int numerator, int denominator, long round, long floor, long ceiling)
    {
        var ratio = new Ratio(numerator, denominator);
        Assert.Equal((round, floor, ceiling), (ratio.Round(), ratio.Floor(), ratio.Ceiling()));
    }

    [Fact]
    public void Comparing_agrees_with_subtracting() =>
        Gen.Select(Any, Any).Sample((a, b) => Math.Sign(a.CompareTo(b)) == Math.Sign((double)(a - b).Numerator) && a < b == b > a && (a == b) == (a.GetHashCode() == b.GetHashCode() && a.Equals(b)));

    [Fact]
    public void What_does_not_fit_is_refused() => Assert.Throws<OverflowException>(() => new Ratio(Int128.MaxValue, 3) * 2);
}
