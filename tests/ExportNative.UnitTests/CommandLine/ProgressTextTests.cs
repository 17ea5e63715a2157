using CsCheck;
using ExportNative.Contracts;
using ExportNative.Service.CommandLine;
using Xunit;

namespace ExportNative.UnitTests.CommandLine;

public class ProgressTextTests
{
    private static readonly ProgressText Half = new(
        new ExportProgress
        {
            Stage = ExportStage.Write,
            Fraction = 0.4567,
            ProgramTimeWritten = TimeSpan.FromSeconds(137),
            ProgramTimePlanned = TimeSpan.FromSeconds(300),
            BytesWritten = 1_230_000_000,
            BytesPlanned = 2_700_000_000,
            SegmentIndex = 17,
            SegmentCount = 155,
            BytesPerSecond = 1_204_000_000,
        },
        TimeSpan.FromSeconds(10));

    [Theory]
    [InlineData(200, "[##################----------------------]  45.6 %  1204 MB/s  13.7x  segment 18/155  0:12 left")]
    [InlineData(70, "[######---------]  45.6 %  1204 MB/s  13.7x  segment 18/155  0:12 left")]
    [InlineData(55, "[#######---------]  45.6 %  1204 MB/s  13.7x  0:12 left")]
    [InlineData(45, "[#####--------]  45.6 %  1204 MB/s  0:12 left")]
    [InlineData(35, "[######--------]  45.6 %  0:12 left")]
    [InlineData(20, "45.6 %  0:12 left")]
    [InlineData(10, "45.6 %")]
    [InlineData(5, "")]
    public void The_line_fits_the_terminal_and_gives_up_what_matters_least_first(int width, string line)
    {
        Assert.Equal(line, Half.Line(width));
        Assert.True(line.Length <= width);
    }

    [Fact]
    public void A_line_in_a_log_says_everything()
        => Assert.Equal("45.6 %  1.2 GB of 2.7 GB  1204 MB/s  13.7x  segment 18 of 155  0:12 left", Half.Plain());

    [Fact]
    public void Nothing_is_said_that_is_not_known_yet()
    {
        var first = new ProgressText(new ExportProgress { Stage = ExportStage.Write, Fraction = 0 }, TimeSpan.Zero);
        Assert.Equal("0.0 %", first.Plain());
        Assert.Equal("[----------------------------------------]  0.0 %", first.Line(80));
    }

    [Theory]
    [InlineData(0.9999, "99.9 %")]
    [InlineData(1.0, "100.0 %")]
    public void A_hundred_percent_is_only_shown_when_it_is_done(double fraction, string percent)
        => Assert.Equal(percent, new ProgressText(new ExportProgress { Stage = ExportStage.Write, Fraction = fraction }, TimeSpan.Zero).Percent);

    [Theory]
    [InlineData(ExportStage.Verify, "checking")]
    [InlineData(ExportStage.Publish, "publishing")]
    public void What_happens_after_writing_is_named(ExportStage stage, string word)
        => Assert.Contains(word, new ProgressText(new ExportProgress { Stage = stage, Fraction = 0.99 }, TimeSpan.FromSeconds(1)).Line(80), StringComparison.Ordinal);

    [Fact]
    public void No_line_is_ever_wider_than_the_terminal()
        => Gen.Select(Gen.Int[1, 250], Gen.Double[0, 1], Gen.Int[0, 20_000], Gen.Double[0, 1e11], Gen.Int[0, 1_000_000]).Sample((width, fraction, segments, speed, seconds) =>
            new ProgressText(
                new ExportProgress
                {
                    Stage = ExportStage.Write,
                    Fraction = fraction,
                    SegmentCount = segments,
                    SegmentIndex = segments / 2,
                    BytesPerSecond = speed,
                    ProgramTimeWritten = TimeSpan.FromSeconds(seconds),
                },
                TimeSpan.FromSeconds(seconds)).Line(width).Length <= width);

    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(999, "999 B")]
    [InlineData(1_000, "1.0 kB")]
    [InlineData(999_949, "999.9 kB")]
    [InlineData(999_960, "1.0 MB")]
    [InlineData(2_700_000_000, "2.7 GB")]
    [InlineData(long.MaxValue, "9223372.0 TB")]
    public void Sizes_are_decimal(long bytes, string text) => Assert.Equal(text, ProgressText.Size(bytes));

    [Theory]
    [InlineData(0, "0:00")]
    [InlineData(6.2, "0:07")]
    [InlineData(754, "12:34")]
    [InlineData(3723, "1:02:03")]
    public void Times_are_shown_as_a_clock_does(double seconds, string text) => Assert.Equal(text, ProgressText.Clock(TimeSpan.FromSeconds(seconds)));
}
