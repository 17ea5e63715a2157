using System.Collections.Frozen;
using ExportNative.Service.Api;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ExportNative.Service.Page;

/// <summary>
/// The page for people without an editor, at <c>/</c>; its modules and styles are below <c>/app</c>. The files hold no
/// secret and are open to everybody; what they show comes from the API, with the visitor's key.
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
        var index = ServedFile.Folder("wwwroot/index")[".html"];
        routes.MapMethods("/", [HttpMethods.Get, HttpMethods.Head], (HttpContext http) =>
        {
            http.Response.Headers.ContentSecurityPolicy = ContentPolicy;
            http.Response.Headers["Cross-Origin-Opener-Policy"] = "same-origin";
            http.Response.Headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=(), payment=(), usb=()";
            return index.Send(http);
        }).AllowAnonymous();
        routes.MapMethods("/app/{**file}", [HttpMethods.Get, HttpMethods.Head], (string file, HttpContext http) =>
            files.TryGetValue(file, out var found)
                ? found.Send(http)
                : Problems.Of(StatusCodes.Status404NotFound, "The page has no such file.")).AllowAnonymous();
    }
}
