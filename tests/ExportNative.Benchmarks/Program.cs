using ExportNative.Benchmarks.Engine;
using ExportNative.Benchmarks.Storage;

switch (args)
{
    case ["storage", .. string[] rest]:
        return StorageBenchmark.Run(rest);
    case ["engine", .. string[] rest]:
        return EngineBenchmark.Run(rest);
    case ["storage-waker", string connectionString, string jobs]:
        return Latency.EnqueueFromHere(connectionString, jobs);
    default:
        Console.Error.WriteLine("usage: ExportNative.Benchmarks storage [JOBS [REPORT.md]] | engine PROGRAM [SECONDS [REPORT.md]]");
        return 2;
}
