using System.Net;
using System.Net.Sockets;
using ExportNative.Service.Settings;

namespace ExportNative.Service.Jobs;

/// <summary>
/// Which addresses callbacks may go to. Names are resolved when the connection is made and the connection goes to the
/// address that was checked, so a name cannot lead elsewhere in between.
/// </summary>
internal sealed class WebhookTargets(ServiceSettings settings)
{
    private static readonly IPNetwork[] Private =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
            "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
            "::/128", "::1/128", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
        }.Select(IPNetwork.Parse),
    ];

    /// <summary>Why an address in a config is refused at once; null when it may be tried.</summary>
    public string? Refusal(string url)
    {
        if (settings.Webhooks.AllowPrivateAddresses)
        {
            return null;
        }

        var host = new Uri(url).IdnHost.Trim('[', ']').TrimEnd('.');
        var isPrivate = IPAddress.TryParse(host, out var address)
            ? !IsPublic(address)
            : host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase);
        return isPrivate ? $"{host} is a private address" : null;
    }

    /// <summary>Whether an address belongs to the public internet.</summary>
    public static bool IsPublic(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return !Private.Any(network => network.BaseAddress.AddressFamily == plain.AddressFamily && network.Contains(plain));
    }

    /// <summary>Connects to one of a name's addresses that may be called.</summary>
    /// <exception cref="HttpRequestException">There is none, or none answers.</exception>
    public async ValueTask<Stream> Connect(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        var all = await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, cancellation);
        var allowed = settings.Webhooks.AllowPrivateAddresses ? all : [.. all.Where(IsPublic)];
        if (allowed.Length == 0)
        {
            throw new HttpRequestException($"{context.DnsEndPoint.Host} has no address that may be called.");
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, context.DnsEndPoint.Port, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
