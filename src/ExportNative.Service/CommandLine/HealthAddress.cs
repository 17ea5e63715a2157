using System.Net.Sockets;

namespace ExportNative.Service.CommandLine;

/// <summary>Where a service on this machine, or in this container, can be asked for its health.</summary>
/// <param name="Url">Scheme, host and port.</param>
/// <param name="Socket">Path of the Unix socket that it listens on; null for a port.</param>
internal sealed record HealthAddress(Uri Url, string? Socket)
{
    private const string Default = "http://127.0.0.1:8080";
    private const string SocketPrefix = "http://unix:";

    // As the web host reads them, the strongest first.
    private static readonly string[] Prefixes = ["", "ASPNETCORE_", "DOTNET_"];

    /// <summary>Chooses the address.</summary>
    /// <param name="given">From the command line; null or something that <see cref="Parse"/> takes.</param>
    /// <param name="environment">Reads a variable; null when it is not set.</param>
    public static HealthAddress Choose(string? given, Func<string, string?> environment)
    {
        if (given is not null)
        {
            return Parse(given) ?? throw new ArgumentException($"{given} is not an address.", nameof(given));
        }

        string[] listed = [.. Words(environment, "URLS"), .. Words(environment, "HTTP_PORTS").Select(port => $"http://*:{port}"), Default];
        return listed.Select(Parse).OfType<HealthAddress>().First();
    }

    /// <summary>Reads an address as Kestrel takes it; those that mean every interface become the loopback one.</summary>
    /// <returns>Null if it is none.</returns>
    public static HealthAddress? Parse(string text)
    {
        if (text.StartsWith(SocketPrefix, StringComparison.OrdinalIgnoreCase))
        {
            return text[SocketPrefix.Length..] is ['/', _, ..] path ? new HealthAddress(new Uri("http://localhost"), path) : null;
        }

        // Neither * nor + is a host that Uri takes.
        var named = text.Replace("://*", "://0.0.0.0", StringComparison.Ordinal).Replace("://+", "://0.0.0.0", StringComparison.Ordinal);
        if (!Uri.TryCreate(named, UriKind.Absolute, out var url) || (url.Scheme != Uri.UriSchemeHttp && url.Scheme != Uri.UriSchemeHttps))
        {
            return null;
        }

        return new HealthAddress(
            url.Host switch
            {
                "0.0.0.0" => new UriBuilder(url) { Host = "127.0.0.1" }.Uri,
                "[::]" => new UriBuilder(url) { Host = "[::1]" }.Uri,
                _ => url,
            },
            null);
    }

    /// <summary>Makes what connects to it; no proxy stands between a service and its own health check.</summary>
    public SocketsHttpHandler CreateHandler()
    {
        var handler = new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false };
        if (Socket is { } path)
        {
            handler.ConnectCallback = async (_, cancellation) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                try
                {
                    await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellation);
                    return new NetworkStream(socket, ownsSocket: true);
                }
                catch
                {
                    socket.Dispose();
                    throw;
                }
            };
        }

        return handler;
    }

    /// <inheritdoc/>
    public override string ToString() => Socket is { } path ? SocketPrefix + path : Url.GetLeftPart(UriPartial.Authority);

    // The strongest variable that says something.
    private static string[] Words(Func<string, string?> environment, string name)
        => [.. Prefixes.Select(prefix => environment(prefix + name)).FirstOrDefault(value => !string.IsNullOrWhiteSpace(value))?
            .Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? []];
}
