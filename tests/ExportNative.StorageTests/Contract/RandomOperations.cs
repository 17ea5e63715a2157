using System.Globalization;
using CsCheck;
using Hangfire.Storage;
using Xunit;

namespace ExportNative.StorageTests.Contract;

/// <summary>
/// Any sequence of operations, in transactions of any size, leaves ours and Hangfire.InMemory with the same contents.
/// </summary>
public sealed class RandomOperations
{
    private static readonly string[] Keys = ["a", "b", "A"];

    private static readonly Gen<Step> Steps = Gen.Select(
        Gen.Int[0, 16], Gen.Int[0, 2], Gen.Int[0, 4], Gen.Int[-3, 5], static (kind, key, value, number) => new Step(kind, Keys[key], value, number));

    [Fact]
    public void Leave_the_same_on_sqlite_as_in_memory() => Compare<Sqlite>(150);

    [Fact]
    public void Leave_the_same_on_postgresql_as_in_memory() => Compare<PostgreSql>(30);

    private static void Compare<TKind>(int times)
        where TKind : StorageKind, new() =>
        Steps.Array[1, 12].Array[1, 6].Sample(
            static transactions =>
            {
                using TKind ours = new();
                using InMemory oracle = new();
                Assert.Equal(Run(oracle.Storage, transactions), Run(ours.Storage, transactions));
            },
            iter: times,
            threads: 1);

    private static string Run(Hangfire.JobStorage storage, Step[][] transactions)
    {
        using JobStorageConnection connection = (JobStorageConnection)storage.GetConnection();
        foreach (Step[] steps in transactions)
        {
            using JobStorageTransaction transaction = (JobStorageTransaction)connection.CreateWriteTransaction();
            Array.ForEach(steps, step => step.Apply(transaction));
            transaction.Commit();
        }

        return string.Join('\n', Keys.Select(key => Dump(connection, key)));
    }

    private static string Dump(JobStorageConnection connection, string key)
    {
        Dictionary<string, string>? hash = connection.GetAllEntriesFromHash(key);
        return string.Join(
            "; ",
            "set " + string.Join(',', connection.GetRangeFromSet(key, 0, 100)),
            "first " + connection.GetFirstByLowestScoreFromSet(key, -1, 3),
            "some " + string.Join(',', connection.GetFirstByLowestScoreFromSet(key, -2, 4, 2)),
            "page " + string.Join(',', connection.GetRangeFromSet(key, 1, 2)),
            "set lives " + (connection.GetSetTtl(key) > TimeSpan.Zero),
            "list " + string.Join(',', connection.GetAllItemsFromList(key)),
            "list lives " + (connection.GetListTtl(key) > TimeSpan.Zero),
            "hash " + (hash is null ? "null" : string.Join(',', hash.OrderBy(static entry => entry.Key, StringComparer.Ordinal).Select(static entry => entry.Key + "=" + (entry.Value ?? "null")))),
            "hash lives " + (connection.GetHashTtl(key) > TimeSpan.Zero),
            "counter " + connection.GetCounter(key).ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>One operation on one key.</summary>
    private sealed record Step(int Kind, string Key, int Value, int Number)
    {
        public void Apply(JobStorageTransaction transaction)
        {
            string value = "v" + Value.ToString(CultureInfo.InvariantCulture);
            TimeSpan expiry = TimeSpan.FromHours(Number);
            switch (Kind)
            {
                case 0:
                    transaction.AddToSet(Key, value, Number / 2.0);
                    break;
                case 1:
                    transaction.AddRangeToSet(Key, [value, "v9", value]);
                    break;
                case 2:
                    transaction.RemoveFromSet(Key, value);
                    break;
                case 3:
                    transaction.ExpireSet(Key, expiry);
                    break;
                case 4:
                    transaction.PersistSet(Key);
                    break;
                case 5:
                    transaction.RemoveSet(Key);
                    break;
                case 6 or 7:
                    transaction.InsertToList(Key, value);
                    break;
                case 8:
                    transaction.RemoveFromList(Key, value);
                    break;
                case 9:
                    transaction.TrimList(Key, Value / 2, Value);
                    break;
                case 10:
                    transaction.ExpireList(Key, expiry);
                    break;
                case 11:
                    transaction.SetRangeInHash(Key, new Dictionary<string, string> { [value] = Number < 0 ? null! : "x" + expiry.ToString("c", CultureInfo.InvariantCulture) });
                    break;
                case 12:
                    transaction.ExpireHash(Key, expiry);
                    break;
                case 13:
                    transaction.RemoveHash(Key);
                    break;
                case 14:
                    transaction.IncrementCounter(Key);
                    break;
                case 15:
                    transaction.DecrementCounter(Key);
                    break;
                default:
                    transaction.IncrementCounter(Key, expiry);
                    break;
            }
        }
    }
}
