using System.Globalization;
using ExportNative.Contracts;
using ExportNative.LibAv;

namespace ExportNative.Engine.Publish;

/// <summary>The sentences for what can go wrong with the output.</summary>
internal static class WriteErrors
{
    private const int OutOfSpace = 28;                    // ENOSPC
    private const int OverQuota = 122;                    // EDQUOT
    private const int Win32DiskFull = unchecked((int)0x80070070);   // what .NET reports ENOSPC as

    /// <summary>Full disk apart from every other failure, because the first can be retried after clearing up.</summary>
    public static ExportException From(Exception cause, string displayName)
    {
        for (var e = cause; e is not null; e = e.InnerException)
        {
            if (e is IOException && (e.HResult is Win32DiskFull or OutOfSpace or OverQuota || (e.HResult & 0xFFFF) is OutOfSpace or OverQuota))
            {
                return new(ExportErrorKind.DiskFull, ExportStage.Write, displayName, null, "the disk is full.", "Free some space, then export again.", cause);
            }
        }

        if (cause is LibAvException { InnerException: null })
        {
            return new(
                ExportErrorKind.NotCopyable, ExportStage.Write, displayName, null,
                $"its container does not take what the sources hold: {cause.Message.TrimEnd('.')}.", "Check that the sources play from start to end; convert the one that does not.", cause);
        }

        return new(
            ExportErrorKind.WriteFailed, ExportStage.Write, displayName, null,
            $"cannot be written: {cause.Message.TrimEnd('.')}.", "Check that the folder exists, may be written to, and is mounted.", cause);
    }

    public static ExportException NoRoom(string displayName, long needed, long free, Exception? cause) => new(
        ExportErrorKind.DiskFull, ExportStage.Write, displayName, null,
        string.Create(CultureInfo.InvariantCulture, $"needs about {needed / 1e6:0} MB, and {free / 1e6:0} MB are free."),
        "Free some space, then export again.", cause);

    public static ExportException Contradicted(string displayName, string what) => new(
        ExportErrorKind.WriteFailed, ExportStage.Verify, displayName, null,
        $"the finished file is not what was written: {what}.", "Export again; if it happens twice, check the disk and report this.");
}
