using System.Net;
using ExportNative.Testing;
using Xunit;

namespace ExportNative.ContainerTests;

/// <summary>The stacks that the repository offers, started as docs/containers.md says.</summary>
public sealed class ComposeTests(Cameras cameras) : IDisposable
{
    private const string Password = "hidden;'\"= 1";
    private readonly string folder = Directory.CreateTempSubdirectory("exportnative-stack-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task One_container_takes_sources_and_a_config_and_gives_the_file_by_the_commands_of_the_documentation()
    {
        var demo = Directory.CreateDirectory(Path.Combine(folder, "artifacts", "demo")).FullName;
        Directory.CreateDirectory(Path.Combine(demo, "sources"));
        foreach (var (name, path) in cameras.Files)
        {
            File.Copy(path, Path.Combine(demo, "sources", name));
        }

        File.WriteAllText(Path.Combine(demo, "cut.json"), Cameras.Config("demo"));
        using var stack = new Stack(folder, Settings(18081));
        stack.Up();
        using var client = Client(18081);
        var (before, download) = DocumentedCommands();
        foreach (var command in before)
        {
            Assert.DoesNotContain("\"error\"", Shell(command, client), StringComparison.Ordinal);
        }

        await client.Until("demo", status => (string?)status["status"] == "completed");
        Shell(download, client);

        var file = Assert.Single(Directory.GetFiles(folder, "*.mp4"));
        cameras.Audit(await client.Report("demo"), file);

        // A page in this machine's browser must not get in by a name of its own that leads here.
        Assert.Equal(HttpStatusCode.BadRequest, await client.StatusOf("/api/export", host: "elsewhere.example"));
        Assert.Equal(HttpStatusCode.OK, await client.StatusOf("/hangfire"));
    }

    [Fact]
    public async Task Workers_share_the_work_and_one_that_is_stopped_hands_its_export_to_another()
    {
        const int exports = 6;
        File.WriteAllText(Path.Combine(folder, "postgres_password"), Password + "\n");
        using var stack = new Stack(folder, [.. Settings(18082), ("EXPORTNATIVE_CONCURRENCY", "1"), ("EXPORTNATIVE_BYTES_PER_SECOND", "600000")]);
        stack.Up("scale", "--scale", "worker=2");
        using var client = Client(18082);
        foreach (var (name, path) in cameras.Files)
        {
            await client.Upload(name, path);
        }

        for (var i = 0; i < exports; i++)
        {
            await client.Submit(Cameras.Config($"shared-{i}"));
        }

        for (var i = 0; i < exports; i++)
        {
            cameras.Audit(await client.Download($"shared-{i}", Path.Combine(folder, $"{i}.mp4")), Path.Combine(folder, $"{i}.mp4"));
        }

        var workers = stack.Containers("worker");
        Assert.Equal(2, workers.Length);
        Assert.All(workers, worker => Assert.DoesNotContain("hidden", Engine.Inspect(worker).ToJsonString(), StringComparison.Ordinal));
        Assert.All(workers, worker => Assert.True(Said(worker, "is published") > 0, Engine.Log(worker)));
        Assert.Equal(exports, workers.Sum(worker => Said(worker, "is published")));

        await client.Submit(Cameras.Config("moved", repeats: 8));
        await client.Until("moved", status => (double)status["progress"]! > 0.02);
        var busy = workers.Single(worker => Said(worker, "Export moved begins") > 0);
        var told = DateTimeOffset.UtcNow;
        Engine.Docker("stop", "--time", "30", busy);
        Assert.InRange(DateTimeOffset.UtcNow - told, TimeSpan.Zero, TimeSpan.FromSeconds(10));
        Assert.Equal(0, (int)Engine.Inspect(busy)["State"]!["ExitCode"]!);
        var idle = workers.Single(worker => worker != busy);
        while (Said(idle, "Export moved begins") == 0)
        {
            Assert.InRange(DateTimeOffset.UtcNow - told, TimeSpan.Zero, TimeSpan.FromSeconds(5));
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }

        TestContext.Current.SendDiagnosticMessage($"resumed by the other worker after {(DateTimeOffset.UtcNow - told).TotalSeconds:0.0} s");
        await client.Until("moved", status => (string?)status["status"] == "completed");
    }

    [Fact]
    public void An_editor_s_stack_reaches_the_service_by_its_name()
    {
        Assert.SkipUnless(Engine.HasNetworks, "This engine gives containers no networks, so there are no names in them.");
        File.WriteAllText(Path.Combine(folder, "export_key"), "the key");
        File.WriteAllText(Path.Combine(folder, "export_key_sha256"), Convert.ToHexString(System.Security.Cryptography.SHA256.HashData("the key"u8)));
        using var stack = new Stack(folder, [("EXPORTNATIVE_IMAGE", Engine.Image), ("EDITOR_IMAGE", Engine.Image), ("EDITOR_SECRETS", folder)], "docs/examples/editor-stack.yml");
        stack.Up(null, "exportnative");

        var said = stack.Compose(null, "run", "--rm", "--no-deps", "--entrypoint", "/app/exportnative", "web", "health", "--url", "http://exportnative:8080");

        Assert.Contains("\"status\":\"ready\"", said, StringComparison.Ordinal);
    }

    private (string, string)[] Settings(int port)
        => [("EXPORTNATIVE_IMAGE", Engine.Image), ("EXPORTNATIVE_LISTEN", $"127.0.0.1:{port}"), ("EXPORTNATIVE_SECRETS", folder)];

    // Those of the first session in docs/containers.md; the last one loads the file.
    private static (string[] Before, string Download) DocumentedCommands()
    {
        var text = File.ReadAllText(Path.Combine(Engine.Checkout, "docs/containers.md"));
        var session = text.Split("```console\n")[1].Split("```")[0];
        var commands = session.Split('\n').Where(line => line.StartsWith("$ curl ", StringComparison.Ordinal)).Select(line => line[2..]).ToArray();
        Assert.True(commands.Length >= 6 && commands[^1].EndsWith("/download", StringComparison.Ordinal), session);
        return (commands[..^1], commands[^1]);
    }

    private string Shell(string command, ServiceClient client)
        => Tool.Run("sh", "-c", $"cd '{folder}' && {command.Replace("http://127.0.0.1:8080/", $"--fail-with-body {client.Address}", StringComparison.Ordinal)}").Text;

    // Without networks the service is where it listens, on this machine.
    private static ServiceClient Client(int port) => new(new Uri($"http://127.0.0.1:{(Engine.HasNetworks ? port : 8080)}"));

    private static int Said(string container, string words)
        => Tool.Run("docker", "logs", container).Text.Split('\n').Count(line => line.Contains(words, StringComparison.Ordinal) && line.Contains("\"LogLevel\":\"Information\"", StringComparison.Ordinal));
}
