using Hangfire.Storage;
using Xunit;

namespace ExportNative.StorageTests.Contract;

/// <summary>Distributed locks.</summary>
public abstract class LockContract<TKind> : ContractTest<TKind>
    where TKind : StorageKind, new()
{
    [Fact]
    public void A_lock_excludes_other_connections_until_it_is_released()
    {
        using JobStorageConnection other = Connect();
        IDisposable held = Connection.AcquireDistributedLock("resource", TimeSpan.Zero);
        DistributedLockTimeoutException refused = Assert.Throws<DistributedLockTimeoutException>(() => other.AcquireDistributedLock("resource", TimeSpan.FromMilliseconds(50)));
        Assert.EndsWith("resource", refused.Resource, StringComparison.Ordinal);
        other.AcquireDistributedLock("Resource", TimeSpan.Zero).Dispose();
        held.Dispose();
        other.AcquireDistributedLock("resource", TimeSpan.Zero).Dispose();
    }

    [Fact]
    public void A_connection_may_take_its_lock_again_and_releases_it_as_often()
    {
        using JobStorageConnection other = Connect();
        IDisposable outer = Connection.AcquireDistributedLock("resource", TimeSpan.Zero);
        IDisposable inner = Connection.AcquireDistributedLock("resource", TimeSpan.Zero);
        inner.Dispose();
        inner.Dispose();
        Assert.Throws<DistributedLockTimeoutException>(() => other.AcquireDistributedLock("resource", TimeSpan.Zero));
        outer.Dispose();
        other.AcquireDistributedLock("resource", TimeSpan.Zero).Dispose();
    }

    [Fact]
    public void Disposing_the_connection_frees_its_locks()
    {
        using JobStorageConnection other = Connect();
        JobStorageConnection holder = Connect();
        _ = holder.AcquireDistributedLock("one", TimeSpan.Zero);
        _ = holder.AcquireDistributedLock("one", TimeSpan.Zero);
        _ = holder.AcquireDistributedLock("two", TimeSpan.Zero);
        holder.Dispose();
        holder.Dispose();
        other.AcquireDistributedLock("one", TimeSpan.Zero).Dispose();
        other.AcquireDistributedLock("two", TimeSpan.Zero).Dispose();
    }

    [Fact]
    public async Task A_lock_may_be_released_on_another_thread()
    {
        using JobStorageConnection other = Connect();
        IDisposable held = Connection.AcquireDistributedLock("resource", TimeSpan.Zero);
        await Task.Run(held.Dispose, TestContext.Current.CancellationToken);
        other.AcquireDistributedLock("resource", TimeSpan.Zero).Dispose();
    }

    [Fact]
    public async Task A_waiting_connection_gets_the_lock_when_it_is_released()
    {
        using JobStorageConnection other = Connect();
        IDisposable held = Connection.AcquireDistributedLock("resource", TimeSpan.Zero);
        Task<IDisposable> waiting = Task.Run(() => other.AcquireDistributedLock("resource", TimeSpan.FromSeconds(30)));
        await Task.Delay(100, TestContext.Current.CancellationToken);
        Assert.False(waiting.IsCompleted);
        held.Dispose();
        (await waiting.WaitAsync(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken)).Dispose();
    }

    [Fact]
    public async Task Only_one_at_a_time_is_ever_inside()
    {
        int inside = 0;
        int most = 0;
        int entries = 0;
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Factory.StartNew(
            () =>
            {
                using JobStorageConnection connection = Connect();
                for (int turn = 0; turn < 50; turn++)
                {
                    using (connection.AcquireDistributedLock("resource", TimeSpan.FromSeconds(60)))
                    {
                        most = Math.Max(most, Interlocked.Increment(ref inside));
                        entries++;
                        Thread.Yield();
                        _ = Interlocked.Decrement(ref inside);
                    }
                }
            },
            TaskCreationOptions.LongRunning)));
        Assert.Equal(1, most);
        Assert.Equal(400, entries);
    }

    [Fact]
    public void A_negative_timeout_is_refused()
    {
        using JobStorageConnection other = Connect();
        using IDisposable held = Connection.AcquireDistributedLock("resource", TimeSpan.Zero);
        Assert.Throws<ArgumentOutOfRangeException>(() => other.AcquireDistributedLock("resource", TimeSpan.FromSeconds(-5)));
    }
}

public sealed class LocksOfSqlite : LockContract<Sqlite>;

public sealed class LocksOfInMemory : LockContract<InMemory>;

public sealed class LocksOfPostgreSql : LockContract<PostgreSql>;
