using ExportNative.Benchmarks.Storage;

switch (args)
{
    case ["storage", .. string[] rest]:
        return StorageBenchmark.Run(rest);
    case ["storage-waker", string connectionString, string jobs]:
        return Latency.EnqueueFromHere(connectionString, jobs);
    default:
        Console.Error.WriteLine("usage: ExportNative.Benchmarks storage [JOBS [REPORT.md]]");
        return 2;
}
