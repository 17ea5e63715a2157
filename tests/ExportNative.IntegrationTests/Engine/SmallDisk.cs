using ExportNative.Testing;
using Xunit;

namespace ExportNative.IntegrationTests.Engine;

/// <summary>A disk of 256 kB at a folder. Where nobody may mount, as while an image is built, the test is skipped and says so.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly string _folder;

    /// <param name="folder">Made if it is not there yet.</param>
    public SmallDisk(string folder)
    {
        Assert.SkipUnless(Tool.Try("unshare", "--mount", "true").ExitCode == 0, "a small disk can only be mounted with the right to mount");
        _folder = Directory.CreateDirectory(folder).FullName;
        Tool.Run("mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", _folder);
    }

    /// <summary>Takes the disk away with all that lies on it.</summary>
    public void Dispose() => Tool.Run("umount", _folder);
}
