using ExportNative.Testing;

namespace ExportNative.ContainerTests;

/// <summary>A volume of the engine for one test.</summary>
internal sealed class Volume : IDisposable
{
    /// <summary>Its name.</summary>
    public string Name { get; } = Engine.Docker("volume", "create");

    public void Dispose() => Tool.Try("docker", "volume", "rm", "--force", Name);
}
