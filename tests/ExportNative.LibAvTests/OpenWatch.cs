using System.Runtime.InteropServices;

namespace ExportNative.LibAvTests;

/// <summary>Notices, through the kernel (inotify), whether anybody opened a file since the watch was set.</summary>
internal sealed unsafe partial class OpenWatch : IDisposable
{
    private const int NonBlocking = 0x800;
    private const uint Open = 0x20;

    private readonly int descriptor;

    public OpenWatch(string path)
    {
        descriptor = inotify_init1(NonBlocking);
        Assert.True(descriptor >= 0);
        Assert.True(inotify_add_watch(descriptor, path, Open) >= 0, path);
    }

    /// <summary>Whether the file was opened since the last question.</summary>
    public bool WasOpened()
    {
        var events = stackalloc byte[4096];
        return read(descriptor, events, 4096) > 0;
    }

    public void Dispose() => _ = close(descriptor);

    [LibraryImport("libc")] private static partial int inotify_init1(int flags);
    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)] private static partial int inotify_add_watch(int fd, string path, uint mask);
    [LibraryImport("libc")] private static partial nint read(int fd, byte* buffer, nuint count);
    [LibraryImport("libc")] private static partial int close(int fd);
}
