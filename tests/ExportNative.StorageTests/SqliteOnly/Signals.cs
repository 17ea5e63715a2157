using ExportNative.JobStorage;
using Xunit;

namespace ExportNative.StorageTests.SqliteOnly;

/// <summary>Which waiting workers are woken for which jobs.</summary>
public sealed class Signals : IDisposable
{
    private readonly QueueSignals _signals = new();
    private readonly QueueSignals.Waiter _first = new(["a", "b"]);
    private readonly QueueSignals.Waiter _second = new(["a"]);

    public Signals()
    {
        _signals.Add(_first);
        _signals.Add(_second);
    }

    public void Dispose()
    {
        _first.Dispose();
        _second.Dispose();
    }

    [Fact]
    public void Wake_one_worker_for_one_job_the_one_that_waits_longest_first()
    {
        _signals.Wake("a", 1);
        Assert.Equal("a", _first.WokenBy);
        Assert.Null(_second.WokenBy);
        _signals.Wake("a", 1);
        Assert.Equal("a", _second.WokenBy);
    }

    [Fact]
    public void Wake_only_workers_of_the_queue()
    {
        _signals.Wake("b", 10);
        Assert.Equal("b", _first.WokenBy);
        Assert.Null(_second.WokenBy);
        _signals.Wake("nothing", 1);
        Assert.Equal([("a", 1)], _signals.Waiting());
    }

    [Fact]
    public void Pass_from_a_worker_that_left_with_another_job_to_the_next()
    {
        _signals.Wake("a", 1);
        _signals.Remove(_first, passOn: true);
        Assert.Equal("a", _second.WokenBy);
    }

    [Fact]
    public void End_with_a_worker_that_looked_and_found_nothing()
    {
        _signals.Wake("a", 1);
        _signals.Remove(_first, passOn: false);
        Assert.Null(_second.WokenBy);
    }

    [Fact]
    public void Forget_a_worker_that_named_its_queue_twice()
    {
        using QueueSignals.Waiter twice = new(["c", "c"]);
        _signals.Add(twice);
        Assert.Contains(("c", 1), _signals.Waiting());
        _signals.Remove(twice, passOn: false);
        Assert.DoesNotContain(_signals.Waiting(), static queue => queue.Queue == "c");
    }

    [Fact]
    public void Forget_a_worker_that_left()
    {
        _signals.Remove(_first, passOn: true);
        _signals.Remove(_second, passOn: true);
        Assert.Empty(_signals.Waiting());
    }

    [Fact]
    public void Reach_everybody_when_any_queue_may_have_a_job()
    {
        _signals.WakeAll();
        Assert.NotNull(_first.WokenBy);
        Assert.NotNull(_second.WokenBy);
    }
}
