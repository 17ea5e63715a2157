using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ExportNative.Service.Settings;
using Microsoft.AspNetCore.Http;

namespace ExportNative.Service.Api.Access;

/// <summary>
/// Sessions of browsers: a cookie that stands for an API key, because pictures, players and a page that is loaded again show no
/// header. The cookie holds the key's name and a signature over its hash, so it ends when the key is taken out of the
/// settings; nothing is kept here, and every process that shares the data folder knows it.
/// </summary>
internal sealed class Sessions(SecretKey secret, ServiceSettings settings, TimeProvider clock)
{
    /// <summary>Name of the cookie.</summary>
    public const string Cookie = "exportnative-session";

    private readonly byte[] signing = secret.For("sessions");

    /// <summary>Begins a session.</summary>
    /// <param name="http">The answer gets the cookie.</param>
    /// <param name="key">Whose session it is.</param>
    /// <returns>When it ends.</returns>
    public DateTimeOffset Begin(HttpContext http, ApiKeySettings key)
    {
        var expires = DateTimeOffset.FromUnixTimeSeconds(clock.GetUtcNow().Add(settings.Access.SessionLifetime).ToUnixTimeSeconds());
        var name = Base64Url.EncodeToString(Encoding.UTF8.GetBytes(key.Name));
        var value = string.Create(CultureInfo.InvariantCulture, $"{expires.ToUnixTimeSeconds()}.{name}.{Base64Url.EncodeToString(Sign(key, expires.ToUnixTimeSeconds()))}");

        // Gone with the browser; what ends it here is the time in it.
        http.Response.Cookies.Append(Cookie, value, Options(http));
        return expires;
    }

    /// <summary>Ends the session of a browser.</summary>
    public static void End(HttpContext http) => http.Response.Cookies.Delete(Cookie, Options(http));

    /// <summary>
    /// The key that a request's cookie stands for, and until when; null when there is none that holds. The browser sends the
    /// cookie to this site only (SameSite=Strict); what changes something must come from this very origin too, and not from
    /// another port or a neighbouring name, whose page a browser counts to the same site.
    /// </summary>
    public (ApiKeySettings Key, DateTimeOffset Expires)? Find(HttpRequest request)
    {
        if (!request.Cookies.TryGetValue(Cookie, out var value) || value.Split('.') is not [var until, var name, var signature]
            || !long.TryParse(until, NumberStyles.None, CultureInfo.InvariantCulture, out var expires)
            || expires < clock.GetUtcNow().ToUnixTimeSeconds() || expires > DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            || !Base64Url.IsValid(signature) || !RequestOrigin.IsOwn(request))
        {
            return null;
        }

        foreach (var key in settings.Access.Keys)
        {
            if (Base64Url.EncodeToString(Encoding.UTF8.GetBytes(key.Name)) == name
                && CryptographicOperations.FixedTimeEquals(Sign(key, expires), Base64Url.DecodeFromChars(signature)))
            {
                return (key, DateTimeOffset.FromUnixTimeSeconds(expires));
            }
        }

        return null;
    }

    private static CookieOptions Options(HttpContext http)
        => new() { HttpOnly = true, SameSite = SameSiteMode.Strict, Secure = http.Request.IsHttps, Path = "/", IsEssential = true };

    private byte[] Sign(ApiKeySettings key, long expires)
        => HMACSHA256.HashData(signing, Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{key.Name}\n{key.Sha256.ToLowerInvariant()}\n{expires}")));
}
