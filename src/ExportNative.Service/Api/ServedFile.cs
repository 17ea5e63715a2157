using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace ExportNative.Service.Api;

/// <summary>
/// One file that is part of the program and served as it is. It is compressed when it is first asked for, and a browser that
/// has it already is told so.
/// </summary>
internal sealed class ServedFile
{
    // Hardly larger than at the highest level, and made in a tenth of the time.
    private static readonly BrotliCompressionOptions Level = new() { Quality = 7 };
    private readonly byte[] plain;
    private readonly Lazy<byte[]> brotli;
    private readonly Lazy<byte[]> gzip;
    private readonly string contentType;
    private readonly string tag;

    /// <summary>Takes a file's bytes in.</summary>
    /// <param name="name">Its name; the ending decides the content type.</param>
    /// <param name="bytes">Its content.</param>
    /// <exception cref="ArgumentException">No files of this kind are served.</exception>
    public ServedFile(string name, byte[] bytes)
    {
        plain = bytes;
        contentType = Path.GetExtension(name) switch
        {
            ".html" => "text/html; charset=utf-8",
            ".js" => "text/javascript; charset=utf-8",
            ".css" => "text/css; charset=utf-8",
            ".svg" => "image/svg+xml",
            ".ts" => "application/typescript; charset=utf-8",
            _ => throw new ArgumentException($"{name} is of no kind that is served.", nameof(name)),
        };
        tag = Convert.ToHexStringLower(SHA256.HashData(bytes))[..20];
        brotli = new(() => Compress(target => new BrotliStream(target, Level)));
        gzip = new(() => Compress(target => new GZipStream(target, CompressionLevel.Optimal)));
    }

    /// <summary>Every embedded file whose resource name begins with a folder.</summary>
    /// <param name="folder">With its slash at the end; not part of the names.</param>
    public static Dictionary<string, ServedFile> Folder(string folder)
    {
        var assembly = typeof(ServedFile).Assembly;
        return assembly.GetManifestResourceNames().Where(name => name.StartsWith(folder, StringComparison.Ordinal)).ToDictionary(name => name[folder.Length..], name =>
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            return new ServedFile(name, bytes);
        }, StringComparer.Ordinal);
    }

    /// <summary>Answers a request for it.</summary>
    public IResult Send(HttpContext http)
    {
        var response = http.Response.Headers;
        response.XContentTypeOptions = "nosniff";
        response["Referrer-Policy"] = "no-referrer";
        response.TryAdd("Cross-Origin-Resource-Policy", "same-origin");

        // Asked for again each time, answered with 304 until a new version of the program is here.
        response.CacheControl = "no-cache";
        response.Vary = HeaderNames.AcceptEncoding;
        var accepted = http.Request.Headers.AcceptEncoding.ToString();
        var (body, encoding) = Accepts(accepted, "br") ? (brotli.Value, "br") : Accepts(accepted, "gzip") ? (gzip.Value, "gzip") : (plain, null);
        if (encoding is not null)
        {
            response.ContentEncoding = encoding;
        }

        return Results.Bytes(body, contentType, entityTag: new EntityTagHeaderValue($"\"{tag}{(encoding is null ? "" : $"-{encoding}")}\""));
    }

    // An encoding with the weight 0 is one that the client will not have.
    private static bool Accepts(string header, string encoding) => header.Split(',').Any(part =>
    {
        var pieces = part.Split(';', StringSplitOptions.TrimEntries);
        return pieces[0].Trim().Equals(encoding, StringComparison.OrdinalIgnoreCase)
            && !pieces.Skip(1).Any(piece => piece.Replace(" ", "", StringComparison.Ordinal) is "q=0" or "q=0.0" or "q=0.00" or "q=0.000");
    });

    private byte[] Compress(Func<Stream, Stream> compressor)
    {
        using var target = new MemoryStream();
        using (var compressing = compressor(target))
        {
            compressing.Write(plain);
        }

        return target.ToArray();
    }
}
