using Xunit;

namespace ExportNative.StorageTests.Contract;

/// <summary>Sets, hashes, lists and counters.</summary>
public abstract class CollectionContract<TKind> : ContractTest<TKind>
    where TKind : StorageKind, new()
{
    [Fact]
    public void A_set_holds_each_value_once_with_its_last_score()
    {
        Commit(transaction =>
        {
            transaction.AddToSet("set", "a", 3);
            transaction.AddToSet("set", "b");
            transaction.AddToSet("set", "a", 1);
            transaction.AddToSet("Set", "differs in case");
        });
        Assert.Equal(2, Connection.GetSetCount("set"));
        Assert.Equal(["a", "b"], Connection.GetAllItemsFromSet("set").Order());
        Assert.Equal(["b", "a"], Connection.GetRangeFromSet("set", 0, 10));
        Assert.True(Connection.GetSetContains("set", "a"));
        Assert.False(Connection.GetSetContains("set", "A"));
        Assert.False(Connection.GetSetContains("nothing", "a"));
    }

    [Fact]
    public void A_set_is_ordered_by_score_then_by_value()
    {
        Commit(transaction =>
        {
            transaction.AddToSet("set", "z", 0.5);
            transaction.AddToSet("set", "late", 1e12);
            transaction.AddToSet("set", "first", -1);
            transaction.AddToSet("set", "b", 0.25);
            transaction.AddToSet("set", "a", 0.25);
            transaction.AddToSet("set", "zero");
        });
        Assert.Equal(["first", "zero", "a", "b", "z", "late"], Connection.GetRangeFromSet("set", 0, 100));
        Assert.Equal(["zero", "a"], Connection.GetRangeFromSet("set", 1, 2));
        Assert.Equal(["late"], Connection.GetRangeFromSet("set", 5, 5));
        Assert.Empty(Connection.GetRangeFromSet("set", 6, 100));
        Assert.Throws<ArgumentException>("endingAt", () => Connection.GetRangeFromSet("set", 3, 2));
        Assert.Throws<ArgumentException>("startingFrom", () => Connection.GetRangeFromSet("set", -1, 2));
        Assert.Empty(Connection.GetRangeFromSet("nothing", 0, 100));
        Assert.Equal(6, Connection.GetRangeFromSet("set", 0, int.MaxValue).Count);
    }

    [Fact]
    public void The_lowest_scores_within_bounds_are_found()
    {
        Commit(transaction =>
        {
            transaction.AddToSet("set", "minus", -1.5);
            transaction.AddToSet("set", "half", 0.5);
            transaction.AddToSet("set", "one", 1);
            transaction.AddToSet("set", "two", 2);
        });
        Assert.Equal("minus", Connection.GetFirstByLowestScoreFromSet("set", -10, 10));
        Assert.Equal("half", Connection.GetFirstByLowestScoreFromSet("set", 0, 10));
        Assert.Equal("one", Connection.GetFirstByLowestScoreFromSet("set", 1, 1));
        Assert.Null(Connection.GetFirstByLowestScoreFromSet("set", 3, 4));
        Assert.Null(Connection.GetFirstByLowestScoreFromSet("nothing", 0, 10));
        Assert.Equal(["half", "one"], Connection.GetFirstByLowestScoreFromSet("set", 0, 10, 2));
        Assert.Equal(["half", "one", "two"], Connection.GetFirstByLowestScoreFromSet("set", 0, 2, 100));
        Assert.Empty(Connection.GetFirstByLowestScoreFromSet("nothing", 0, 2, 100));
        Assert.Throws<ArgumentException>("toScore", () => Connection.GetFirstByLowestScoreFromSet("set", 1, 0));
        Assert.Throws<ArgumentException>("toScore", () => Connection.GetFirstByLowestScoreFromSet("set", 1, 0, 5));
        Assert.Throws<ArgumentException>("count", () => Connection.GetFirstByLowestScoreFromSet("set", 0, 1, 0));
    }

    [Fact]
    public void Sets_are_counted_together_up_to_a_limit()
    {
        Commit(transaction =>
        {
            transaction.AddRangeToSet("one", ["a", "b", "a"]);
            transaction.AddRangeToSet("two", ["a"]);
            transaction.AddRangeToSet("empty", []);
        });
        Assert.Equal(2, Connection.GetSetCount("one"));
        Assert.Equal(0, Connection.GetSetCount("empty"));
        Assert.Equal(3, Connection.GetSetCount(["one", "two", "nothing"], 100));
        Assert.Equal(2, Connection.GetSetCount(["one", "two"], 2));
        Assert.Equal(0, Connection.GetSetCount(["one", "two"], 0));
        Assert.Throws<ArgumentOutOfRangeException>("limit", () => Connection.GetSetCount(["one"], -1));
    }

    [Fact]
    public void Values_and_whole_sets_are_removed()
    {
        Commit(transaction =>
        {
            transaction.AddRangeToSet("set", ["a", "b", "c"]);
            transaction.RemoveFromSet("set", "b");
            transaction.RemoveFromSet("set", "not there");
            transaction.RemoveFromSet("nothing", "a");
        });
        Assert.Equal(["a", "c"], Connection.GetRangeFromSet("set", 0, 9));
        Commit(transaction => transaction.RemoveSet("set"));
        Assert.Equal(0, Connection.GetSetCount("set"));
    }

    [Fact]
    public void A_hash_is_null_while_empty_and_keeps_null_values()
    {
        Assert.Null(Connection.GetAllEntriesFromHash("hash"));
        Connection.SetRangeInHash("hash", new Dictionary<string, string> { ["a"] = "1", ["b"] = null! });
        Connection.SetRangeInHash("hash", new Dictionary<string, string> { ["a"] = "2", ["A"] = "3" });
        Commit(transaction => transaction.SetRangeInHash("hash", new Dictionary<string, string> { ["c"] = "4" }));

        Dictionary<string, string> entries = Connection.GetAllEntriesFromHash("hash");
        Assert.Equal(4, entries.Count);
        Assert.Equal(4, Connection.GetHashCount("hash"));
        Assert.Equal("2", entries["a"]);
        Assert.Null(entries["b"]);
        Assert.Equal("3", Connection.GetValueFromHash("hash", "A"));
        Assert.Null(Connection.GetValueFromHash("hash", "b"));
        Assert.Null(Connection.GetValueFromHash("hash", "not there"));
        Assert.Null(Connection.GetValueFromHash("nothing", "a"));

        Commit(transaction => transaction.RemoveHash("hash"));
        Assert.Null(Connection.GetAllEntriesFromHash("hash"));
        Assert.Equal(0, Connection.GetHashCount("hash"));
    }

    [Fact]
    public void An_empty_range_makes_no_hash()
    {
        Connection.SetRangeInHash("hash", []);
        Assert.Null(Connection.GetAllEntriesFromHash("hash"));
    }

    [Fact]
    public void A_list_has_the_newest_first()
    {
        Commit(transaction =>
        {
            transaction.InsertToList("list", "1");
            transaction.InsertToList("list", "2");
            transaction.InsertToList("list", "3");
            transaction.InsertToList("list", "2");
        });
        Assert.Equal(["2", "3", "2", "1"], Connection.GetAllItemsFromList("list"));
        Assert.Equal(["3", "2"], Connection.GetRangeFromList("list", 1, 2));
        Assert.Equal(["1"], Connection.GetRangeFromList("list", 3, 100));
        Assert.Empty(Connection.GetRangeFromList("list", 4, 100));
        Assert.Throws<ArgumentException>("endingAt", () => Connection.GetRangeFromList("list", 3, 2));
        Assert.Throws<ArgumentException>("startingFrom", () => Connection.GetRangeFromList("list", -1, 2));
        Assert.Equal(4, Connection.GetListCount("list"));
        Assert.Empty(Connection.GetAllItemsFromList("nothing"));
        Assert.Equal(0, Connection.GetListCount("nothing"));
    }

    [Fact]
    public void Removing_from_a_list_removes_every_such_value()
    {
        Commit(transaction =>
        {
            transaction.InsertToList("list", "a");
            transaction.InsertToList("list", "b");
            transaction.InsertToList("list", "a");
            transaction.RemoveFromList("list", "a");
            transaction.RemoveFromList("list", "A");
        });
        Assert.Equal(["b"], Connection.GetAllItemsFromList("list"));
    }

    [Theory]
    [InlineData(0, 1, "4,3")]
    [InlineData(1, 2, "3,2")]
    [InlineData(0, 100, "4,3,2,1,0")]
    [InlineData(3, 100, "1,0")]
    [InlineData(5, 100, "")]
    [InlineData(0, -1, "")]
    public void A_list_is_trimmed_to_the_positions_given_both_included(int from, int to, string kept)
    {
        Commit(transaction =>
        {
            for (int item = 0; item < 5; item++)
            {
                transaction.InsertToList("list", item.ToString(System.Globalization.CultureInfo.InvariantCulture));
            }

            transaction.TrimList("list", from, to);
        });
        Assert.Equal(kept, string.Join(',', Connection.GetAllItemsFromList("list")));
    }

    [Fact]
    public void A_counter_adds_up_and_is_gone_at_zero()
    {
        Assert.Equal(0, Connection.GetCounter("counter"));
        Commit(transaction =>
        {
            transaction.IncrementCounter("counter");
            transaction.IncrementCounter("counter", TimeSpan.FromHours(1));
            transaction.IncrementCounter("counter");
            transaction.DecrementCounter("counter");
        });
        Assert.Equal(2, Connection.GetCounter("counter"));
        Commit(transaction =>
        {
            transaction.DecrementCounter("counter");
            transaction.DecrementCounter("counter", TimeSpan.FromHours(1));
        });
        Assert.Equal(0, Connection.GetCounter("counter"));
        Commit(transaction => transaction.DecrementCounter("counter"));
        Assert.Equal(-1, Connection.GetCounter("counter"));
    }

    [Fact]
    public void Time_to_live_is_negative_without_an_expiry_and_shrinks_with_one()
    {
        Assert.True(Connection.GetSetTtl("nothing") < TimeSpan.Zero);
        Assert.True(Connection.GetHashTtl("nothing") < TimeSpan.Zero);
        Assert.True(Connection.GetListTtl("nothing") < TimeSpan.Zero);
        Connection.SetRangeInHash("hash", new Dictionary<string, string> { ["a"] = "1" });
        Commit(transaction =>
        {
            transaction.AddToSet("set", "a");
            transaction.InsertToList("list", "a");
        });
        Assert.True(Connection.GetSetTtl("set") < TimeSpan.Zero);
        Assert.True(Connection.GetHashTtl("hash") < TimeSpan.Zero);
        Assert.True(Connection.GetListTtl("list") < TimeSpan.Zero);

        Commit(transaction =>
        {
            transaction.ExpireSet("set", TimeSpan.FromHours(1));
            transaction.ExpireHash("hash", TimeSpan.FromHours(2));
            transaction.ExpireList("list", TimeSpan.FromHours(3));
        });
        Assert.InRange(Connection.GetSetTtl("set"), TimeSpan.FromMinutes(59), TimeSpan.FromMinutes(60));
        Assert.InRange(Connection.GetHashTtl("hash"), TimeSpan.FromMinutes(119), TimeSpan.FromMinutes(120));
        Assert.InRange(Connection.GetListTtl("list"), TimeSpan.FromMinutes(179), TimeSpan.FromMinutes(180));

        Commit(transaction =>
        {
            transaction.PersistSet("set");
            transaction.PersistHash("hash");
            transaction.PersistList("list");
        });
        Assert.True(Connection.GetSetTtl("set") < TimeSpan.Zero);
        Assert.True(Connection.GetHashTtl("hash") < TimeSpan.Zero);
        Assert.True(Connection.GetListTtl("list") < TimeSpan.Zero);
    }

    [Fact]
    public void An_expiry_belongs_to_the_collection_and_goes_with_its_last_item()
    {
        Commit(transaction =>
        {
            transaction.AddToSet("set", "a");
            transaction.ExpireSet("set", TimeSpan.FromHours(1));
            transaction.AddToSet("set", "b");
            transaction.RemoveFromSet("set", "a");
        });
        Assert.True(Connection.GetSetTtl("set") > TimeSpan.Zero);
        Commit(transaction =>
        {
            transaction.RemoveFromSet("set", "b");
            transaction.AddToSet("set", "c");
        });
        Assert.True(Connection.GetSetTtl("set") < TimeSpan.Zero);
    }

    [Fact]
    public void Expiring_what_is_not_there_does_nothing()
    {
        Commit(transaction =>
        {
            transaction.ExpireSet("key", TimeSpan.FromHours(1));
            transaction.ExpireHash("key", TimeSpan.FromHours(1));
            transaction.ExpireList("key", TimeSpan.FromHours(1));
            transaction.AddToSet("key", "a");
            transaction.InsertToList("key", "a");
        });
        Assert.True(Connection.GetSetTtl("key") < TimeSpan.Zero);
        Assert.True(Connection.GetHashTtl("key") < TimeSpan.Zero);
        Assert.True(Connection.GetListTtl("key") < TimeSpan.Zero);
    }

    [Fact]
    public void Expiring_at_once_removes()
    {
        Connection.SetRangeInHash("hash", new Dictionary<string, string> { ["a"] = "1" });
        Commit(transaction =>
        {
            transaction.AddToSet("set", "a");
            transaction.InsertToList("list", "a");
            transaction.IncrementCounter("counter");
            transaction.ExpireSet("set", TimeSpan.Zero);
            transaction.ExpireHash("hash", TimeSpan.FromSeconds(-1));
            transaction.ExpireList("list", TimeSpan.Zero);
            transaction.IncrementCounter("counter", TimeSpan.Zero);
        });
        Assert.Equal(0, Connection.GetSetCount("set"));
        Assert.Null(Connection.GetAllEntriesFromHash("hash"));
        Assert.Equal(0, Connection.GetListCount("list"));
        Assert.Equal(0, Connection.GetCounter("counter"));
    }

    [Fact]
    public void An_expiry_of_forever_is_accepted()
    {
        Commit(transaction =>
        {
            transaction.AddToSet("set", "a");
            transaction.ExpireSet("set", TimeSpan.FromDays(365 * 100));
        });
        Assert.True(Connection.GetSetTtl("set") > TimeSpan.FromDays(36000));
    }
}

public sealed class CollectionsOfSqlite : CollectionContract<Sqlite>;

public sealed class CollectionsOfInMemory : CollectionContract<InMemory>;

public sealed class CollectionsOfPostgreSql : CollectionContract<PostgreSql>;
