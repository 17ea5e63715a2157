using System.Collections.Frozen;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ExportNative.Service.Api;

/// <summary>The client module, so that a page imports it from the service that it will talk to.</summary>
internal static class ClientRoutes
{
    /// <summary>Adds <c>/client/exportnative.js</c>, the modules that it imports, and their types; all open to everybody.</summary>
    public static void MapClient(this IEndpointRouteBuilder routes)
    {
        var files = ServedFile.Folder("client/").ToFrozenDictionary(StringComparer.Ordinal);
        routes.MapMethods("/client/{file}", [HttpMethods.Get, HttpMethods.Head], (string file, HttpContext http) =>
        {
            if (!files.TryGetValue(file, out var found))
            {
                return Problems.Of(StatusCodes.Status404NotFound, "The client module has no such file.");
            }

            // Scripts that hold no secret: an editor's page, wherever it lies, may import them.
            http.Response.Headers.AccessControlAllowOrigin = "*";
            http.Response.Headers["Cross-Origin-Resource-Policy"] = "cross-origin";
            return found.Send(http);
        }).AllowAnonymous();
    }
}
