using System.Globalization;
using System.Text.RegularExpressions;
using ExportNative.Service.Api.Access;
using ExportNative.Service.Library;
using ExportNative.Service.Settings;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace ExportNative.Service.Api;

/// <summary>
/// The library over HTTP. An upload is one PUT, or several with <c>Content-Range</c>; after a cut connection the client asks
/// <c>GET /api/sources/{name}/upload</c> how much is here and sends the rest.
/// </summary>
internal static partial class SourceRoutes
{
    /// <summary>Adds the routes.</summary>
    public static void MapSources(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/sources");
        group.MapGet("", List).RequireAuthorization(AccessPolicies.Read);
        group.MapGet("/{name}", Show).RequireAuthorization(AccessPolicies.Read);
        group.MapGet("/{name}/upload", Upload).RequireAuthorization(AccessPolicies.Submit);
        group.MapPut("/{name}", Receive).RequireAuthorization(AccessPolicies.Submit);
        group.MapDelete("/{name}", Remove).RequireAuthorization(AccessPolicies.Operate);
    }

    private static IResult List(SourceLibrary library) => Results.Json(new SourceList(library.List()), ApiJson.Default.SourceList);

    private static async Task<IResult> Show(string name, HttpContext http, SourceLibrary library, SourceProbeCache probes)
        => library.Find(name) is { } source
            ? Results.Json(source with { Media = await probes.Probe(library.PathOf(name), name, http.RequestAborted) }, ApiJson.Default.LibrarySource)
            : Unknown();

    private static IResult Upload(string name, SourceLibrary library)
    {
        if (!SourceNames.IsValid(name))
        {
            return BadName();
        }

        if (library.Upload(name) is { } part)
        {
            return Results.Json(part, ApiJson.Default.UploadState);
        }

        return library.Find(name) is { } source
            ? Results.Json(new UploadState(name, source.Bytes, source.Bytes, true), ApiJson.Default.UploadState)
            : Unknown();
    }

    private static async Task<IResult> Receive(string name, HttpContext http, SourceLibrary library, ServiceSettings settings)
    {
        if (!SourceNames.IsValid(name))
        {
            return BadName();
        }

        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } feature)
        {
            feature.MaxRequestBodySize = settings.Limits.MaxUploadBytes;
        }

        if (http.Request.Headers["Upload-Fingerprint"].ToString() is { Length: > 0 } text && !Fingerprint().IsMatch(text))
        {
            return Problems.Of(StatusCodes.Status400BadRequest, "Upload-Fingerprint is 1 to 128 of A-Z a-z 0-9 . _ -");
        }

        if (!TryReadRange(http.Request, out var offset, out var total))
        {
            return Problems.Of(StatusCodes.Status400BadRequest, "Content-Range must be bytes FIRST-LAST/TOTAL, and Content-Length must fit it.");
        }

        if (total > settings.Limits.MaxUploadBytes)
        {
            return Problems.Of(StatusCodes.Status413PayloadTooLarge, $"A source may have at most {settings.Limits.MaxUploadBytes} bytes.");
        }

        // An existing file is only replaced by a client that says so.
        if (library.Find(name) is not null && !http.Request.Query.ContainsKey("replace"))
        {
            return Problems.Of(StatusCodes.Status409Conflict, $"There is a source {name} already; add ?replace to replace it.");
        }

        try
        {
            var fingerprint = http.Request.Headers["Upload-Fingerprint"].ToString() is { Length: > 0 } given ? given : null;
            var state = await library.Receive(name, offset, total, fingerprint, http.Request.Body, http.RequestAborted);
            if (state is null)
            {
                var received = library.Upload(name)?.Received ?? 0;
                http.Response.Headers["Upload-Offset"] = received.ToString(CultureInfo.InvariantCulture);
                return Problems.Of(StatusCodes.Status409Conflict, $"{received} bytes are here; go on from there.");
            }

            return Results.Json(state, ApiJson.Default.UploadState, statusCode: state.Complete ? StatusCodes.Status201Created : StatusCodes.Status202Accepted);
        }
        catch (InvalidDataException error)
        {
            return Problems.Of(StatusCodes.Status413PayloadTooLarge, error.Message);
        }
        catch (IOException error) when (error.HResult is unchecked((int)0x80070070) or 28)
        {
            return Problems.Of(StatusCodes.Status507InsufficientStorage, "The disk is full.");
        }
        catch (IOException error) when (error is not BadHttpRequestException && !http.RequestAborted.IsCancellationRequested)
        {
            // After a cut connection that is the client's own last one, which this side has not yet given up.
            http.Response.Headers.RetryAfter = "1";
            return Problems.Of(StatusCodes.Status409Conflict, $"Another upload of {name} is running.");
        }
    }

    private static IResult Remove(string name, SourceLibrary library, PreviewFiles previews)
    {
        if (!SourceNames.IsValid(name) || !library.Remove(name))
        {
            return Unknown();
        }

        previews.Remove(name);
        return Results.NoContent();
    }

    // Without a range the whole file comes at once; its length is known unless the body is chunked.
    private static bool TryReadRange(HttpRequest request, out long offset, out long? total)
    {
        offset = 0;
        total = request.ContentLength;
        if (!request.Headers.TryGetValue(HeaderNames.ContentRange, out var header))
        {
            return true;
        }

        var match = Range().Match(header.ToString());
        if (!match.Success
            || !long.TryParse(match.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out offset)
            || !long.TryParse(match.Groups[2].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var last)
            || !long.TryParse(match.Groups[3].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var whole))
        {
            return false;
        }

        total = whole;
        return last >= offset && last < whole && (request.ContentLength is null || request.ContentLength == last - offset + 1);
    }

    /// <summary>The answer when there is no such source.</summary>
    public static IResult Unknown() => Problems.Of(StatusCodes.Status404NotFound, "There is no source of that name.");

    private static IResult BadName() => Problems.Of(
        StatusCodes.Status400BadRequest, "A source's name is a plain file name: no slashes, colons or control characters, no dot at the beginning, at most 200 bytes.");

    [GeneratedRegex(@"^bytes (\d{1,18})-(\d{1,18})/(\d{1,18})\z", RegexOptions.CultureInvariant)]
    private static partial Regex Range();

    [GeneratedRegex(@"^[A-Za-z0-9._-]{1,128}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Fingerprint();
}
