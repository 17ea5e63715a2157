using ExportNative.JobStorage;
using Hangfire.Storage;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace ExportNative.StorageTests.SqliteOnly;

/// <summary>Who is judged dead, and what becomes of what it held.</summary>
public sealed class Leases : SqliteTest
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LockTime = TimeSpan.FromSeconds(10);
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void A_beat_that_stands_still_loses_the_locks_and_then_the_jobs()
    {
        OwnerWatch watch = new(_time);
        OwnerRow owner = Elsewhere(beat: 5);
        Assert.Empty(watch.Judge([owner]));
        _time.Advance(LockTime);
        Assert.Empty(watch.Judge([owner]));
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True(Assert.Single(watch.Judge([owner])).LocksOnly);
        _time.Advance(Lease - LockTime);
        Assert.False(Assert.Single(watch.Judge([owner])).LocksOnly);
    }

    [Fact]
    public void A_beat_that_moves_keeps_everything_for_ten_hours()
    {
        OwnerWatch watch = new(_time);
        for (int beat = 0; beat < 6000; beat++)
        {
            Assert.Empty(watch.Judge([Elsewhere(beat)]));
            _time.Advance(TimeSpan.FromSeconds(6));
        }
    }

    [Fact]
    public void An_owner_is_watched_for_a_whole_lease_before_it_is_judged()
    {
        OwnerWatch watch = new(_time);
        _time.Advance(TimeSpan.FromDays(1));
        Assert.Empty(watch.Judge([Elsewhere(beat: 5)]));
    }

    [Fact]
    public void The_wall_clock_may_jump()
    {
        JumpingClock jumping = new();
        OwnerWatch watch = new(jumping);
        OwnerRow owner = Elsewhere(beat: 5);
        Assert.Empty(watch.Judge([owner]));
        jumping.Wall = jumping.Wall.AddYears(1);
        Assert.Empty(watch.Judge([owner]));
    }

    [Fact]
    public void A_process_that_has_ended_is_dead_at_once_and_this_one_is_not()
    {
        OwnerWatch watch = new(_time);
        ProcessIdentity self = ProcessIdentity.Current;
        Assert.Empty(watch.Judge([new OwnerRow(7, self, 1, Lease, LockTime)]));
        // The same number, another start: the number was used again.
        Assert.False(Assert.Single(watch.Judge([new OwnerRow(7, self with { Started = "1" }, 1, Lease, LockTime)])).LocksOnly);
        Assert.Single(watch.Judge([new OwnerRow(7, self with { Process = 0x3FFFFFFF }, 1, Lease, LockTime)]));
    }

    [Fact]
    public void A_process_of_another_container_is_judged_by_its_beat_only()
    {
        ProcessIdentity self = ProcessIdentity.Current;
        Assert.False((self with { Machine = self.Machine + "other", Process = 0x3FFFFFFF }).IsKnownDead());
        Assert.True((self with { Process = 0x3FFFFFFF }).IsKnownDead());
    }

    [Fact]
    public void A_beat_in_the_last_moment_saves_the_owner()
    {
        string id = Enqueue();
        using IFetchedJob fetched = Connection.FetchNextJob(["default"], CancellationToken.None);
        long beat = Sql("SELECT beat FROM hangfire_owner");
        long owner = Sql("SELECT id FROM hangfire_owner");
        OwnerWatch.Verdict stale = new(new OwnerRow(owner, ProcessIdentity.Current, beat - 1, Lease, LockTime), LocksOnly: false, "test");
        Assert.False(Storage.Parts.Write(session => OwnerRow.TryRevoke(session, stale)));
        Assert.NotNull(Connection.GetJobData(id));
        Assert.True(Storage.Parts.Write(session => OwnerRow.TryRevoke(session, stale with { Owner = stale.Owner with { Beat = beat } })));
        Assert.Null(Connection.GetJobData(id));
        Assert.Equal(1, Monitor.EnqueuedCount("default"));
    }

    [Fact]
    public void One_that_was_judged_dead_and_lives_takes_jobs_and_locks_under_a_new_name()
    {
        _ = Enqueue();
        long before = Storage.Parts.Keeper.Owner;
        using IDisposable lost = Connection.AcquireDistributedLock("lost", TimeSpan.Zero);
        _ = Sql("DELETE FROM hangfire_owner; DELETE FROM hangfire_lock");

        using JobStorageConnection connection = (JobStorageConnection)Storage.GetConnection();
        using IFetchedJob fetched = connection.FetchNextJob(["default"], CancellationToken.None);
        using IDisposable taken = connection.AcquireDistributedLock("new", TimeSpan.Zero);
        Assert.NotEqual(before, Storage.Parts.Keeper.Owner);
        Assert.Equal(Storage.Parts.Keeper.Owner, Sql("SELECT claim >> 32 FROM hangfire_queue"));
        Assert.Equal(Storage.Parts.Keeper.Owner, Sql("SELECT token >> 32 FROM hangfire_lock"));
        Assert.Throws<LeaseLostException>(() => Commit(static transaction => transaction.AddToSet("set", "a")));
    }

    [Fact]
    public async Task A_lock_is_passed_on_within_the_process_and_still_excludes_others()
    {
        using SqliteJobStorage other = Open();
        using JobStorageConnection outside = (JobStorageConnection)other.GetConnection();
        IDisposable held = Connection.AcquireDistributedLock("resource", TimeSpan.Zero);
        Task<IDisposable> next = Task.Run(() => ((JobStorageConnection)Storage.GetConnection()).AcquireDistributedLock("resource", TimeSpan.FromSeconds(20)));
        await Task.Delay(200, TestContext.Current.CancellationToken);
        held.Dispose();
        using (await next)
        {
            Assert.Throws<DistributedLockTimeoutException>(() => outside.AcquireDistributedLock("resource", TimeSpan.FromMilliseconds(100)));
        }

        outside.AcquireDistributedLock("resource", TimeSpan.Zero).Dispose();
        Assert.Equal(0, Sql("SELECT count(*) FROM hangfire_lock"));
    }

    [Fact]
    public void What_cannot_be_given_back_now_is_given_back_later()
    {
        int tries = 0;
        Storage.Parts.Keeper.GiveBack(session =>
        {
            if (Interlocked.Increment(ref tries) == 1)
            {
                throw new Microsoft.Data.Sqlite.SqliteException("database or disk is full", 13);
            }

            SetOperations.Add(session, "set", "late", 0);
        });
        for (int wait = 0; wait < 100 && Connection.GetSetCount("set") == 0; wait++)
        {
            Thread.Sleep(50);
        }

        Assert.Equal(1, Connection.GetSetCount("set"));
        Assert.Equal(2, tries);
    }

    private static OwnerRow Elsewhere(long beat) => new(7, new ProcessIdentity("elsewhere", 1, "1"), beat, Lease, LockTime);

    /// <summary>A wall clock that jumps beside a steady one that stands.</summary>
    private sealed class JumpingClock : TimeProvider
    {
        public DateTimeOffset Wall { get; set; } = DateTimeOffset.UnixEpoch;

        public override DateTimeOffset GetUtcNow() => Wall;

        public override long GetTimestamp() => 1;
    }
}
