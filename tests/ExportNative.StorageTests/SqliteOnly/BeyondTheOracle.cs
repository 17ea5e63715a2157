using ExportNative.StorageTests.Contract;
using Hangfire.Server;
using Hangfire.States;
using Hangfire.Storage;
using Xunit;

namespace ExportNative.StorageTests.SqliteOnly;

/// <summary>What the contract asks for and the storage in memory does not do, or cannot be made to show.</summary>
public sealed class BeyondTheOracle : SqliteTest
{
    [Fact]
    public void State_data_is_found_in_any_case()
    {
        string id = Create();
        Commit(transaction => transaction.SetJobState(id, AState.Processing()));
        Assert.Equal("the-server", Connection.GetStateData(id).Data["SERVERID"]);
    }

    [Fact]
    public void Announcing_a_server_again_replaces_it()
    {
        Connection.AnnounceServer("server", new ServerContext { Queues = ["one"], WorkerCount = 1 });
        Connection.AnnounceServer("server", new ServerContext { Queues = ["two"], WorkerCount = 2 });
        var server = Assert.Single(Monitor.Servers());
        Assert.Equal(["two"], server.Queues);
        Assert.Equal(2, server.WorkersCount);
    }

    [Fact]
    public void The_queues_of_a_server_are_shown_while_empty()
    {
        Connection.AnnounceServer("server", new ServerContext { Queues = ["critical"], WorkerCount = 1 });
        Assert.Equal("critical", Assert.Single(Monitor.Queues()).Name);
        Assert.Equal(0, Monitor.Queues()[0].Length);
    }

    [Fact]
    public void The_processes_of_a_server_expire_what_is_due()
    {
        Assert.True(Storage.HasFeature(JobStorageFeatures.ProcessesInsteadOfComponents));
        Assert.Single(Storage.GetStorageWideProcesses());
        Assert.Empty(Storage.GetServerRequiredProcesses());
    }

    [Theory]
    [InlineData("UPDATE hangfire_state SET data = 'no json'")]
    [InlineData("UPDATE hangfire_state SET data = '[1, 2]'")]
    [InlineData("UPDATE hangfire_state SET data = '{\"Result\": {\"a\": [1]}, \"Latency\": 5'")]
    [InlineData("UPDATE hangfire_state SET data = ''")]
    [InlineData("UPDATE hangfire_job SET parameters = 'no json'")]
    [InlineData("UPDATE hangfire_job SET type = NULL, method = NULL, parameter_types = NULL, arguments = NULL")]
    [InlineData("UPDATE hangfire_job SET type = 'No.Such.Type, Nowhere'")]
    [InlineData("UPDATE hangfire_job SET method = 'NoSuchMethod'")]
    [InlineData("UPDATE hangfire_job SET arguments = '{broken'")]
    [InlineData("UPDATE hangfire_job SET arguments = '[\"not a json string\"]'")]
    [InlineData("UPDATE hangfire_job SET parameter_types = '[\"?\"]'")]
    [InlineData("DELETE FROM hangfire_state")]
    [InlineData("UPDATE hangfire_job SET arguments = x'ff00ff'")]
    [InlineData("UPDATE hangfire_state SET data = x'ff00ff'")]
    public void A_broken_row_breaks_no_page(string damage)
    {
        string id = Enqueue();
        foreach (IState state in (IState[])[new EnqueuedState(), AState.Processing(), new ScheduledState(TimeSpan.FromHours(1)), new SucceededState(1, 1, 1), new FailedState(new InvalidOperationException("x")), new DeletedState(), new AwaitingState("1", new EnqueuedState())])
        {
            Commit(transaction => transaction.SetJobState(id, state));
            string copy = Create();
            Commit(transaction => transaction.SetJobState(copy, state));
        }

        _ = Sql(damage);
        Assert.Single(Monitor.ProcessingJobs(0, 10));
        Assert.Single(Monitor.ScheduledJobs(0, 10));
        Assert.Single(Monitor.SucceededJobs(0, 10));
        Assert.Single(Monitor.FailedJobs(0, 10));
        Assert.Single(Monitor.DeletedJobs(0, 10));
        Assert.Equal(2, Monitor.AwaitingJobs(0, 10).Count);
        Assert.Single(Monitor.EnqueuedJobs("default", 0, 10));
        Assert.Single(Monitor.Queues());
        Assert.NotNull(Monitor.JobDetails(id));
        Assert.NotNull(Connection.GetJobData(id));
        _ = Connection.GetStateData(id);
        _ = Connection.GetJobParameter(id, "name");
    }

    [Fact]
    public void A_broken_job_fails_and_is_not_run_for_ever()
    {
        string id = Hangfire.BackgroundJobClientExtensions.Enqueue(new Hangfire.BackgroundJobClient(Storage), () => ContractJobs.Method("argument"));
        _ = Sql("UPDATE hangfire_job SET arguments = '{broken'");
        using Hangfire.BackgroundJobServer server = new(new Hangfire.BackgroundJobServerOptions { WorkerCount = 1 }, Storage);
        for (int wait = 0; wait < 500 && Connection.GetStateData(id).Name == "Enqueued"; wait++)
        {
            Thread.Sleep(20);
        }

        Assert.Contains(Monitor.JobDetails(id).History, static state => state.StateName == "Failed" && state.Reason.Contains("target method was not found", StringComparison.Ordinal));
        Assert.Equal(0, Monitor.EnqueuedCount("default") + Monitor.FetchedCount("default"));
    }

    [Fact]
    public void The_history_of_a_job_is_bounded_and_keeps_the_newest()
    {
        string id = Create();
        Commit(transaction =>
        {
            for (int state = 0; state < 1100; state++)
            {
                transaction.SetJobState(id, new EnqueuedState { Reason = state.ToString(System.Globalization.CultureInfo.InvariantCulture) });
            }
        });
        var history = Monitor.JobDetails(id).History;
        Assert.Equal(1000, history.Count);
        Assert.Equal("1099", history[0].Reason);
        Assert.Equal("1099", Connection.GetStateData(id).Reason);
    }

    [Fact]
    public void The_graph_of_hours_is_right_in_another_calendar()
    {
        System.Globalization.CultureInfo before = System.Globalization.CultureInfo.CurrentCulture;
        System.Globalization.CultureInfo.CurrentCulture = new System.Globalization.CultureInfo("ar-SA");
        try
        {
            string hour = DateTime.UtcNow.ToString("yyyy-MM-dd-HH", System.Globalization.CultureInfo.InvariantCulture);
            Commit(transaction => transaction.IncrementCounter("stats:failed:" + hour));
            Assert.Equal(1, Monitor.HourlyFailedJobs().Values.Sum());
        }
        finally
        {
            System.Globalization.CultureInfo.CurrentCulture = before;
        }
    }
}
