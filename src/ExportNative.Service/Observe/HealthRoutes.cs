using System.IO.Abstractions;
using ExportNative.LibAv;
using ExportNative.Service.Settings;
using Hangfire.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace ExportNative.Service.Observe;

/// <summary>Whether the process lives, and whether it can do its work.</summary>
internal static class HealthRoutes
{
    /// <summary>Adds <c>/health/live</c> and <c>/health/ready</c>, open to everybody: they say nothing but names of checks.</summary>
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/health/live", () => Results.Text("live")).AllowAnonymous();
        routes.MapGet("/health/ready", Ready).AllowAnonymous();
        routes.MapPrometheusScrapingEndpoint("/metrics").RequireAuthorization(Api.Access.AccessPolicies.Operate);
    }

    private static IResult Ready(IServiceProvider services)
    {
        var settings = services.GetRequiredService<ServiceSettings>();
        var fileSystem = services.GetRequiredService<IFileSystem>();
        var checks = new Dictionary<string, string>
        {
            ["storage"] = Check(() =>
            {
                using var connection = services.GetRequiredService<Hangfire.JobStorage>().GetConnection();
                return ((JobStorageConnection)connection).GetSetCount("exports") >= 0;
            }),
            ["mediaFolder"] = Check(() => CanWrite(fileSystem, settings.MediaBasePath)),
            ["disk"] = Check(() => fileSystem.DriveInfo.New(settings.MediaBasePath).AvailableFreeSpace >= settings.MinFreeBytes),
            ["ffmpeg"] = Check(() => FFmpeg.Load() is not null),
        };
        var ready = checks.Values.All(state => state == "ok");
        return Results.Json(
            new HealthAnswer(ready ? "ready" : "notReady", checks), HealthJson.Default.HealthAnswer,
            statusCode: ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }

    private static bool CanWrite(IFileSystem fileSystem, string folder)
    {
        fileSystem.Directory.CreateDirectory(folder);
        var path = fileSystem.Path.Combine(folder, $".writable.{Guid.NewGuid():N}");
        fileSystem.File.WriteAllBytes(path, [1]);
        fileSystem.File.Delete(path);
        return true;
    }

    private static string Check(Func<bool> check)
    {
        try
        {
            return check() ? "ok" : "failed";
        }
#pragma warning disable CA1031 // Whatever goes wrong is the answer; details are in the log of whoever needs the part.
        catch (Exception)
#pragma warning restore CA1031
        {
            return "failed";
        }
    }
}
