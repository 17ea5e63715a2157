using ExportNative.Service.CommandLine;

return CommandLineProgram.Run(args, Terminal.OfProcess());
