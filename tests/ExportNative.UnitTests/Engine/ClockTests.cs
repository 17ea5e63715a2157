using CsCheck;
using ExportNative.Engine.Read;
using ExportNative.Engine.Time;
using Xunit;

namespace ExportNative.UnitTests.Engine;

/// <summary>The frame grid of a source, the clock of a program, and what places one on the other.</summary>
public class ClockTests
{
    private static readonly Gen<Ratio> Rate = AnyOf(new Ratio(24, 1), new Ratio(25, 1), new Ratio(30, 1), new Ratio(50, 1), new Ratio(60, 1), new Ratio(24000, 1001), new Ratio(30000, 1001), new Ratio(60000, 1001));

    private static readonly Gen<Ratio> TimeBase = AnyOf(new Ratio(1, 1000), new Ratio(1, 90000), new Ratio(1, 15360), new Ratio(1, 600), new Ratio(1, 30000));

    [Fact]
    public void A_rounded_timestamp_finds_its_picture_on_the_grid() =>
        Gen.Select(Rate, TimeBase, Gen.Long[-1_000_000, 1_000_000], Gen.Long[0, 3_000_000], Gen.Bool).Sample((rate, timeBase, origin, picture, isTruncated) =>
        {
            // What a muxer makes of picture n: the exact time, rounded or cut off to its tick.
            var exact = picture / rate / timeBase;
            var raw = origin + (isTruncated ? exact.Floor() : exact.Round());
            var grid = new FrameGrid(rate, timeBase, origin);
            return grid.IndexOf(raw) == picture && grid.Holds(raw);
        });

    [Fact]
    public void A_timestamp_between_two_pictures_is_not_on_the_grid() =>
        Gen.Select(Rate, Gen.Long[0, 100_000]).Sample((rate, picture) =>
        {
            var timeBase = new Ratio(1, 90000);
            return !new FrameGrid(rate, timeBase, 0).Holds(((picture + new Ratio(1, 2)) / rate / timeBase).Round());
        });

    [Fact]
    public void Sources_of_one_rate_keep_it_as_whole_ticks_a_frame() =>
        Gen.Select(Rate, TimeBase.Array[1, 5]).Sample((rate, timeBases) =>
        {
            var clock = ProgramClock.For([.. timeBases.Select(t => ((Ratio?)rate, t))]);
            return clock.FrameRate == rate && !clock.IsRounded && clock.Timescale >= 10_000 && clock.FrameTicks / rate.Denominator * rate.Numerator == clock.Timescale;
        });

    [Fact]
    public void Sources_of_different_rates_all_have_their_frames_on_whole_ticks() =>
        Gen.Select(Rate, Rate).Where((a, b) => a != b).Sample((a, b) =>
        {
            var clock = ProgramClock.For([(a, new Ratio(1, 90000)), (b, new Ratio(1, 1000))]);
            return clock.FrameRate is null && (clock.IsRounded || ((clock.Timescale / a).Denominator == 1 && (clock.Timescale / b).Denominator == 1));
        });

    [Fact]
    public void A_variable_rate_keeps_its_containers_ticks()
    {
        var clock = ProgramClock.For([(null, new Ratio(1, 1000)), (null, new Ratio(1, 90000))]);
        Assert.Null(clock.FrameRate);
        Assert.Equal(0, clock.Timescale % 90000);
    }

    [Fact]
    public void Ticks_that_would_be_too_fine_are_rounded_and_said_to_be()
    {
        var clock = ProgramClock.For([(null, new Ratio(1, 9_999_991)), (null, new Ratio(1, 9_999_973))]);
        Assert.True(clock.IsRounded);
        Assert.Equal(90_000, clock.Timescale);
    }

    [Fact]
    public void A_place_is_the_nearest_frame_of_the_grid() =>
        Gen.Select(Rate, Gen.Long[0, 10_000_000]).Sample((rate, milliseconds) =>
        {
            var clock = ProgramClock.For([(rate, new Ratio(1, 90000))]);
            var wanted = new Ratio(milliseconds, 1000);
            var tick = clock.Place(wanted);
            return tick % clock.FrameTicks == 0 && Ratio.Abs(clock.SecondsOf(tick) - wanted) <= 1 / rate / 2;
        });

    [Fact]
    public void Pictures_keep_their_exact_distance_from_the_one_that_is_placed() =>
        Gen.Select(Rate, TimeBase, Gen.Long[0, 100_000], Gen.Long[0, 1_000_000], Gen.Long[0, 10_000]).Sample((rate, timeBase, anchor, program, further) =>
        {
            var clock = ProgramClock.For([(rate, timeBase)]);
            var source = Source(timeBase, new FrameGrid(rate, timeBase, 0));
            long Raw(long picture) => (picture / rate / timeBase).Round();
            var placement = new SourcePlacement(source, clock, Raw(anchor), program * clock.FrameTicks);
            return placement.TickOf(Raw(anchor + further)) == (program + further) * clock.FrameTicks
                && placement.Shift == (program - anchor) / rate;
        });

    [Fact]
    public void Without_a_grid_each_picture_is_rounded_by_itself_and_nothing_adds_up() =>
        Gen.Select(TimeBase, Gen.Long[0, 1_000_000], Gen.Long[0, 100_000_000]).Sample((timeBase, anchor, raw) =>
        {
            var clock = ProgramClock.For([(null, new Ratio(1, 90000)), (null, timeBase)]);
            var placement = new SourcePlacement(Source(timeBase, null), clock, anchor, 0);
            return Ratio.Abs(clock.SecondsOf(placement.TickOf(anchor + raw)) - (timeBase * raw)) <= clock.TickDuration / 2;
        });

    private static SourceFile Source(Ratio timeBase, FrameGrid? grid) => new(Stream.Null, null!, new SourceName(0, "cam.mp4", "/cam.mp4"))
    {
        Zero = Ratio.Zero,
        Video = new VideoTrack
        {
            Stream = null!,
            TimeBase = timeBase,
            Grid = grid,
            FrameRate = grid?.Rate,
            ParameterSets = null,
            Keyframes = KeyframeMap.FromScan([], static _ => true),
            EndTicks = long.MaxValue,
        },
        Audio = null,
        SoundAlone = new Lazy<SoundFile>(static () => throw new InvalidOperationException("Nothing is heard here.")),
        End = null,
        Length = 0,
        SeeksByByte = false,
        SeeksEachStream = false,
    };

    private static Gen<Ratio> AnyOf(params Ratio[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);
}
