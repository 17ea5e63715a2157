using System.Diagnostics;

namespace ExportNative.FuzzTests;

/// <summary>The engine in a process of its own, which may crash or hang without taking the tests along.</summary>
internal sealed class Worker : IDisposable
{
    /// <summary>No export of a second of footage takes longer, however it is damaged.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private Process? _process;

    /// <summary>Exports a folder; what the worker said, or how it ended instead: <c>crashed</c> or <c>hung</c>.</summary>
    public string Export(string folder)
    {
        _process ??= Process.Start(new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "ExportNative.FuzzTests.Worker"))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        _process.StandardInput.WriteLine(folder);
        var answer = _process.StandardOutput.ReadLineAsync();
        if (!answer.Wait(Patience))
        {
            End();
            return "hung";
        }

        if (answer.Result is { } line)
        {
            return line;
        }

        _process.WaitForExit();
        var code = _process.ExitCode;
        End();
        return $"crashed with {code}";
    }

    public void Dispose() => End();

    private void End()
    {
        if (_process is { HasExited: false })
        {
            _process.StandardInput.Close();
            if (!_process.WaitForExit(TimeSpan.FromSeconds(1)))
            {
                _process.Kill();
            }
        }

        _process?.Dispose();
        _process = null;
    }
}
