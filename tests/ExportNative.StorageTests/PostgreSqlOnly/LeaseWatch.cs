using ExportNative.JobStorage.PostgreSql;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace ExportNative.StorageTests.PostgreSqlOnly;

/// <summary>Whose rows are orphans, by a clock that is turned by hand.</summary>
public sealed class LeaseWatch
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(2);
    private static readonly DateTime Beat = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private readonly FakeTimeProvider _time = new();
    private readonly PostgreSqlLeaseWatch _watch;

    public LeaseWatch() => _watch = new PostgreSqlLeaseWatch(Lease, _time);

    [Fact]
    public void A_row_whose_beat_stands_still_for_longer_than_the_lease_is_an_orphan()
    {
        for (int look = 0; look <= 4; look++)
        {
            Assert.Empty(Look(Step, Beat));
        }

        Assert.Single(Look(Step, Beat));
    }

    [Fact]
    public void A_row_whose_beat_moves_is_none_however_wrong_its_wall_clock_is()
    {
        for (int look = 0; look < 20; look++)
        {
            Assert.Empty(Look(Step, Beat.AddDays(-look)));
        }
    }

    [Fact]
    public void An_outage_of_the_server_counts_for_nobody()
    {
        Look(Step, Beat);
        for (int look = 0; look < 20; look++)
        {
            _time.Advance(Step);
            _watch.Interrupted();
        }

        Assert.Empty(Look(Step, Beat));
        Assert.Empty(Look(Step, Beat));
    }

    [Fact]
    public void Neither_does_the_watchers_own_standstill()
    {
        Look(Step, Beat);

        Assert.Empty(Look(TimeSpan.FromMinutes(1), Beat));
        Assert.Empty(Look(Step, Beat));
    }

    [Fact]
    public void A_row_that_was_fetched_anew_begins_anew()
    {
        for (int look = 0; look <= 4; look++)
        {
            Look(Step, Beat);
        }

        _time.Advance(Step);
        Assert.Empty(_watch.Judge([(1, 2, Beat)]));
    }

    private List<(long Id, long Token, DateTime Beat)> Look(TimeSpan after, DateTime beat)
    {
        _time.Advance(after);
        return _watch.Judge([(1, 1, beat)]);
    }
}
