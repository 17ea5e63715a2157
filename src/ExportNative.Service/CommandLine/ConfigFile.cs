using ExportNative.Contracts;

namespace ExportNative.Service.CommandLine;

/// <summary>Reads the CONFIG argument: a file, or standard input for a single dash.</summary>
internal static class ConfigFile
{
    /// <summary>Reads and checks a config.</summary>
    /// <param name="path">A path, or <c>-</c>.</param>
    /// <returns>The config and its warnings.</returns>
    /// <exception cref="ExportException">Kind <see cref="ExportErrorKind.ConfigInvalid"/>: it cannot be read or breaks rules.</exception>
    public static (ExportConfig Config, IReadOnlyList<ConfigProblem> Warnings) Read(string path)
    {
        var limits = new ConfigLimits();
        byte[] bytes;
        try
        {
            using var stream = path == "-" ? Console.OpenStandardInput() : File.OpenRead(path);
            bytes = ReadAtMost(stream, limits.MaxBytes + 1);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ExportException(
                ExportErrorKind.ConfigInvalid, ExportStage.Config, path, null, $"The config cannot be read: {Reason(error)}.",
                "Name an existing JSON file, or - for standard input.", error);
        }

        var result = ExportConfigReader.Read(bytes, limits);
        return result.Config is { } config
            ? (config, result.Warnings)
            : throw ExportException.ForConfig(result.Errors, path == "-" ? "standard input" : path);
    }

    // One byte more than allowed is enough for the reader to say that the text is too long.
    private static byte[] ReadAtMost(Stream stream, int most)
    {
        using var buffer = new MemoryStream();
        var chunk = new byte[64 * 1024];
        int read;
        while (buffer.Length < most && (read = stream.Read(chunk, 0, (int)Math.Min(chunk.Length, most - buffer.Length))) > 0)
        {
            buffer.Write(chunk, 0, read);
        }

        return buffer.ToArray();
    }

    private static string Reason(Exception error) => error switch
    {
        FileNotFoundException or DirectoryNotFoundException => "there is no such file",
        UnauthorizedAccessException => "it is a folder, or reading it is not allowed",
        _ => error.Message.TrimEnd('.'),
    };
}
