using ExportNative.Service.Jobs;
using ExportNative.Testing.Databases;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace ExportNative.ServiceTests;

/// <summary>The recurring clean-up, with the clock turned by hand.</summary>
public class RetentionTests(Footage footage)
{
    [Fact]
    public async Task Exports_whose_time_is_over_go_with_their_files_and_younger_ones_stay()
    {
        await using var service = await TestService.Start(footage, ("Retention:Exports", "7.00:00:00"));
        await service.Submit(Configs.Make("done", segments: 1));
        await service.Until("done", "completed");
        var folder = Path.Combine(service.Media, "exports", "done");
        await File.WriteAllTextAsync(Path.Combine(folder, ".output.mp4.dead.part"), "left by a crash", TestContext.Current.CancellationToken);
        var clock = new FakeTimeProvider(DateTimeOffset.UtcNow.AddDays(6));
        var job = ActivatorUtilities.CreateInstance<RetentionJob>(service.Services, clock, NullLogger<RetentionJob>.Instance);

        job.Run(TestContext.Current.CancellationToken);
        Assert.Equal("completed", (string?)(await service.Status("done"))["status"]);
        Assert.False(File.Exists(Path.Combine(folder, ".output.mp4.dead.part")));
        Assert.True(File.Exists(Path.Combine(folder, "output.mp4")));

        clock.Advance(TimeSpan.FromDays(2));
        job.Run(TestContext.Current.CancellationToken);
        Assert.False(Directory.Exists(folder));
        Assert.Null(service.Part<ExportRecords>().Find("done"));
        Assert.Equal(0, service.Part<ExportRecords>().Count("exports"));
    }

    [Fact]
    public async Task The_clean_up_is_a_recurring_job()
    {
        await using var service = await TestService.Start(footage);
        using var connection = service.Part<Hangfire.JobStorage>().GetConnection();

        Assert.Equal(["clean-up"], connection.GetAllItemsFromSet("recurring-jobs"));
    }
}

/// <inheritdoc/>
public sealed class RetentionTestsOnPostgreSql(Footage footage, PostgreSqlServer server) : RetentionTests(footage.On(server));
