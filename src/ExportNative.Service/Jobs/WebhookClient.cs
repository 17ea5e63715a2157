using ExportNative.Service.Settings;

namespace ExportNative.Service.Jobs;

/// <summary>Makes the calls: no redirects, no proxy, no cookies, only to addresses that <see cref="WebhookTargets"/> allows.</summary>
internal sealed class WebhookClient : IDisposable
{
    private readonly HttpClient http;

    /// <summary>Makes the client.</summary>
    public WebhookClient(WebhookTargets targets, ServiceSettings settings)
        => http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            ConnectCallback = targets.Connect,
            PooledConnectionLifetime = TimeSpan.FromMinutes(1),
        })
        {
            Timeout = settings.Webhooks.Timeout,
        };

    /// <summary>Sends, and reads no more than the head of the answer.</summary>
    public Task<HttpResponseMessage> Send(HttpRequestMessage request, CancellationToken cancellation)
        => http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();
}
