using System.Text.Json.Nodes;
using ExportNative.Testing;

namespace ExportNative.ContainerTests;

/// <summary>The container engine that the docker command line talks to, and what is under test there.</summary>
internal static class Engine
{
    /// <summary>The checkout, which holds docker-compose.yml.</summary>
    public static string Checkout { get; } = FindCheckout(AppContext.BaseDirectory);

    /// <summary>The image under test.</summary>
    public static string Image { get; } = Environment.GetEnvironmentVariable("EXPORTNATIVE_IMAGE") is { Length: > 0 } image ? image : "exportnative:latest";

    /// <summary>What the image stands on, .NET included.</summary>
    public static string Platform { get; } = Environment.GetEnvironmentVariable("EXPORTNATIVE_PLATFORM") is { Length: > 0 } platform ? platform : "exportnative-platform:latest";

    /// <summary>Whether containers get networks of their own; an engine without shares the machine's with all of them.</summary>
    public static bool HasNetworks { get; } = Docker("network", "ls", "--quiet", "--filter", "driver=bridge").Length > 0;

    /// <summary>Runs docker, which has to succeed.</summary>
    /// <returns>What it printed, without the space around it.</returns>
    public static string Docker(params IEnumerable<string> arguments) => Tool.Run("docker", arguments).Text.Trim();

    /// <summary>What the engine knows of an image or a container.</summary>
    public static JsonObject Inspect(string name) => JsonNode.Parse(Docker("inspect", name))![0]!.AsObject();

    /// <summary>A container's log, for messages of failed tests.</summary>
    public static string Log(string container) => Tool.Try("docker", "logs", "--tail", "20", container) is var log ? log.Text + log.Error : "";

    private static string FindCheckout(string from)
    {
        for (var folder = from; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "docker-compose.yml")))
            {
                return folder;
            }
        }

        throw new InvalidOperationException($"No docker-compose.yml above {from}.");
    }
}
