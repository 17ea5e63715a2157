using System.Net;
using ExportNative.Service.Settings;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HttpOverrides;

namespace ExportNative.Service.Api;

/// <summary>Behind a proxy: who the client is, and by what name and scheme it came, as a proxy says that is trusted.</summary>
internal static class TrustedProxies
{
    /// <summary>Believes the proxies that the settings name, and nobody else.</summary>
    public static void UseTrustedProxies(this WebApplication app, ServiceSettings settings)
    {
        if (settings.Access.TrustedProxies.Count == 0)
        {
            return;
        }

        // A chain of proxies is followed back as long as each of them is trusted.
        var options = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost,
            ForwardLimit = null,
        };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var proxy in settings.Access.TrustedProxies)
        {
            if (IPAddress.TryParse(proxy, out var address))
            {
                options.KnownProxies.Add(address);
            }
            else
            {
                options.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(proxy));
            }
        }

        app.UseForwardedHeaders(options);
    }
}
