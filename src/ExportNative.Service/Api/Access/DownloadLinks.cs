using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ExportNative.Service.Jobs;
using ExportNative.Service.Settings;
using Microsoft.AspNetCore.Http;

namespace ExportNative.Service.Api.Access;

/// <summary>
/// Links to finished files. With API keys they are signed and expire, because a browser that follows a link shows no key.
/// </summary>
internal sealed class DownloadLinks(SecretKey secret, ServiceSettings settings, TimeProvider clock)
{
    private readonly byte[] key = secret.For("download-links");

    /// <summary>The link to an export's file, relative to the server.</summary>
    public string For(ExportRecord record)
    {
        var path = $"/api/export/{record.Id}/download";
        if (settings.Access.Keys.Count == 0)
        {
            return path;
        }

        var expires = clock.GetUtcNow().Add(settings.Access.LinkLifetime).ToUnixTimeSeconds();
        return string.Create(CultureInfo.InvariantCulture, $"{path}?expires={expires}&signature={Convert.ToHexStringLower(Sign(record, expires))}");
    }

    /// <summary>Whether a request shows a signature that holds for this export, now.</summary>
    public bool Holds(ExportRecord record, HttpRequest request)
        => long.TryParse(request.Query["expires"], NumberStyles.None, CultureInfo.InvariantCulture, out var expires)
            && expires >= clock.GetUtcNow().ToUnixTimeSeconds()
            && request.Query["signature"].ToString() is { Length: 64 } signature
            && signature.All(char.IsAsciiHexDigit)
            && CryptographicOperations.FixedTimeEquals(Sign(record, expires), Convert.FromHexString(signature));

    // The config's digest is part of it: a link does not outlive its export when the id is used again.
    private byte[] Sign(ExportRecord record, long expires)
        => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{record.Id}\n{record.Digest}\n{expires}")));
}
