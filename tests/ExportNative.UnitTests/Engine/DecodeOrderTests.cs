using CsCheck;
using ExportNative.Engine.Write;
using Xunit;

namespace ExportNative.UnitTests.Engine;

public class DecodeOrderTests
{
    private const long Step = 512;

    // Mini-GOPs as encoders make them: a reference picture, then the B-frames shown before it, at most `depth` levels deep.
    private static readonly Gen<(int Depth, long[] Times)> Stream =
        Gen.Select(Gen.Int[0, 4], Gen.Int[0, 7].Array[1, 60]).Select((depth, groups) => (depth, Times(depth, groups)));

    [Fact]
    public void Decoding_times_rise_strictly_and_are_never_after_the_presentation() => Stream.Sample(stream =>
    {
        var order = new DecodeOrder(stream.Depth, Step, allowsEqualTimes: false);
        var last = long.MinValue;
        foreach (var pts in stream.Times)
        {
            if (order.Next(pts, out var dts) != DecodeOrderResult.Fits || dts <= last || dts > pts)
            {
                return false;
            }

            last = dts;
        }

        return true;
    });

    [Fact]
    public void Decoding_runs_ahead_by_the_depth_where_pictures_are_evenly_spaced() => Stream.Sample(stream =>
    {
        var order = new DecodeOrder(stream.Depth, Step, allowsEqualTimes: false);
        for (var i = 0; i < stream.Times.Length; i++)
        {
            order.Next(stream.Times[i], out var dts);
            if (dts != (i - stream.Depth) * Step)
            {
                return false;
            }
        }

        return true;
    });

    [Fact]
    public void A_hold_at_a_cut_makes_no_time_repeat()
    {
        // The last B-frames before the cut are missing: showing goes on two frames later.
        var order = new DecodeOrder(2, Step, allowsEqualTimes: false);
        long last = long.MinValue;
        foreach (var frame in (long[])[0, 3, 1, 2, 6, 4, 8, 11, 9, 10, 14, 12, 13])
        {
            Assert.Equal(DecodeOrderResult.Fits, order.Next(frame * Step, out var dts));
            Assert.True(dts > last);
            last = dts;
        }
    }

    [Fact]
    public void Deeper_reordering_than_assumed_is_found()
    {
        var order = new DecodeOrder(1, Step, allowsEqualTimes: false);
        DecodeOrderResult[] found = [.. ((long[])[0, 4, 2, 1, 3]).Select(frame => order.Next(frame * Step, out _))];
        Assert.Contains(DecodeOrderResult.TooDeep, found);
    }

    [Fact]
    public void Two_pictures_of_one_time_are_found_unless_they_are_allowed()
    {
        var strict = new DecodeOrder(0, Step, allowsEqualTimes: false);
        strict.Next(0, out _);
        Assert.Equal(DecodeOrderResult.SameTime, strict.Next(0, out _));
        var lenient = new DecodeOrder(0, Step, allowsEqualTimes: true);
        lenient.Next(0, out _);
        Assert.Equal(DecodeOrderResult.Fits, lenient.Next(0, out _));
    }

    [Fact]
    public void Only_depths_that_codecs_know_are_accepted()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new DecodeOrder(-1, Step, false));
        Assert.Throws<ArgumentOutOfRangeException>(() => new DecodeOrder(DecodeOrder.DeepestReordering + 1, Step, false));
    }

    private static long[] Times(int depth, int[] groups)
    {
        var times = new List<long> { 0 };
        long shown = 0;
        foreach (var wanted in groups)
        {
            // With depth d, d pictures wait at most: one reference and d - 1 levels, of which the deepest is plain order.
            var between = depth == 0 ? 0 : depth == 1 ? Math.Min(wanted, 3) : wanted;
            times.Add((shown + between + 1) * Step);
            AddBetween(times, shown + 1, shown + between, depth - 1);
            shown += between + 1;
        }

        return [.. times];
    }

    private static void AddBetween(List<long> times, long first, long last, int levels)
    {
        if (first > last)
        {
            return;
        }

        if (levels <= 0)
        {
            for (var picture = first; picture <= last; picture++)
            {
                times.Add(picture * Step);
            }

            return;
        }

        var middle = (first + last) / 2;
        times.Add(middle * Step);
        AddBetween(times, first, middle - 1, levels - 1);
        AddBetween(times, middle + 1, last, levels - 1);
    }
}
