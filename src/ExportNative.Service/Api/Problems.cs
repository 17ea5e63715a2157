using ExportNative.Contracts;
using ExportNative.JobStorage.PostgreSql;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace ExportNative.Service.Api;

/// <summary>Errors of every origin as problem details.</summary>
internal static class Problems
{
    private const string ContentType = "application/problem+json";

    /// <summary>An answer with a status and a text.</summary>
    public static IResult Of(int status, string text) => Result(Describe(status, text));

    /// <summary>An answer for an export's error.</summary>
    public static IResult Of(ExportException error) => Result(Describe(error));

    /// <summary>Writes an error where there is no result to return.</summary>
    public static Task Write(HttpContext context, int status, string text) => Result(Describe(status, text)).ExecuteAsync(context);

    /// <summary>The HTTP status of an export's error.</summary>
    public static int StatusOf(ExportErrorKind kind) => kind switch
    {
        ExportErrorKind.ConfigInvalid or ExportErrorKind.RangeNotInSource or ExportErrorKind.SourceMissing or ExportErrorKind.SourceUnreadable
            => StatusCodes.Status400BadRequest,
        ExportErrorKind.NotCopyable => StatusCodes.Status422UnprocessableEntity,
        ExportErrorKind.DiskFull => StatusCodes.Status507InsufficientStorage,
        ExportErrorKind.LibrariesMissing or ExportErrorKind.Stalled => StatusCodes.Status503ServiceUnavailable,
        ExportErrorKind.Cancelled => StatusCodes.Status409Conflict,
        _ => StatusCodes.Status500InternalServerError,
    };

    /// <summary>The answer to an exception that a route let out.</summary>
    public static Task Handle(HttpContext context)
    {
        var error = context.Features.Get<IExceptionHandlerFeature>()?.Error;
        var problem = error switch
        {
            ExportException known => Describe(known),
            BadHttpRequestException request => Describe(request.StatusCode, request.Message),
            not null when StorageTrouble.Passes(error) => Away(context),
            _ => Describe(StatusCodes.Status500InternalServerError, "A fault of this service; its log says more."),
        };
        return Result(problem).ExecuteAsync(context);
    }

    private static ApiProblem Away(HttpContext context)
    {
        context.Response.Headers.RetryAfter = "2";
        return Describe(StatusCodes.Status503ServiceUnavailable, "The job database is away. Send the same request again in a moment.");
    }

    private static ApiProblem Describe(int status, string text) => new(ReasonPhrases.GetReasonPhrase(status), status, text, text);

    private static ApiProblem Describe(ExportException error)
    {
        var text = error.ConfigProblems.Count > 1
            ? $"The config has {error.ConfigProblems.Count} problems: {string.Join(" ", error.ConfigProblems.Take(10).Select(problem => $"{problem}."))}"
            : error.Description;
        var status = StatusOf(error.Kind);
        return new ApiProblem(ReasonPhrases.GetReasonPhrase(status), status, text, text, error.Kind.Name(), error.ConfigProblems.Count == 0 ? null : error.ConfigProblems);
    }

    private static IResult Result(ApiProblem problem) => Results.Json(problem, ApiJson.Default.ApiProblem, ContentType, problem.Status);
}
