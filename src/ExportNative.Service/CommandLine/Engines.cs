using System.IO.Abstractions;
using ExportNative.Engine;
using Microsoft.Extensions.Logging.Abstractions;

namespace ExportNative.Service.CommandLine;

/// <summary>The engine as the command line uses it: the real file system and clock, no log beside the messages.</summary>
internal static class Engines
{
    /// <summary>Makes one; FFmpeg's libraries are only loaded when it is first used.</summary>
    public static ExportEngine Create() => new(new FileSystem(), TimeProvider.System, NullLoggerFactory.Instance);
}
