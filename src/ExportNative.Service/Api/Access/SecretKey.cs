using System.IO.Abstractions;
using System.Security.Cryptography;
using ExportNative.Service.Settings;

namespace ExportNative.Service.Api.Access;

/// <summary>
/// The service's own secret, 32 random bytes in the data folder's <c>secret.key</c>, made at the first start. Processes
/// that share the folder share it.
/// </summary>
internal sealed class SecretKey
{
    private const int Length = 32;
    private readonly byte[] secret;

    /// <summary>Reads or makes it.</summary>
    public SecretKey(IFileSystem fileSystem, ServiceSettings settings)
    {
        var path = fileSystem.Path.Combine(settings.DataPath, "secret.key");
        fileSystem.Directory.CreateDirectory(settings.DataPath);
        if (!fileSystem.File.Exists(path))
        {
            // Two processes may come here at once: each writes its own file, and the first rename stays.
            var own = $"{path}.{Guid.NewGuid():N}";
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            using (var file = fileSystem.FileStream.New(own, options))
            {
                file.Write(RandomNumberGenerator.GetBytes(Length));
                file.Flush(flushToDisk: true);
            }

            try
            {
                fileSystem.File.Move(own, path, overwrite: false);
            }
            catch (IOException) when (fileSystem.File.Exists(path))
            {
                fileSystem.File.Delete(own);
            }
        }

        secret = fileSystem.File.ReadAllBytes(path);
        if (secret.Length != Length)
        {
            throw new SettingsException([$"{path} has {secret.Length} bytes and not {Length}; remove it to have a new one made"]);
        }
    }

    /// <summary>A key for one purpose, so that signatures for one never hold for another.</summary>
    public byte[] For(string purpose) => HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, Length, info: System.Text.Encoding.UTF8.GetBytes(purpose));
}
