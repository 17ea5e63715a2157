using System.Text;

namespace ExportNative.Testing;

/// <summary>What a program did.</summary>
/// <param name="ExitCode">0 when it says that it succeeded.</param>
/// <param name="Output">Bytes of its standard output.</param>
/// <param name="Error">Text of its standard error.</param>
public sealed record ToolResult(int ExitCode, byte[] Output, string Error)
{
    /// <summary>Its standard output as UTF-8 text.</summary>
    public string Text => Encoding.UTF8.GetString(Output);

    /// <summary>Lines of its standard error that are not empty.</summary>
    public IReadOnlyList<string> ErrorLines => [.. Error.Split('\n').Where(line => !string.IsNullOrWhiteSpace(line))];
}
