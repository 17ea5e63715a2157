namespace ExportNative.StorageTests;

/// <summary>A folder of its own for each test; gone with the test.</summary>
public sealed class TempFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("job-storage-").FullName;

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public string ConnectionString(string name = "jobs.db") => $"Data Source={File(name)}";

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
