using ExportNative.Testing.Databases;
using Xunit;

namespace ExportNative.ServiceTests.Cluster;

/// <summary>Two workers that both believe an export is theirs, because one of them stood still for longer than its lease.</summary>
public sealed class OvertakenTests(Footage footage, PostgreSqlServer server) : IDisposable
{
    private const int Segments = 18;
    private readonly string media = footage.NewMediaFolder();

    public void Dispose() => Directory.Delete(media, recursive: true);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Only_one_publishes_and_the_other_lets_go_and_removes_its_files(bool wakesAfterTheOtherIsDone)
    {
        (string, string)[] settings = [("Storage", "PostgreSql"), ("ConnectionString", server.NewDatabase()), ("DataPath", Path.Combine(media, "data"))];
        using var api = await ServedProduct.Start(media, settings: [.. settings, ("Role", "api")]);
        using var frozen = await ServedProduct.Start(media, settings: [.. settings, ("Role", "worker"), ("Jobs:MaxBytesPerSecond", "250000")]);
        using var watch = new ExportWatch(() => api.Address);
        await watch.Submit(Configs.Make("contested", Segments));
        await api.Until("contested", status => (double)status["progress"]! > 0.3);
        frozen.Signal("STOP");
        using var other = await ServedProduct.Start(media, settings: [.. settings, ("Role", "worker"), ("Jobs:MaxBytesPerSecond", "400000")]);
        await TestService.Until(() => Task.FromResult(other.Lines.Any(line => line.Contains("contested begins: ", StringComparison.Ordinal))), "it is taken over");
        if (wakesAfterTheOtherIsDone)
        {
            await Watch(watch, () => watch.Completed == 1);
        }

        frozen.Signal("CONT");
        await Watch(watch, () => watch.Completed == 1);
        var written = File.GetLastWriteTimeUtc(Path.Combine(media, "exports", "contested", "output.mp4"));
        await Watch(watch, () => Directory.GetFiles(Path.Combine(media, "exports", "contested"), "*.part", new EnumerationOptions { AttributesToSkip = 0 }).Length == 0);

        PublishedFiles.Check(media, ["contested"], Segments * 2);
        Assert.Equal(1, PublishedFiles.Publications(other.Lines)["contested"]);
        Assert.Empty(PublishedFiles.Publications(frozen.Lines));
        Assert.Equal(0, frozen.Stop());
        Assert.Equal(written, File.GetLastWriteTimeUtc(Path.Combine(media, "exports", "contested", "output.mp4")));
    }

    private static async Task Watch(ExportWatch watch, Func<bool> until)
    {
        await TestService.Until(
            async () =>
            {
                await watch.Look();
                return until();
            },
            watch.Unfinished,
            TimeSpan.FromSeconds(90));
    }
}
