using ExportNative.Service.Api.Access;
using ExportNative.Service.Settings;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ExportNative.Service.Api;

/// <summary>A browser shows its key once and gets a cookie for it: see <see cref="Sessions"/>.</summary>
internal static class SessionRoutes
{
    /// <summary>Adds <c>/api/session</c>.</summary>
    public static void MapSession(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/session", Show).AllowAnonymous();
        routes.MapPost("/api/session", Begin).RequireAuthorization(AccessPolicies.Known);
        routes.MapDelete("/api/session", End).AllowAnonymous();
    }

    private static IResult Show(HttpContext http, ServiceSettings settings, Sessions sessions)
        => Answer(http, settings, settings.Access.Keys.Count == 0 ? null : sessions.Find(http.Request)?.Expires);

    private static IResult Begin(HttpContext http, ServiceSettings settings, Sessions sessions)
    {
        // Only a key begins a session: one that could renew itself would never end.
        var showsKey = http.Request.Headers.Authorization.Count > 0 || http.Request.Headers.ContainsKey("X-Api-Key");
        return showsKey && settings.Access.Keys.FirstOrDefault(one => one.Name == http.User.Identity?.Name) is { } key
            ? Answer(http, settings, sessions.Begin(http, key))
            : Show(http, settings, sessions);
    }

    private static IResult End(HttpContext http)
    {
        Sessions.End(http);
        return Results.NoContent();
    }

    private static IResult Answer(HttpContext http, ServiceSettings settings, DateTimeOffset? expires)
    {
        http.Response.Headers.CacheControl = "no-store";
        var scopes = Enum.GetValues<AccessScope>().Where(scope => scope != AccessScope.None && http.User.Has(scope)).Select(Caller.Word);
        return Results.Json(
            new Session(settings.Access.Keys.Count > 0, http.User.Identity?.IsAuthenticated == true, [.. scopes], expires), ApiJson.Default.Session);
    }
}
