using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ExportNative.Service.Api;

/// <summary>The API's description for programs; the page for people is made of it. A test holds it to the routes that there are.</summary>
internal static class DocumentRoutes
{
    /// <summary>Adds <c>/openapi.json</c> and the config's schema; all open to everybody.</summary>
    public static void MapDocuments(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/schema/export-config.json", () => Results.Text(Contracts.ExportConfigSchema.Json, "application/schema+json")).AllowAnonymous();
        routes.MapGet("/openapi.json", () => Results.Stream(Asset("openapi.json"), "application/json")).AllowAnonymous();
    }

    private static Stream Asset(string name) => typeof(DocumentRoutes).Assembly.GetManifestResourceStream($"wwwroot/{name}")!;
}
