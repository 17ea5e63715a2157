using System.Text;

namespace ExportNative.JobStorage.PostgreSql;

/// <summary>
/// Text as the server can keep it. It knows no NUL character; so a NUL is written as SUBSTITUTE (U+001A) and 0, and a
/// SUBSTITUTE as itself and 1. Text without either, which is nearly all, is written as it is.
/// </summary>
internal static class PostgreSqlText
{
    private const char Substitute = '\u001A';

    public static string Write(string text) => text.AsSpan().IndexOfAny('\0', Substitute) < 0
        ? text
        : text.Replace("\u001A", "\u001A1", StringComparison.Ordinal).Replace("\0", "\u001A0", StringComparison.Ordinal);

    public static string Read(string text)
    {
        if (!text.Contains(Substitute, StringComparison.Ordinal))
        {
            return text;
        }

        StringBuilder read = new(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            bool isPair = text[i] == Substitute && i + 1 < text.Length;
            _ = read.Append(isPair ? (text[i + 1] == '0' ? '\0' : Substitute) : text[i]);
            i += isPair ? 1 : 0;
        }

        return read.ToString();
    }
}
