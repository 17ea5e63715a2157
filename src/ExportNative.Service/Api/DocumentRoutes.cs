using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ExportNative.Service.Api;

/// <summary>The API's description, for programs and for people.</summary>
internal static class DocumentRoutes
{
    /// <summary>Adds <c>/openapi.json</c>, the page <c>/docs</c>, and the config's schema.</summary>
    public static void MapDocuments(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/schema/export-config.json", () => Results.Text(Contracts.ExportConfigSchema.Json, "application/schema+json")).AllowAnonymous();
    }
}
