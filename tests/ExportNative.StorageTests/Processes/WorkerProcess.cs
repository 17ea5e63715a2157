using System.Diagnostics;
using Xunit;

namespace ExportNative.StorageTests.Processes;

/// <summary>One process of the worker program. Killed, if it still runs, when it is disposed.</summary>
public sealed class WorkerProcess : IDisposable
{
    private readonly Process _process;

    private WorkerProcess(ProcessStartInfo start)
    {
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        _process = Process.Start(start)!;
    }

    public int Id => _process.Id;

    /// <summary>The program's path beside the tests.</summary>
    public static string Program { get; } = Path.Combine(AppContext.BaseDirectory, "ExportNative.StorageTests.Worker");

    public static WorkerProcess Start(params string[] arguments) => new(new ProcessStartInfo(Program, arguments));

    /// <summary>Starts the program in a mount namespace of its own, where a small file system covers a folder.</summary>
    /// <param name="folder">The folder to cover.</param>
    /// <param name="mount">Shell commands that mount it; the folder is $1.</param>
    /// <param name="arguments">Of the worker program.</param>
    public static WorkerProcess StartWithMount(string folder, string mount, params string[] arguments)
    {
        string[] unshare = MayMount() ?? throw new InvalidOperationException("This machine lets nobody mount a file system: neither root, nor a user namespace, nor sudo.");
        return new WorkerProcess(new ProcessStartInfo(
            unshare[0],
            [.. unshare[1..], "sh", "-ec", mount + "; shift; exec \"$@\"", "sh", folder, Program, .. arguments]));
    }

    /// <summary>How to get a mount namespace here: as root, in a user namespace, or through sudo; null if in no way.</summary>
    public static string[]? MayMount()
    {
        string[][] ways = [["unshare", "--mount"], ["unshare", "--user", "--map-root-user", "--mount"], ["sudo", "-n", "unshare", "--mount"]];
        return Array.Find(ways, static way =>
        {
            try
            {
                using Process probe = Process.Start(new ProcessStartInfo(way[0], [.. way[1..], "sh", "-c", "mount -t tmpfs tmpfs /mnt"]) { RedirectStandardError = true })!;
                probe.WaitForExit();
                return probe.ExitCode == 0;
            }
            catch (System.ComponentModel.Win32Exception)
            {
                return false;
            }
        });
    }

    /// <summary>Waits for the next line of the program's output.</summary>
    public string ReadLine(int seconds = 60)
    {
        Task<string?> line = _process.StandardOutput.ReadLineAsync();
        return line.Wait(TimeSpan.FromSeconds(seconds))
            ? line.Result ?? throw new InvalidOperationException($"The worker ended with code {Ended()}.")
            : throw new TimeoutException("The worker said nothing.");
    }

    /// <summary>Tells the program something and waits for its answer.</summary>
    public string Ask(string order)
    {
        _process.StandardInput.WriteLine(order);
        return ReadLine();
    }

    /// <summary>Lets the program end in order and returns what it still said.</summary>
    public string End(int seconds = 60)
    {
        _process.StandardInput.Close();
        Task<string> rest = _process.StandardOutput.ReadToEndAsync();
        Assert.True(_process.WaitForExit(TimeSpan.FromSeconds(seconds)), "The worker did not end.");
        Assert.Equal(0, _process.ExitCode);
        return rest.Result;
    }

    /// <summary>SIGKILL: the process gets no chance to do anything.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    /// <summary>Stops the process where it is, or lets it go on.</summary>
    public void Signal(string name)
    {
        using Process kill = Process.Start(new ProcessStartInfo("sh", ["-c", $"kill -{name} {_process.Id}"]))!;
        kill.WaitForExit();
        Assert.Equal(0, kill.ExitCode);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            Kill();
        }

        _process.Dispose();
    }

    private int Ended()
    {
        _process.WaitForExit();
        return _process.ExitCode;
    }
}
