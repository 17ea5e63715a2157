using System.Collections.Frozen;
using ExportNative.Service.Api;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ExportNative.Service.Page;

/// <summary>
/// The page for people without an editor, at <c>/</c>, and the API's description for people, at <c>/docs</c>; their modules and
/// styles are below <c>/app</c>. The files hold no secret and are open to everybody; what they show comes from the API, with the
/// visitor's key.
/// </summary>
internal static class PageRoutes
{
    // Nothing but this service's own files runs or is shown; scripts cannot make markup out of text; no other site frames it.
    private const string ContentPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self'; connect-src 'self'; base-uri 'none'; "
        + "form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

    /// <summary>Adds the page.</summary>
    public static void MapPage(this IEndpointRouteBuilder routes)
    {
        var files = ServedFile.Folder("wwwroot/app/").ToFrozenDictionary(StringComparer.Ordinal);
        MapDocument(routes, "/", ServedFile.Folder("wwwroot/index")[".html"]);
        MapDocument(routes, "/docs", ServedFile.Folder("wwwroot/docs")[".html"]);
        routes.MapMethods("/app/{**file}", [HttpMethods.Get, HttpMethods.Head], (string file, HttpContext http) =>
            files.TryGetValue(file, out var found)
                ? found.Send(http)
                : Problems.Of(StatusCodes.Status404NotFound, "The page has no such file.")).AllowAnonymous();
    }

    private static void MapDocument(IEndpointRouteBuilder routes, string path, ServedFile document)
        => routes.MapGet(path, (HttpContext http) =>
        {
            http.Response.Headers.ContentSecurityPolicy = ContentPolicy;
            http.Response.Headers["Cross-Origin-Opener-Policy"] = "same-origin";
            http.Response.Headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=(), payment=(), usb=()";
            return document.Send(http);
        }).AllowAnonymous();
}
