using ExportNative.Benchmarks.Cuts;
using ExportNative.Benchmarks.Engine;
using ExportNative.Benchmarks.Storage;

switch (args)
{
    case ["storage", .. string[] rest]:
        return StorageBenchmark.Run(rest);
    case ["engine", .. string[] rest]:
        return EngineBenchmark.Run(rest);
    case ["cuts", .. string[] rest]:
        return CutsBenchmark.Run(rest);
    case ["quality", .. { Length: > 2 } rest]:
        return QualityBenchmark.Run(rest);
    case ["storage-waker", string connectionString, string jobs]:
        return Latency.EnqueueFromHere(connectionString, jobs);
    default:
        Console.Error.WriteLine("usage: ExportNative.Benchmarks storage [JOBS [REPORT.md]] | engine PROGRAM [SECONDS [REPORT.md]] | cuts PROGRAM [SECONDS [REPORT.md]] | quality PROGRAM REPORT.md FILE...");
        return 2;
}
