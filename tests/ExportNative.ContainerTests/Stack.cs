using ExportNative.Testing;

namespace ExportNative.ContainerTests;

/// <summary>
/// A stack that docker compose runs for one test, under a name of its own, from the repository's files as they are. An
/// engine without networks gets tests/containers/host-network.yml on top.
/// </summary>
internal sealed class Stack : IDisposable
{
    private readonly string[] command;

    /// <param name="folder">Holds what the stack needs of the host: its environment file and secrets. Removed by the caller.</param>
    /// <param name="settings">Variables of the compose file.</param>
    /// <param name="file">The compose file, relative to the checkout.</param>
    public Stack(string folder, IEnumerable<(string Name, string Value)> settings, string file = "docker-compose.yml")
    {
        Name = $"exportnative-test-{Guid.NewGuid():N}"[..25];
        var variables = Path.Combine(folder, "settings.env");
        File.WriteAllLines(variables, settings.Select(setting => $"{setting.Name}={setting.Value}"));
        string[] files = [Path.Combine(Engine.Checkout, file), .. Engine.HasNetworks ? (string[])[] : [Path.Combine(Engine.Checkout, "tests/containers/host-network.yml")]];
        command = ["compose", "--project-name", Name, "--env-file", Path.Combine(Engine.Checkout, ".env"), "--env-file", variables, .. files.SelectMany(one => new[] { "--file", one })];
    }

    /// <summary>The project's name.</summary>
    public string Name { get; }

    /// <summary>Starts it and waits until every container is healthy.</summary>
    /// <param name="profile">Null for the one that .env names.</param>
    /// <param name="options">Further options of <c>up</c>.</param>
    public void Up(string? profile = null, params string[] options) => Compose(profile, ["up", "--wait", "--wait-timeout", "120", "--no-build", "--pull", "never", .. options]);

    /// <summary>Runs one compose command for every profile, which has to succeed.</summary>
    public string Compose(string? profile, params string[] arguments)
        => Engine.Docker([.. command, .. profile is null ? (string[])[] : ["--profile", profile], .. arguments]);

    /// <summary>The ids of a service's containers that run.</summary>
    public string[] Containers(string service) => Compose("scale", "ps", "--quiet", service).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Removes containers, networks and volumes.</summary>
    public void Dispose() => Tool.Try("docker", [.. command, "--profile", "single", "--profile", "scale", "down", "--volumes", "--timeout", "5", "--remove-orphans"]);
}
