using System.IO.Abstractions;
using ExportNative.Service.Jobs;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ExportNative.ServiceTests;

/// <summary>What is tried again, what is not, and what an export does when nothing moves.</summary>
public sealed class FailureTests(Footage footage)
{
    [Fact]
    public async Task A_full_disk_is_tried_again_and_the_export_completes_when_there_is_room()
    {
        var faults = new FaultyFiles(new FileSystem()) { FullTimes = 2 };
        await using var service = await TestService.Start(footage, services => services.AddSingleton<IFileSystem>(faults), ("Jobs:Retries", "3"), ("Jobs:RetryDelay", "00:00:01"));

        await service.Submit(Configs.Make("room"));
        await TestService.Until(async () => ((string?)(await service.Status("room"))["message"])?.StartsWith("Will be tried again", StringComparison.Ordinal) == true, "it waits to be tried again");
        Assert.Equal("pending", (string?)(await service.Status("room"))["status"]);

        await service.Until("room", "completed");
        Assert.Equal(0, faults.FullTimes);
    }

    [Fact]
    public async Task A_disk_that_stays_full_fails_the_export_after_the_last_retry()
    {
        var faults = new FaultyFiles(new FileSystem()) { FullTimes = int.MaxValue };
        await using var service = await TestService.Start(footage, services => services.AddSingleton<IFileSystem>(faults), ("Jobs:Retries", "1"), ("Jobs:RetryDelay", "00:00:01"));
        await service.Submit(Configs.Make("full"));

        var status = await service.Until("full", "failed");

        Assert.Equal(int.MaxValue - 2, faults.FullTimes);
        Assert.Contains("disk is full", (string?)status["error"], StringComparison.Ordinal);
        Assert.Equal("diskFull", service.Part<ExportRecords>().Find("full")!.ErrorKind);
        Assert.Equal(["config.json"], Directory.GetFiles(Path.Combine(service.Media, "exports", "full"), "*", new EnumerationOptions { AttributesToSkip = 0 }).Select(Path.GetFileName));
    }

    [Fact]
    public async Task What_can_never_succeed_is_not_tried_again()
    {
        await using var service = await TestService.Start(footage, ("Jobs:Concurrency", "1"), ("Jobs:MaxBytesPerSecond", "600000"), ("Jobs:RetryDelay", "00:00:01"));
        await service.Submit(Configs.Make("busy", segments: 4));
        await service.Submit(Configs.Make("never", segments: 1));
        File.Delete(Path.Combine(service.Media, "sources", "cam1.mp4"));

        await service.Until("never", "failed");

        using var connection = service.Part<Hangfire.JobStorage>().GetConnection();
        Assert.Null(connection.GetJobParameter(service.Part<ExportRecords>().Find("never")!.JobId, "RetryCount"));
    }

    [Fact]
    public async Task An_export_in_which_nothing_moves_is_given_up_as_stalled()
    {
        using var faults = new FaultyFiles(new FileSystem()) { HangsOnWrite = true };
        await using var service = await TestService.Start(footage, services => services.AddSingleton<IFileSystem>(faults), ("Jobs:Retries", "0"), ("Jobs:StallTimeout", "00:00:01"));
        await service.Submit(Configs.Make("still"));
        await TestService.Until(() => Task.FromResult(service.Part<RunningExports>().All.Any(export => export.HasStalled)), "the stall is noticed");

        // A write that hangs in the system cannot be taken back; the export ends as soon as it does.
        faults.Release();

        var status = await service.Until("still", "failed");
        Assert.Contains("Nothing was read or written", (string?)status["error"], StringComparison.Ordinal);
    }

    /// <summary>Those who encode around cuts open the sources once more.</summary>
    [Fact]
    public async Task A_drive_that_hangs_under_those_who_encode_is_given_up_as_stalled()
    {
        using var faults = new FaultyFiles(new FileSystem()) { HangsFor = "cut worker" };
        await using var service = await TestService.Start(footage, services => services.AddSingleton<IFileSystem>(faults), ("Jobs:Retries", "0"), ("Jobs:StallTimeout", "00:00:02"));
        var config = Configs.Make("hung", seconds: 1.7);
        config["output"]!["cut"] = "frame";
        await service.Submit(config);

        var status = await service.Until("hung", "failed");

        Assert.Contains("Nothing was read or written", (string?)status["error"], StringComparison.Ordinal);
        faults.Release();
    }
}
