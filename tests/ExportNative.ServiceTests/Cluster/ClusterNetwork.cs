using ExportNative.Testing;

namespace ExportNative.ServiceTests.Cluster;

/// <summary>
/// Hosts as network namespaces of this machine, each with a cable to one switch, and a cable to the tests themselves. A cable
/// can be pulled and put back.
/// </summary>
internal sealed class ClusterNetwork : IDisposable
{
    private readonly string name = $"xn{Environment.ProcessId:x}";
    private readonly List<string> hosts = [];

    /// <summary>Makes the switch.</summary>
    public ClusterNetwork()
    {
        // Another run on this machine has another process id, and so another net.
        Prefix = $"10.{64 + (Environment.ProcessId % 64)}.{Environment.ProcessId / 64 % 256}";
        Ip("netns", "add", Switch);
        Ip("-n", Switch, "link", "add", "bridge", "type", "bridge");
        Ip("-n", Switch, "link", "set", "bridge", "up");
        Ip("link", "add", name, "type", "veth", "peer", "name", "tests", "netns", Switch);
        Ip("-n", Switch, "link", "set", "tests", "master", "bridge", "up");
        Ip("addr", "add", $"{Prefix}.1/24", "dev", name);
        Ip("link", "set", name, "up");
    }

    private string Prefix { get; }

    private string Switch => $"{name}s";

    /// <summary>Why no such network can be made here; null when it can.</summary>
    public static string? Reason()
    {
        if (!Environment.IsPrivilegedProcess)
        {
            return "network namespaces need root";
        }

        try
        {
            var probe = $"xn{Environment.ProcessId:x}p";
            var made = Tool.Try("ip", "netns", "add", probe);
            Tool.Try("ip", "netns", "delete", probe);
            return made.ExitCode == 0 ? null : $"network namespaces are impossible here: {made.Error}";
        }
        catch (InvalidOperationException)
        {
            return "the package iproute2 is missing";
        }
    }

    /// <summary>Adds a host.</summary>
    /// <returns>Its address.</returns>
    public string Add(string host)
    {
        hosts.Add(host);
        var address = $"{Prefix}.{9 + hosts.Count}";
        var space = Space(host);
        Ip("netns", "add", space);
        Ip("-n", space, "link", "add", "cable", "type", "veth", "peer", "name", host, "netns", Switch);
        Ip("-n", Switch, "link", "set", host, "master", "bridge", "up");
        Ip("-n", space, "addr", "add", $"{address}/24", "dev", "cable");
        Ip("-n", space, "link", "set", "cable", "up");
        Ip("-n", space, "link", "set", "lo", "up");
        return address;
    }

    /// <summary>A command that runs its arguments on a host.</summary>
    public string[] On(string host) => ["ip", "netns", "exec", Space(host)];

    /// <summary>Pulls a host's cable.</summary>
    public void Cut(string host) => Ip("-n", Switch, "link", "set", host, "down");

    /// <summary>Puts it back.</summary>
    public void Heal(string host) => Ip("-n", Switch, "link", "set", host, "up");

    public void Dispose()
    {
        foreach (var space in hosts.Select(Space).Append(Switch))
        {
            Tool.Try("ip", "netns", "delete", space);
        }

        Tool.Try("ip", "link", "delete", name);
    }

    private string Space(string host) => $"{name}{host}";

    private static void Ip(params string[] arguments) => Tool.Run("ip", arguments);
}
