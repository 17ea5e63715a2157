using ExportNative.Service.Api.Access;
using ExportNative.Service.Library;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace ExportNative.Service.Api;

/// <summary>What a source looks and sounds like: small pictures, the picture of its sound, and the file itself for a player.</summary>
internal static class SourceMediaRoutes
{
    // Most bytes of one answer to a player. A browser has six connections for a service, and a player keeps the one that it
    // reads from: with six cameras on screen nothing else would be answered. A part is over before long, and the next is asked for.
    private const long PlayerPart = 4 << 20;

    /// <summary>Adds the routes.</summary>
    public static void MapSourceMedia(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/sources/{name}").RequireAuthorization(AccessPolicies.Read);
        group.MapGet("/thumbnail", Thumbnail);
        group.MapGet("/waveform", Waveform);
        group.MapMethods("/content", [HttpMethods.Get, HttpMethods.Head], Content);
    }

    private static async Task<IResult> Thumbnail(string name, HttpContext http, SourceLibrary library, SourcePreviews previews, double? at, int? width)
    {
        if (at is not (null or (>= 0 and <= Contracts.Seconds.MaxWholeSeconds)) || width is < 16 or > 1024)
        {
            return Problems.Of(StatusCodes.Status400BadRequest, "at is seconds from 0, width is from 16 to 1024.");
        }

        if (library.Find(name) is not { } source)
        {
            return SourceRoutes.Unknown();
        }

        var picture = await previews.Thumbnail(source, at ?? 0, width ?? 320, http.RequestAborted);
        return Results.Bytes(picture, "image/png", entityTag: Tag(http, source));
    }

    private static async Task<IResult> Waveform(string name, HttpContext http, SourceLibrary library, SourcePreviews previews, int? points)
    {
        if (points is < 16 or > SourcePreviews.MostPoints)
        {
            return Problems.Of(StatusCodes.Status400BadRequest, $"points is from 16 to {SourcePreviews.MostPoints}.");
        }

        if (library.Find(name) is not { } source)
        {
            return SourceRoutes.Unknown();
        }

        var waveform = await previews.Waveform(source, points ?? 2_000, http.RequestAborted);
        http.Response.Headers.ETag = Tag(http, source).ToString();
        return Results.Json(waveform, ApiJson.Default.Waveform);
    }

    private static IResult Content(string name, HttpContext http, SourceLibrary library)
    {
        if (library.Find(name) is not { } source)
        {
            return SourceRoutes.Unknown();
        }

        // Somebody uploaded it: a browser may play it and do nothing else with it, whatever is in it.
        http.Response.Headers.ContentSecurityPolicy = "default-src 'none'; media-src 'self'; sandbox";
        http.Response.Headers["Cross-Origin-Resource-Policy"] = "same-origin";
        var tag = Tag(http, source);
        Shorten(http.Request);
        return Results.File(library.PathOf(name), TypeOf(name), lastModified: source.ModifiedAt, entityTag: tag, enableRangeProcessing: true);
    }

    // One range without an end, or a far one, is answered up to the part's end, as RFC 9110 (14.2) allows; without a range the
    // whole file comes.
    private static void Shorten(HttpRequest request)
    {
        if (request.GetTypedHeaders().Range is { Unit.Value: "bytes", Ranges: { Count: 1 } ranges } && ranges.First() is { From: { } from } range
            && (range.To is not { } to || to - from >= PlayerPart) && from <= long.MaxValue - PlayerPart)
        {
            request.Headers.Range = new RangeHeaderValue(from, from + PlayerPart - 1).ToString();
        }
    }

    // The content behind a name can be replaced, so a browser asks again after a minute; mostly the answer is 304.
    private static EntityTagHeaderValue Tag(HttpContext http, LibrarySource source)
    {
        http.Response.Headers.XContentTypeOptions = "nosniff";
        http.Response.Headers.CacheControl = "private, max-age=60";
        return new EntityTagHeaderValue($"\"{PreviewFiles.Stamp(source)}\"");
    }

    // Only kinds that a player takes; everything else is bytes.
    private static string TypeOf(string name) => Path.GetExtension(name).ToLowerInvariant() switch
    {
        ".mp4" or ".m4v" => "video/mp4",
        ".mov" => "video/quicktime",
        ".webm" => "video/webm",
        ".mkv" => "video/x-matroska",
        ".ts" or ".mts" or ".m2ts" => "video/mp2t",
        ".avi" => "video/x-msvideo",
        ".mxf" => "application/mxf",
        ".wav" => "audio/wav",
        ".m4a" => "audio/mp4",
        ".mp3" => "audio/mpeg",
        ".flac" => "audio/flac",
        ".ogg" or ".opus" => "audio/ogg",
        _ => "application/octet-stream",
    };
}
