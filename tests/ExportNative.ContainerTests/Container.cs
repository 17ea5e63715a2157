using System.Diagnostics;
using System.Globalization;
using ExportNative.Testing;
using Xunit;

namespace ExportNative.ContainerTests;

/// <summary>One container of the image under test, with no right at all and nothing to write to but its volume.</summary>
internal sealed class Container : IDisposable
{
    /// <summary>The options that the strictest operators give.</summary>
    private static readonly string[] Hardened = ["--read-only", "--cap-drop", "ALL", "--security-opt", "no-new-privileges"];

    private readonly string id;

    private Container(string id, Uri address) => (this.id, Address) = (id, address);

    /// <summary>Its id.</summary>
    public string Id => id;

    /// <summary>Where it answers.</summary>
    public Uri Address { get; }

    /// <summary>All that it said, each line with the time.</summary>
    public string Log => Engine.Docker("logs", "--timestamps", id);

    /// <summary>Starts it and waits until its own health check says that it is healthy.</summary>
    /// <param name="volume">The volume at /data/media.</param>
    /// <param name="port">Port of this machine.</param>
    /// <param name="settings">Settings by their names below ExportNative, with __ between the parts.</param>
    public static Container Start(string volume, int port, params (string Name, string Value)[] settings)
    {
        var number = port.ToString(CultureInfo.InvariantCulture);
        string[] place = Engine.HasNetworks ? ["--publish", $"127.0.0.1:{number}:8080"] : ["--network", "host", "--env", $"ASPNETCORE_HTTP_PORTS={number}"];
        var id = Engine.Docker(
            ["run", "--detach", "--pull", "never", .. Hardened, "--volume", $"{volume}:/data/media", "--env", "ExportNative__Access__AllowAnonymous=true", .. place,
                .. settings.SelectMany(setting => new[] { "--env", $"ExportNative__{setting.Name}={setting.Value}" }), Engine.Image]);
        var container = new Container(id, new Uri($"http://127.0.0.1:{number}"));
        var clock = Stopwatch.StartNew();
        while (container.State("Health") is not "healthy" and var health)
        {
            Assert.True(clock.Elapsed < ServiceClient.Patience && health is "starting", $"{health}\n{Engine.Log(id)}");
            Thread.Sleep(200);
        }

        return container;
    }

    /// <summary>Runs a program in it.</summary>
    /// <returns>What it printed.</returns>
    public string Run(params IEnumerable<string> command) => Engine.Docker(["exec", id, .. command]);

    /// <summary>Sends SIGTERM and waits for its end, as <c>docker stop</c> does; it is killed after half a minute.</summary>
    /// <returns>The exit code: 137 when it had to be killed.</returns>
    public int Stop()
    {
        Engine.Docker("stop", "--time", "30", id);
        return int.Parse(State("ExitCode"), CultureInfo.InvariantCulture);
    }

    /// <summary>When a line with some words was written, by the engine's clock; null if it was not yet.</summary>
    public DateTimeOffset? WhenSaid(string words)
        => Log.Split('\n').FirstOrDefault(line => line.Contains(words, StringComparison.Ordinal)) is { } line
            ? DateTimeOffset.Parse(line.Split(' ')[0], CultureInfo.InvariantCulture)
            : null;

    public void Dispose() => Tool.Try("docker", "rm", "--force", "--volumes", id);

    private string State(string what)
    {
        var state = Engine.Inspect(id)["State"]!;
        return what == "Health" ? (bool)state["Running"]! ? (string)state["Health"]!["Status"]! : "ended" : state[what]!.ToJsonString();
    }
}
