using System.Text;

namespace ExportNative.Service.CommandLine;

/// <summary>
/// Standard output and error of the process, and how wide the terminal is. No escape codes are ever written.
/// </summary>
internal sealed class Terminal
{
    private const int WidthWhenUnknown = 80;
    private readonly Func<int> width;

    /// <summary>Makes one over any writers; for tests.</summary>
    /// <param name="output">Results and progress.</param>
    /// <param name="error">Errors.</param>
    /// <param name="outputIsTerminal">Whether a line on the output may be rewritten.</param>
    /// <param name="width">Columns of the terminal, asked before each line.</param>
    public Terminal(TextWriter output, TextWriter error, bool outputIsTerminal, Func<int> width)
    {
        Output = output;
        Error = error;
        OutputIsTerminal = outputIsTerminal;
        this.width = width;
    }

    /// <summary>Results and progress.</summary>
    public TextWriter Output { get; }

    /// <summary>Errors.</summary>
    public TextWriter Error { get; }

    /// <summary>Whether a person watches the output, so that one line may be rewritten again and again.</summary>
    public bool OutputIsTerminal { get; }

    /// <summary>Columns of the terminal, at least 1; asked each time, since windows are resized.</summary>
    public int Width => Math.Max(1, width());

    /// <summary>The process's own. Called once, before anything else touches the console.</summary>
    public static Terminal OfProcess()
    {
        // On a capable terminal System.Console writes escape codes at its first use (keypad mode). It asks this variable
        // what the terminal can do, and a dumb one gets none.
        Environment.SetEnvironmentVariable("TERM", "dumb");
        return new(Writer(Console.OpenStandardOutput()), Writer(Console.OpenStandardError()), !Console.IsOutputRedirected, AskWidth);
    }

    private static StreamWriter Writer(Stream stream)
        => new(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { AutoFlush = true, NewLine = "\n" };

    private static int AskWidth()
    {
        try
        {
            return Console.WindowWidth is > 0 and var columns ? columns : WidthWhenUnknown;
        }
        catch (IOException)
        {
            return WidthWhenUnknown;
        }
    }
}
