using System.Text;
using ExportNative.Contracts;
using ExportNative.Service.Api.Access;
using ExportNative.Service.Jobs;
using ExportNative.Service.Library;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace ExportNative.Service.Api;

/// <summary>Sends a finished file, straight from the disk: ranges, HEAD, ETag and If-Range by ASP.NET's own file result.</summary>
internal static class ExportDownload
{
    private const int LongestName = 150;

    /// <summary>Answers GET and HEAD. A signed link needs no key; otherwise the caller must be allowed to read.</summary>
    public static async Task<IResult> Send(string id, HttpContext http, ExportRecords records, JobFolders folders, DownloadLinks links)
    {
        var record = records.Find(id);
        if (record is null || !links.Holds(record, http.Request))
        {
            if (!http.User.Has(Settings.AccessScope.Read) && !http.User.Has(Settings.AccessScope.Submit))
            {
                await (http.User.Identity?.IsAuthenticated == true ? http.ForbidAsync(ApiKeyHandler.SchemeName) : http.ChallengeAsync(ApiKeyHandler.SchemeName));
                return Results.Empty;
            }

            if (record is null || !http.User.MaySee(record))
            {
                return ExportRoutes.Unknown(id);
            }
        }

        if (record.State != ExportState.Completed)
        {
            return Problems.Of(StatusCodes.Status409Conflict, $"The export is {record.State.ToString().ToLowerInvariant()}; there is a file only when it has completed.");
        }

        var file = new FileInfo(folders.Output(record.OutputPath));
        if (!file.Exists)
        {
            return Problems.Of(StatusCodes.Status410Gone, "The export's file was removed.");
        }

        var modified = new DateTimeOffset(file.LastWriteTimeUtc);
        var type = file.Extension.Equals(".webm", StringComparison.OrdinalIgnoreCase) ? "video/webm" : "video/mp4";
        http.Response.Headers.XContentTypeOptions = "nosniff";
        return Results.File(
            file.FullName, type, FileName(record, file.Extension), modified,
            new EntityTagHeaderValue($"\"{record.Digest[..16]}-{file.Length:x}-{modified.UtcTicks:x}\""), enableRangeProcessing: true);
    }

    /// <summary>The project's name as a file name: any language, without what file systems and headers cannot take.</summary>
    internal static string FileName(ExportRecord record, string extension)
    {
        var name = new StringBuilder();
        foreach (var rune in record.ProjectName.EnumerateRunes())
        {
            // Directional overrides would let a name show another ending than it has.
            var harmless = !Rune.IsControl(rune) && Rune.GetUnicodeCategory(rune) != System.Globalization.UnicodeCategory.Format
                && rune.Value is not ('/' or '\\' or ':' or '*' or '?' or '"' or '<' or '>' or '|' or 0xFFFD);
            if (name.Length < LongestName)
            {
                name.Append(harmless ? rune.ToString() : "_");
            }
        }

        var trimmed = name.ToString().Trim(' ', '.');
        return (trimmed.Length == 0 ? record.Id : trimmed) + extension;
    }
}
