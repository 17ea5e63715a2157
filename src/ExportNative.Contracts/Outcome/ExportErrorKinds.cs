namespace ExportNative.Contracts;

/// <summary>The one table from an error kind to its stable word and to the command line's exit code.</summary>
public static class ExportErrorKinds
{
    /// <summary>The exit code of a command that did what it was asked.</summary>
    public const int SuccessExitCode = 0;

    /// <summary>
    /// The exit code of the command line for an error: 2 change the config, 3 look at the source, 4 not copyable,
    /// 5 look at the disk, 6 stalled, 7 install FFmpeg's libraries, 70 a fault of this program
    /// (EX_SOFTWARE of sysexits.h), 130 cancelled (128 + SIGINT, as shells do).
    /// </summary>
    /// <param name="kind">Any defined kind.</param>
    /// <exception cref="ArgumentOutOfRangeException">The kind is not a defined one.</exception>
    public static int ExitCode(this ExportErrorKind kind) => Row(kind).ExitCode;

    /// <summary>The word for a kind in JSON and logs, camelCase, stable: <c>notCopyable</c>.</summary>
    /// <param name="kind">Any defined kind.</param>
    /// <exception cref="ArgumentOutOfRangeException">The kind is not a defined one.</exception>
    public static string Name(this ExportErrorKind kind) => Row(kind).Name;

    private static (string Name, int ExitCode) Row(ExportErrorKind kind) => kind switch
    {
        ExportErrorKind.ConfigInvalid => ("configInvalid", 2),
        ExportErrorKind.RangeNotInSource => ("rangeNotInSource", 2),
        ExportErrorKind.SourceMissing => ("sourceMissing", 3),
        ExportErrorKind.SourceUnreadable => ("sourceUnreadable", 3),
        ExportErrorKind.ReadFailed => ("readFailed", 3),
        ExportErrorKind.NotCopyable => ("notCopyable", 4),
        ExportErrorKind.DiskFull => ("diskFull", 5),
        ExportErrorKind.WriteFailed => ("writeFailed", 5),
        ExportErrorKind.Stalled => ("stalled", 6),
        ExportErrorKind.LibrariesMissing => ("librariesMissing", 7),
        ExportErrorKind.Internal => ("internal", 70),
        ExportErrorKind.Cancelled => ("cancelled", 130),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not a defined error kind."),
    };
}
