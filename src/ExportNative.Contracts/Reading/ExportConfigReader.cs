using System.Text.Json;
using System.Text.Unicode;

namespace ExportNative.Contracts;

/// <summary>
/// Reads a config from JSON. Types and rules are checked in one pass that goes on after each problem, so that everything
/// wrong is reported at once; only a config without errors is then deserialized. JSON is strict: no comments, no
/// trailing commas, no repeated fields; a byte order mark is accepted.
/// </summary>
public static class ExportConfigReader
{
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = ConfigLimits.MaxDepth };

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>Reads and checks a config. Never throws for whatever the bytes are.</summary>
    /// <param name="utf8">The whole JSON text in UTF-8.</param>
    /// <param name="limits">How large it may be; null for the defaults.</param>
    /// <returns>The config, or every problem with its path; warnings in both cases.</returns>
    public static ConfigReadResult Read(ReadOnlySpan<byte> utf8, ConfigLimits? limits = null)
    {
        limits ??= new ConfigLimits();
        var problems = new ProblemList(limits.MaxProblems);
        if (utf8.Length > limits.MaxBytes)
        {
            problems.Error("$", $"the text has {utf8.Length} bytes", $"at most {limits.MaxBytes} bytes");
            return problems.ToResult(null);
        }

        if (utf8.StartsWith(ByteOrderMark))
        {
            utf8 = utf8[ByteOrderMark.Length..];
        }

        if (!Utf8.IsValid(utf8))
        {
            problems.Error("$", "the text is not valid UTF-8", "JSON in UTF-8");
            return problems.ToResult(null);
        }

        var text = utf8.ToArray();
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(text, Strict);
        }
        catch (JsonException error)
        {
            problems.Error("$", $"not JSON at line {error.LineNumber + 1}, byte {error.BytePositionInLine + 1}: {FirstSentence(error.Message)}", "one JSON object");
            return problems.ToResult(null);
        }

        using (document)
        {
            new ConfigRules(problems, limits).Check(document.RootElement);
        }

        return problems.ToResult(problems.HasErrors ? null : JsonSerializer.Deserialize(text, ContractsJson.Default.ExportConfig));
    }

    // The framework appends the position, which is said before in a person's counting, from 1.
    private static string FirstSentence(string message)
    {
        var end = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return (end < 0 ? message : message[..end]).TrimEnd('.', ' ');
    }
}
