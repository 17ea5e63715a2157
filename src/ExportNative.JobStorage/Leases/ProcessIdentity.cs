using System.Globalization;

namespace ExportNative.JobStorage;

/// <summary>
/// Which process this is, so that another one can tell whether it still runs. Two processes can judge each other only
/// when they see the same process numbers: the same boot of the same kernel, and the same process namespace (two
/// containers that share a volume are alike in the first and differ in the second).
/// </summary>
/// <param name="Machine">Boot and process namespace. Unique to this process where they are unknown, as off Linux.</param>
/// <param name="Process">The process number within that namespace.</param>
/// <param name="Started">When it started, in clock ticks since boot, because process numbers are used again.</param>
internal sealed record ProcessIdentity(string Machine, int Process, string Started)
{
    /// <summary>This process.</summary>
    public static ProcessIdentity Current { get; } = Find();

    /// <summary>True when it is certain that the process has ended. False means that only its lease can tell.</summary>
    public bool IsKnownDead()
    {
        if (Machine != Current.Machine)
        {
            return false;
        }

        // /proc may hide other users' processes (hidepid): then the signal that kill(2) would send decides.
        return Stat(Process) is { } stat ? stat.Ended || stat.Started != Started : !IsRunning(Process);
    }

    private static ProcessIdentity Find()
    {
        int process = Environment.ProcessId;
        string? boot = ReadOrNull("/proc/sys/kernel/random/boot_id");
        string? space = Link("/proc/self/ns/pid");
        string? started = Stat(process)?.Started;
        return boot is null || space is null || started is null
            ? new ProcessIdentity(Guid.NewGuid().ToString("N"), process, string.Empty)
            : new ProcessIdentity($"{boot.Trim()} {space}", process, started);
    }

    /// <summary>Fields 3 and 22 of /proc/PID/stat (proc(5)); null when there is none to read.</summary>
    private static (bool Ended, string Started)? Stat(int process)
    {
        string? stat = ReadOrNull(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/stat"));
        // The name, field 2, is in parentheses and may hold spaces and parentheses itself.
        int name = stat?.LastIndexOf(')') ?? -1;
        if (name < 0)
        {
            return null;
        }

        string[] fields = stat![(name + 2)..].Split(' ');
        return fields.Length > 19 ? (fields[0] is "Z" or "X", fields[19]) : null;
    }

    private static bool IsRunning(int process)
    {
        try
        {
            using System.Diagnostics.Process running = System.Diagnostics.Process.GetProcessById(process);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static string? ReadOrNull(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string? Link(string path)
    {
        try
        {
            return new FileInfo(path).LinkTarget;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
