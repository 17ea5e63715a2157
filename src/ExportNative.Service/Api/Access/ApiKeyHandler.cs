using System.Net;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using ExportNative.Service.Settings;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ExportNative.Service.Api.Access;

/// <summary>
/// Knows callers by their API key: <c>Authorization: Bearer KEY</c>, <c>X-Api-Key: KEY</c>, or, for browsers,
/// <c>Authorization: Basic</c> with the key as the password; or by the cookie that a key was exchanged for. Without keys in
/// the settings whoever comes from this machine, by a loopback name, may do everything; or everybody, when the settings open
/// the service.
/// </summary>
internal sealed class ApiKeyHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder, ServiceSettings settings, Sessions sessions)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    /// <summary>Name of the scheme.</summary>
    public const string SchemeName = "ApiKey";

    /// <inheritdoc/>
    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var access = settings.Access;
        if (access.Keys.Count == 0)
        {
            // The host's name is checked too: a page in this machine's browser must not get here by a name of its own
            // that leads to 127.0.0.1. Nor may it send from where it is: a form needs no permission for that.
            return Task.FromResult((access.AllowAnonymous || (FromLoopback() && NamesLoopback())) && !RequestOrigin.IsForeign(Request, access.Origins)
                ? AuthenticateResult.Success(Ticket("", "", Enum.GetValues<AccessScope>().Where(scope => scope != AccessScope.None)))
                : AuthenticateResult.NoResult());
        }

        if (PresentedKey() is not { Length: > 0 } presented)
        {
            return Task.FromResult(sessions.Find(Request) is { } session ? Success(session.Key) : AuthenticateResult.NoResult());
        }

        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(presented));
        ApiKeySettings? found = null;
        foreach (var key in access.Keys)
        {
            // All are compared, each in constant time.
            found = CryptographicOperations.FixedTimeEquals(hash, Convert.FromHexString(key.Sha256)) ? key : found;
        }

        return Task.FromResult(found is null ? AuthenticateResult.Fail("The API key is not known.") : Success(found));
    }

    /// <inheritdoc/>
    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers.WWWAuthenticate = Request.Path.StartsWithSegments(ServiceRoutes.Dashboard)
            ? "Basic realm=\"ExportNative\", charset=\"UTF-8\""
            : "Bearer realm=\"ExportNative\"";
        return Problems.Write(Context, StatusCodes.Status401Unauthorized, settings.Access.Keys.Count == 0
            ? "Without API keys in its settings this service only answers its own machine, and pages of its own or of Access:Origins."
            : "An API key is needed: Authorization: Bearer KEY.");
    }

    /// <inheritdoc/>
    protected override Task HandleForbiddenAsync(AuthenticationProperties properties)
        => Problems.Write(Context, StatusCodes.Status403Forbidden, "This API key may not do that.");

    private static AuthenticateResult Success(ApiKeySettings key) => AuthenticateResult.Success(Ticket(
        key.Name, key.Owner.Length == 0 ? key.Name : key.Owner,
        Enum.GetValues<AccessScope>().Where(scope => scope != AccessScope.None && key.Granted.HasFlag(scope))));

    private static AuthenticationTicket Ticket(string name, string owner, IEnumerable<AccessScope> scopes)
    {
        var identity = new ClaimsIdentity(SchemeName);
        identity.AddClaim(new Claim(ClaimTypes.Name, name));
        identity.AddClaim(new Claim(Caller.OwnerClaim, owner));
        identity.AddClaims(scopes.Select(scope => new Claim(Caller.ScopeClaim, Caller.Word(scope))));
        return new AuthenticationTicket(new ClaimsPrincipal(identity), SchemeName);
    }

    private string? PresentedKey()
    {
        if (Request.Headers["X-Api-Key"].ToString() is { Length: > 0 } header)
        {
            return header;
        }

        var authorization = Request.Headers.Authorization.ToString();
        if (authorization.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
        {
            return authorization["Bearer ".Length..].Trim();
        }

        if (!authorization.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var bytes = new byte[authorization.Length];
        if (!Convert.TryFromBase64String(authorization["Basic ".Length..].Trim(), bytes, out var length))
        {
            return null;
        }

        var text = Encoding.UTF8.GetString(bytes, 0, length);
        return text[(text.IndexOf(':', StringComparison.Ordinal) + 1)..];
    }

    private bool FromLoopback() => Context.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address);

    private bool NamesLoopback()
    {
        var host = Request.Host.Host.Trim('[', ']');
        return host == "localhost" || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
    }
}
