using Hangfire.States;
using Hangfire.Storage;
using Xunit;

namespace ExportNative.StorageTests.Contract;

/// <summary>Jobs, their parameters and states, through a connection and a transaction.</summary>
public abstract class JobContract<TKind> : ContractTest<TKind>
    where TKind : StorageKind, new()
{
    [Fact]
    public void A_created_job_comes_back_with_everything_it_was_created_with()
    {
        DateTime before = DateTime.UtcNow;
        string id = Connection.CreateExpiredJob(AJob("text", "critical"), new Dictionary<string, string> { ["A"] = "1", ["B"] = null! }, before, TimeSpan.FromHours(1));

        JobData data = Connection.GetJobData(id);
        Assert.Equal("text", data.Job.Args[0]);
        Assert.Equal("critical", data.Job.Queue);
        Assert.Equal("critical", data.InvocationData.Queue);
        Assert.Equal(nameof(ContractJobs.Method), data.InvocationData.Method);
        Assert.Null(data.LoadException);
        Assert.Null(data.State);
        Assert.Equal("1", data.ParametersSnapshot["A"]);
        Assert.Null(data.ParametersSnapshot["B"]);
        Assert.Equal(2, data.ParametersSnapshot.Count);
        Assert.Equal(DateTimeKind.Utc, data.CreatedAt.Kind);
        Assert.InRange(data.CreatedAt, before.AddSeconds(-1), before.AddSeconds(5));
    }

    [Fact]
    public void Ids_differ_and_hold_no_colon()
    {
        string[] ids = [.. Enumerable.Range(0, 300).Select(_ => Create())];
        Assert.Equal(300, ids.Distinct().Count());
        Assert.DoesNotContain(ids, static id => id.Contains(':', StringComparison.Ordinal) || id.Length == 0);
    }

    [Fact]
    public void A_job_created_with_an_expiry_shows_it_until_it_is_persisted()
    {
        string id = Create();
        Assert.InRange(Monitor.JobDetails(id).ExpireAt!.Value, DateTime.UtcNow.AddMinutes(59), DateTime.UtcNow.AddMinutes(61));
        Commit(transaction => transaction.PersistJob(id));
        Assert.Null(Monitor.JobDetails(id).ExpireAt);
        Commit(transaction => transaction.ExpireJob(id, TimeSpan.FromDays(2)));
        Assert.InRange(Monitor.JobDetails(id).ExpireAt!.Value, DateTime.UtcNow.AddHours(47), DateTime.UtcNow.AddHours(49));
    }

    [Fact]
    public void A_job_that_expires_at_once_is_not_there()
    {
        string born = Connection.CreateExpiredJob(AJob(), new Dictionary<string, string>(), DateTime.UtcNow, TimeSpan.Zero);
        Assert.Null(Connection.GetJobData(born));

        string id = CreateIn(new AState("Succeeded"));
        Commit(transaction => transaction.ExpireJob(id, TimeSpan.FromSeconds(-1)));
        Assert.Null(Connection.GetJobData(id));
        Assert.Null(Connection.GetStateData(id));
        Assert.Null(Monitor.JobDetails(id));
        Assert.Equal(0, Monitor.SucceededListCount());
    }

    [Theory]
    [InlineData("999999")]
    [InlineData("")]
    [InlineData("not an id")]
    [InlineData("-1")]
    [InlineData("99999999999999999999999")]
    public void What_is_not_a_job_reads_as_null_and_writes_as_nothing(string id)
    {
        Assert.Null(Connection.GetJobData(id));
        Assert.Null(Connection.GetStateData(id));
        Assert.Null(Connection.GetJobParameter(id, "name"));
        Assert.Null(Monitor.JobDetails(id));
        Connection.SetJobParameter(id, "name", "value");
        Commit(transaction =>
        {
            transaction.SetJobParameter(id, "name", "value");
            transaction.SetJobState(id, new AState("Any"));
            transaction.AddJobState(id, new AState("Any"));
            transaction.ExpireJob(id, TimeSpan.FromHours(1));
            transaction.PersistJob(id);
        });
        Assert.Null(Connection.GetJobData(id));
        Assert.Null(Connection.GetStateData(id));
    }

    [Fact]
    public void Parameters_are_set_replaced_and_may_be_null()
    {
        string id = Create(parameters: new Dictionary<string, string> { ["given"] = "at birth" });
        Assert.Equal("at birth", Connection.GetJobParameter(id, "given"));
        Assert.Null(Connection.GetJobParameter(id, "other"));

        Connection.SetJobParameter(id, "name", "one");
        Connection.SetJobParameter(id, "name", "two");
        Connection.SetJobParameter(id, "Name", "differs in case");
        Assert.Equal("two", Connection.GetJobParameter(id, "name"));
        Assert.Equal("differs in case", Connection.GetJobParameter(id, "Name"));

        Connection.SetJobParameter(id, "name", null!);
        Assert.Null(Connection.GetJobParameter(id, "name"));

        Commit(transaction => transaction.SetJobParameter(id, "transactional", "yes"));
        Assert.Equal("yes", Connection.GetJobParameter(id, "transactional"));
        Assert.Equal("at birth", Connection.GetJobParameter(id, "given"));
        Assert.Equal(4, Connection.GetJobData(id).ParametersSnapshot.Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("quotes \" and ' and \\ and \n lines")]
    [InlineData("Füße, 映像, 🎬, İı")]
    [InlineData("a NUL \0 inside")]
    [InlineData("{\"json\": [1, null]}")]
    public void Any_text_survives(string text)
    {
        string id = Create(text, new Dictionary<string, string> { ["p" + text] = text });
        Commit(transaction => transaction.SetJobState(id, new AState("State", text, new Dictionary<string, string> { ["d" + text] = text })));
        Connection.SetRangeInHash("h" + text, new Dictionary<string, string> { ["f" + text] = text });

        Assert.Equal(text, Connection.GetJobData(id).Job.Args[0]);
        Assert.Equal(text, Connection.GetJobParameter(id, "p" + text));
        Assert.Equal(text, Connection.GetStateData(id).Reason);
        Assert.Equal(text, Connection.GetStateData(id).Data["d" + text]);
        Assert.Equal(text, Connection.GetValueFromHash("h" + text, "f" + text));
    }

    [Fact]
    public void The_last_state_set_is_the_current_one()
    {
        string id = Create();
        Assert.Null(Connection.GetStateData(id));
        Commit(transaction =>
        {
            transaction.SetJobState(id, new AState("First"));
            transaction.SetJobState(id, new AState("Second", "because", new Dictionary<string, string> { ["Key"] = "Value", ["Null"] = null! }));
        });

        StateData state = Connection.GetStateData(id);
        Assert.Equal("Second", state.Name);
        Assert.Equal("because", state.Reason);
        Assert.Equal("Value", state.Data["Key"]);
        Assert.Null(state.Data["Null"]);
        Assert.Equal("Second", Connection.GetJobData(id).State);
    }

    [Fact]
    public void State_data_is_never_null()
    {
        string id = CreateIn(new AState("Bare"));
        Assert.Empty(Connection.GetStateData(id).Data);
        Assert.Null(Connection.GetStateData(id).Reason);
    }

    [Fact]
    public void State_data_is_serialised_when_the_state_is_set_and_not_at_commit()
    {
        string id = Create();
        Dictionary<string, string> data = new() { ["Key"] = "then" };
        Commit(transaction =>
        {
            transaction.SetJobState(id, new AState("State", data: data));
            data["Key"] = "now";
        });
        Assert.Equal("then", Connection.GetStateData(id).Data["Key"]);
    }

    [Fact]
    public void A_state_that_is_added_is_history_only()
    {
        string id = CreateIn(new AState("Current"));
        Commit(transaction => transaction.AddJobState(id, new AState("Aside", "note")));
        Assert.Equal("Current", Connection.GetStateData(id).Name);
        Assert.Equal("Current", Connection.GetJobData(id).State);
        Assert.Equal(["Aside", "Current"], Monitor.JobDetails(id).History.Select(static state => state.StateName));
    }

    [Fact]
    public void Details_show_parameters_and_the_history_newest_first()
    {
        string id = Create(parameters: new Dictionary<string, string> { ["P"] = "1" });
        Commit(transaction => transaction.SetJobState(id, new AState("One", "r1")));
        Commit(transaction => transaction.SetJobState(id, new AState("Two", "r2", new Dictionary<string, string> { ["D"] = "2" })));

        var details = Monitor.JobDetails(id);
        Assert.Equal("1", details.Properties["P"]);
        Assert.Equal("argument", details.Job.Args[0]);
        Assert.NotNull(details.InvocationData);
        Assert.Null(details.LoadException);
        Assert.InRange(details.CreatedAt!.Value, DateTime.UtcNow.AddMinutes(-1), DateTime.UtcNow.AddSeconds(1));
        Assert.Equal(["Two", "One"], details.History.Select(static state => state.StateName));
        Assert.Equal(["r2", "r1"], details.History.Select(static state => state.Reason));
        Assert.Equal("2", details.History[0].Data["D"]);
        Assert.Empty(details.History[1].Data);
        Assert.All(details.History, static state => Assert.InRange(state.CreatedAt, DateTime.UtcNow.AddMinutes(-1), DateTime.UtcNow.AddSeconds(1)));
    }

    [Fact]
    public void A_state_without_a_name_is_refused()
    {
        string id = Create();
        using IWriteOnlyTransaction transaction = Connection.CreateWriteTransaction();
        Assert.Throws<ArgumentException>("state", () => transaction.SetJobState(id, new AState(null!)));
    }

    [Fact]
    public void A_job_that_cannot_be_loaded_has_a_load_exception_instead()
    {
        string id = CreateUnloadable();
        Commit(transaction => transaction.SetJobState(id, new AState("State")));
        JobData data = Connection.GetJobData(id);
        Assert.Null(data.Job);
        Assert.IsType<Hangfire.Common.JobLoadException>(data.LoadException);
        Assert.Equal("Unreadable", data.InvocationData.Method);
        Assert.Equal("State", data.State);
        Assert.Equal("1", data.ParametersSnapshot["P"]);
        Assert.Throws<Hangfire.Common.JobLoadException>(data.EnsureLoaded);
        Assert.IsType<Hangfire.Common.JobLoadException>(Monitor.JobDetails(id).LoadException);
        Assert.Null(Monitor.JobDetails(id).Job);
    }

    [Fact]
    public void Everything_that_expires_is_gone_in_time()
    {
        string mortal = Create();
        string immortal = Create();
        Connection.SetRangeInHash("mortal", new Dictionary<string, string> { ["f"] = "v" });
        Commit(transaction =>
        {
            transaction.SetJobState(mortal, new SucceededState("result", 1, 2));
            transaction.SetJobState(immortal, new SucceededState("result", 1, 2));
            transaction.ExpireJob(mortal, TimeSpan.FromMilliseconds(50));
            transaction.PersistJob(immortal);
            transaction.AddToSet("mortal", "v");
            transaction.AddToSet("immortal", "v");
            transaction.InsertToList("mortal", "v");
            transaction.ExpireHash("mortal", TimeSpan.FromMilliseconds(50));
            transaction.ExpireSet("mortal", TimeSpan.FromMilliseconds(50));
            transaction.ExpireList("mortal", TimeSpan.FromMilliseconds(50));
            transaction.IncrementCounter("mortal", TimeSpan.FromMilliseconds(50));
            transaction.IncrementCounter("immortal");
        });
        Thread.Sleep(100);
        Kind.RemoveExpired();

        Assert.Null(Connection.GetJobData(mortal));
        Assert.NotNull(Connection.GetJobData(immortal));
        Assert.Equal(1, Monitor.SucceededListCount());
        Assert.Empty(Connection.GetAllItemsFromSet("mortal"));
        Assert.NotEmpty(Connection.GetAllItemsFromSet("immortal"));
        Assert.Null(Connection.GetAllEntriesFromHash("mortal"));
        Assert.Empty(Connection.GetAllItemsFromList("mortal"));
        Assert.Equal(0, Connection.GetCounter("mortal"));
        Assert.Equal(1, Connection.GetCounter("immortal"));
    }
}

public sealed class JobsOfSqlite : JobContract<Sqlite>;

public sealed class JobsOfInMemory : JobContract<InMemory>;

public sealed class JobsOfPostgreSql : JobContract<PostgreSql>;
