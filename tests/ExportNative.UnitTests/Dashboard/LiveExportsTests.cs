using ExportNative.Contracts;
using ExportNative.Service.Dashboard;
using Xunit;

namespace ExportNative.UnitTests.Dashboard;

public class LiveExportsTests
{
    [Theory]
    [InlineData(0, "0.0 %")]
    [InlineData(0.4567, "45.6 %")]
    [InlineData(0.99999, "99.9 %")]
    [InlineData(1, "100.0 %")]
    public void Percent_is_rounded_down_so_that_a_hundred_means_done(double fraction, string text)
        => Assert.Equal(text, LiveExports.Percent(fraction));

    [Theory]
    [InlineData(1_000_000, 3_000_000, 100_000, "0:20")]
    [InlineData(1_000_000, 3_000_000, 1_000, "33:20")]
    [InlineData(0, 40_000_000_000, 1_000_000, "11:06:40")]
    [InlineData(2_999_999, 3_000_000, 100_000, "0:01")]
    public void Time_left_is_what_is_missing_at_the_speed_of_now(long written, long planned, double speed, string text)
        => Assert.Equal(text, LiveExports.TimeLeft(Progress(written, planned, speed)));

    [Theory]
    [InlineData(0, 3_000_000, 0)]
    [InlineData(3_000_000, 3_000_000, 100_000)]
    [InlineData(0, 0, 100_000)]
    [InlineData(0, long.MaxValue, 0.001)]
    public void Nothing_is_said_of_the_time_left_when_it_cannot_be_told(long written, long planned, double speed)
        => Assert.Null(LiveExports.TimeLeft(Progress(written, planned, speed)));

    private static ExportProgress Progress(long written, long planned, double speed) => new()
    {
        Stage = ExportStage.Write,
        Fraction = 0.5,
        BytesWritten = written,
        BytesPlanned = planned,
        BytesPerSecond = speed,
    };
}
