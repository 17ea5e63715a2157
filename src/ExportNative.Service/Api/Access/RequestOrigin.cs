using Microsoft.AspNetCore.Http;

namespace ExportNative.Service.Api.Access;

/// <summary>Which page a browser sends a request for: what keeps other sites' pages from using what a browser is trusted for.</summary>
internal static class RequestOrigin
{
    private const string FetchSite = "Sec-Fetch-Site";

    /// <summary>Whether a request only asks, or the browser says that it comes from this service's own page.</summary>
    public static bool IsOwn(HttpRequest request)
    {
        if (OnlyAsks(request))
        {
            return true;
        }

        if (request.Headers[FetchSite].ToString() is { Length: > 0 } from)
        {
            return from == "same-origin";
        }

        // Browsers leave the above out over plain HTTP.
        return Uri.TryCreate(request.Headers.Origin.ToString(), UriKind.Absolute, out var origin)
            && origin.Host.Equals(request.Host.Host, StringComparison.OrdinalIgnoreCase)
            && origin.Port == (request.Host.Port ?? (origin.Scheme == Uri.UriSchemeHttps ? 443 : 80));
    }

    /// <summary>
    /// Whether a request that changes something comes from a page of another site that the settings do not name. Programs
    /// that are no browsers say nothing of the kind and are not foreign.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="trusted">Origins whose pages may call.</param>
    public static bool IsForeign(HttpRequest request, IReadOnlyList<string> trusted)
        => (request.Headers.ContainsKey(FetchSite) || request.Headers.Origin.Count > 0)
            && !IsOwn(request) && !trusted.Contains(request.Headers.Origin.ToString(), StringComparer.OrdinalIgnoreCase);

    private static bool OnlyAsks(HttpRequest request)
        => HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method);
}
