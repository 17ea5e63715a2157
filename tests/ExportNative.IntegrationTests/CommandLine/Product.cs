using System.Diagnostics;
using System.Text.RegularExpressions;
using Xunit;

namespace ExportNative.IntegrationTests.CommandLine;

/// <summary>The built program as a process of its own, always ended within a bounded time.</summary>
internal sealed class Product : IDisposable
{
    /// <summary>Longest time that a test waits for the process.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process process;

    private Product(Process process) => this.process = process;

    /// <summary>The program, beside the tests.</summary>
    public static string Path { get; } = System.IO.Path.Combine(AppContext.BaseDirectory, "exportnative");

    /// <summary>Its standard output, to be read while it runs.</summary>
    public StreamReader Output => process.StandardOutput;

    /// <summary>Starts it with both outputs as pipes. SIGINT is set to its default, whatever the tests were started with.</summary>
    public static Product Start(params string[] arguments)
    {
        var start = new ProcessStartInfo("env", ["--default-signal=SIGINT", Path, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return new Product(Process.Start(start)!);
    }

    /// <summary>Runs it to its end.</summary>
    public static (int ExitCode, string Output, string Error) Run(params string[] arguments) => RunWith("", null, arguments);

    /// <summary>Runs it to its end with text on its standard input and one more environment variable.</summary>
    public static (int ExitCode, string Output, string Error) RunWith(string input, (string Name, string Value)? variable, params string[] arguments)
        => RunProgram(Path, input, variable, arguments);

    /// <summary>Runs any program to its end.</summary>
    public static (int ExitCode, string Output, string Error) RunProgram(string program, string input, (string Name, string Value)? variable, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (variable is { } setting)
        {
            start.Environment[setting.Name] = setting.Value;
        }

        using var product = new Product(Process.Start(start)!);
        var output = product.process.StandardOutput.ReadToEndAsync();
        var error = product.process.StandardError.ReadToEndAsync();
        product.process.StandardInput.Write(input);
        product.process.StandardInput.Close();
        return (product.WaitForExit(), output.Result, error.Result);
    }

    /// <summary>Reads lines of the output up to the first that matches, which is returned.</summary>
    public string ReadUntil(string pattern)
    {
        while (process.StandardOutput.ReadLineAsync().WaitAsync(Patience).Result is { } line)
        {
            if (Regex.IsMatch(line, pattern))
            {
                return line;
            }
        }

        Assert.Fail($"the output ended before a line that matches {pattern}: {process.StandardError.ReadToEnd()}");
        return "";
    }

    /// <summary>Sends a signal: INT, TERM, KILL.</summary>
    public void Signal(string name) => RunProgram("kill", "", null, $"-{name}", $"{process.Id}");

    /// <summary>Whether it ends within a time.</summary>
    public bool HasEnded(TimeSpan within) => process.WaitForExit(within);

    /// <summary>Waits for the end and returns the exit code; 128 plus the signal when one ended it.</summary>
    public int WaitForExit()
    {
        if (!process.WaitForExit(Patience))
        {
            process.Kill();
            Assert.Fail("the process did not end in time");
        }

        return process.ExitCode;
    }

    public void Dispose()
    {
        if (!process.HasExited)
        {
            process.Kill();
        }

        process.Dispose();
    }
}
