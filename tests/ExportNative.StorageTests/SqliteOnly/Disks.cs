using System.Globalization;
using ExportNative.StorageTests.Processes;
using Xunit;

namespace ExportNative.StorageTests.SqliteOnly;

/// <summary>File systems that are small, full or read-only, mounted for one process of the worker program.</summary>
public sealed class Disks : IDisposable
{
    private readonly TempFolder _folder = new();

    public Disks()
    {
        // In CI the machine has to allow it: there a test that does not run is a failure.
        if (Environment.GetEnvironmentVariable("CI") != "true" && WorkerProcess.MayMount() is null)
        {
            Assert.Skip("This machine lets nobody mount a file system.");
        }
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void One_that_fills_refuses_with_the_reason_and_leaves_no_half_and_goes_on_when_there_is_space()
    {
        using WorkerProcess worker = WorkerProcess.StartWithMount(_folder.Path, "mount -t tmpfs -o size=16m tmpfs \"$1\"", "full-disk", _folder.Path);
        Assert.Equal("refused with 13", worker.ReadLine());
        Assert.Equal("halves 0", worker.ReadLine());
        string completed = worker.ReadLine(120);
        string accepted = worker.ReadLine();
        Assert.StartsWith("completed once ", completed, StringComparison.Ordinal);
        Assert.True(int.Parse(accepted["accepted ".Length..], CultureInfo.InvariantCulture) >= 50);
        Assert.Equal(accepted["accepted ".Length..], completed["completed once ".Length..]);
        _ = worker.End();
    }

    [Fact]
    public void One_that_is_full_at_the_start_is_refused_with_the_reason()
    {
        using WorkerProcess worker = WorkerProcess.StartWithMount(_folder.Path, "mount -t tmpfs -o size=64k tmpfs \"$1\"", "full-disk-at-start", _folder.Path);
        Assert.Contains("full", worker.ReadLine(), StringComparison.Ordinal);
        _ = worker.End();
    }

    [Fact]
    public void One_that_is_read_only_is_refused_with_the_reason()
    {
        using (new ExportNative.JobStorage.SqliteJobStorage(_folder.ConnectionString()))
        {
        }

        using WorkerProcess worker = WorkerProcess.StartWithMount(
            _folder.Path, "mount --bind \"$1\" \"$1\" && mount -o remount,bind,ro \"$1\"", "read-only", _folder.Path);
        Assert.Contains("cannot be opened or created by this user", worker.ReadLine(), StringComparison.Ordinal);
        _ = worker.End();
    }
}
