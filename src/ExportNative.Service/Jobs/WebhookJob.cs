using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ExportNative.Contracts;
using ExportNative.Service.Api.Access;
using ExportNative.Service.Settings;
using Microsoft.Extensions.Logging;

namespace ExportNative.Service.Jobs;

/// <summary>
/// Tells a callback address how an export ended: the status answer as a POST, signed. Any answer but 2xx is tried again
/// later, by Hangfire.
/// </summary>
internal sealed class WebhookJob(ExportRecords records, WebhookClient client, SecretKey secret, ServiceSettings settings, TimeProvider clock, ILogger<WebhookJob> logger)
{
    /// <summary>Header with the time stamp and the signature: <c>t=SECONDS,v1=HEX</c>.</summary>
    public const string SignatureHeader = "X-ExportNative-Signature";

    /// <summary>Calls.</summary>
    /// <param name="exportId">Which export.</param>
    /// <param name="jobId">The attempt that it was; an export that was made anew since is not told about.</param>
    /// <param name="cancellation">Given by Hangfire.</param>
    [Hangfire.JobDisplayName("Callback of {0}")]
    public async Task Run(string exportId, string jobId, CancellationToken cancellation)
    {
        if (records.Find(exportId) is not { CallbackUrl: { } url, HasEnded: true } record || record.JobId != jobId)
        {
            return;
        }

        var body = JsonSerializer.SerializeToUtf8Bytes(
            new ExportStatus(record.Id, record.State, record.Fraction, record.Message, record.Error,
                record.State == ExportState.Completed ? $"/api/export/{record.Id}/download" : null),
            ContractsJson.Default.ExportStatus);
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add(SignatureHeader, Sign(Key, clock.GetUtcNow(), body));
        using var answer = await client.Send(request, cancellation);
        if (!answer.IsSuccessStatusCode)
        {
            throw new HttpRequestException($"The callback answered {(int)answer.StatusCode}.");
        }

        logger.LogInformation("Export {ExportId} was told to its callback.", exportId);
    }

    private byte[] Key => settings.Webhooks.Secret.Length > 0 ? Encoding.UTF8.GetBytes(settings.Webhooks.Secret) : secret.For("webhooks");

    /// <summary>Signs a body: HMAC-SHA256 over the time stamp, a full stop, and the body, so that neither can be changed or used again later.</summary>
    public static string Sign(byte[] key, DateTimeOffset at, ReadOnlySpan<byte> body)
    {
        var stamp = at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        byte[] text = [.. Encoding.ASCII.GetBytes(stamp), (byte)'.', .. body];
        return $"t={stamp},v1={Convert.ToHexStringLower(HMACSHA256.HashData(key, text))}";
    }
}
