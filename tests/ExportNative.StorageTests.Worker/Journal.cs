using System.Globalization;

namespace ExportNative.StorageTests.Worker;

/// <summary>
/// What this process did, one line each, in a file of its own: written before the call returns, so that a line is there
/// even if the process is killed the moment after.
/// </summary>
public static class Journal
{
    private static readonly Lock Gate = new();
    private static FileStream? _file;

    /// <summary>Starts the journal in a folder that the processes of one test share.</summary>
    public static void Open(string folder) => _file = new FileStream(
        Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}-{DateTime.UtcNow.Ticks}.journal")),
        FileMode.CreateNew,
        FileAccess.Write,
        FileShare.ReadWrite);

    public static void Write(string line)
    {
        lock (Gate)
        {
            if (_file is { } file)
            {
                file.Write(System.Text.Encoding.UTF8.GetBytes(line + "\n"));
                file.Flush();
            }
        }
    }

    /// <summary>The lines of every process of a test that begin with a word, without it. A torn last line is left out.</summary>
    public static List<string> Read(string folder, string word)
    {
        List<string> found = [];
        foreach (string path in Directory.EnumerateFiles(folder, "*.journal"))
        {
            using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using StreamReader reader = new(file);
            string text = reader.ReadToEnd();
            found.AddRange(text[..(text.LastIndexOf('\n') + 1)].Split('\n')
                .Where(line => line.StartsWith(word + " ", StringComparison.Ordinal))
                .Select(line => line[(word.Length + 1)..]));
        }

        return found;
    }
}
