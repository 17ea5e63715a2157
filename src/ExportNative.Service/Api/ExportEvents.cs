using System.Text.Json;
using ExportNative.Service.Api.Access;
using ExportNative.Service.Jobs;
using ExportNative.Service.Settings;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Hosting;

namespace ExportNative.Service.Api;

/// <summary>An export's progress as server-sent events: the status answer whenever it changes, until the end.</summary>
internal static class ExportEvents
{
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(15);

    /// <summary>Answers with a stream of events named <c>status</c>; the last has a final status, then the stream ends.</summary>
    public static async Task Stream(
        string id, HttpContext http, ExportRecords records, DownloadLinks links, ServiceSettings settings, TimeProvider clock, IHostApplicationLifetime lifetime)
    {
        if (ExportRoutes.Find(records, id, http) is null)
        {
            await ExportRoutes.Unknown(id).ExecuteAsync(http);
            return;
        }

        http.Response.ContentType = "text/event-stream";
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers["X-Accel-Buffering"] = "no";
        http.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();

        // A service that stops does not wait for those who watch: they ask again, and the next one answers.
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, lifetime.ApplicationStopping);
        var last = "";
        var sent = clock.GetTimestamp();
        try
        {
            while (ExportRoutes.Find(records, id, http) is { } record)
            {
                // Links are signed anew each time; the status without them decides whether something changed.
                var status = ExportRoutes.Describe(record, links);
                var key = JsonSerializer.Serialize(status with { DownloadUrl = null }, ApiJson.Default.ExportStatus);
                if (key != last)
                {
                    last = key;
                    await Write(http, $"event: status\ndata: {JsonSerializer.Serialize(status, ApiJson.Default.ExportStatus)}\n\n");
                    sent = clock.GetTimestamp();
                }
                else if (clock.GetElapsedTime(sent) > KeepAlive)
                {
                    await Write(http, ": still here\n\n");
                    sent = clock.GetTimestamp();
                }

                if (record.HasEnded)
                {
                    return;
                }

                await Task.Delay(settings.Jobs.ProgressInterval, clock, ending.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The client has gone, or the service goes.
        }
    }

    private static async Task Write(HttpContext http, string text)
    {
        await http.Response.WriteAsync(text, http.RequestAborted);
        await http.Response.Body.FlushAsync(http.RequestAborted);
    }
}
