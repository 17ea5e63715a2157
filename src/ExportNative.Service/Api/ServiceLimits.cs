using System.Threading.RateLimiting;
using ExportNative.Contracts;
using ExportNative.Service.Settings;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace ExportNative.Service.Api;

/// <summary>What keeps one client from taking the service away from the others.</summary>
internal static class ServiceLimits
{
    /// <summary>Adds limits of size, time and rate.</summary>
    public static void AddLimits(this WebApplicationBuilder builder, ServiceSettings settings)
    {
        builder.Services.Configure<KestrelServerOptions>(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = settings.Limits.MaxConfigBytes;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
            kestrel.Limits.MinRequestBodyDataRate = new(bytesPerSecond: 1024, gracePeriod: TimeSpan.FromSeconds(5));
        });
        builder.Services.AddRateLimiter(options =>
        {
            options.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(http => Partition(http, settings.Limits));
            options.OnRejected = async (context, _) =>
            {
                if (context.Lease.TryGetMetadata(MetadataName.RetryAfter, out var wait))
                {
                    context.HttpContext.Response.Headers.RetryAfter = Math.Max(1, (int)wait.TotalSeconds).ToString(System.Globalization.CultureInfo.InvariantCulture);
                }

                await Problems.Write(context.HttpContext, StatusCodes.Status429TooManyRequests, "Too many requests; try again later.");
            };
        });
    }

    /// <summary>Turns exceptions and bare statuses into problem details.</summary>
    public static void UseErrors(this WebApplication app)
    {
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            ExceptionHandler = Problems.Handle,
            AllowStatusCode404Response = true,

            // What the client did wrong is told to the client; the log is for what is wrong here.
            SuppressDiagnosticsCallback = context => context.Exception is ExportException or Microsoft.AspNetCore.Http.BadHttpRequestException,
        });
        app.UseStatusCodePages(context => context.HttpContext.Request.Path.StartsWithSegments(ServiceRoutes.Dashboard)
            ? Task.CompletedTask
            : Problems.Write(context.HttpContext, context.HttpContext.Response.StatusCode, "There is nothing here that answers such a request."));
    }

    // By key where there is one, otherwise by address; what makes work is counted apart from what only asks.
    private static RateLimitPartition<string> Partition(HttpContext http, LimitSettings limits)
    {
        if (http.Request.Path.StartsWithSegments("/health"))
        {
            return RateLimitPartition.GetNoLimiter("health");
        }

        var who = http.User.Identity?.Name is { Length: > 0 } name ? $"key {name}" : $"address {http.Connection.RemoteIpAddress}";
        var begins = HttpMethods.IsPost(http.Request.Method)
            ? !http.Request.Path.StartsWithSegments(ServiceRoutes.Dashboard)
            : HttpMethods.IsPut(http.Request.Method) && !GoesOn(http.Request);
        return begins
            ? Bucket($"submit {who}", limits.SubmitsPerMinute, TimeSpan.FromMinutes(1))
            : Bucket($"ask {who}", limits.RequestsPerSecond, TimeSpan.FromSeconds(1));
    }

    // A further part of an upload is no new work; a large file has hundreds of them.
    private static bool GoesOn(HttpRequest request)
        => request.Headers.ContentRange.ToString() is { Length: > 0 } range && !range.StartsWith("bytes 0-", StringComparison.Ordinal);

    private static RateLimitPartition<string> Bucket(string key, int tokens, TimeSpan period) => RateLimitPartition.GetTokenBucketLimiter(key, _ => new TokenBucketRateLimiterOptions
    {
        TokenLimit = tokens,
        TokensPerPeriod = tokens,
        ReplenishmentPeriod = period,
        QueueLimit = 0,
    });
}
