using ExportNative.Contracts;

namespace ExportNative.Engine.Read;

/// <summary>The sentences for what can be wrong with a source.</summary>
internal static class SourceErrors
{
    public static ExportException Missing(SourceName name, Exception? cause) => new(
        ExportErrorKind.SourceMissing, ExportStage.Plan, name.AsWritten, null,
        "the file does not exist.", "Upload it to the media folder's sources, or correct filePath.", cause);

    public static ExportException Unreadable(SourceName name, string reason, Exception? cause) => IsStall(cause) ? Stalled(name, null, ExportStage.Plan, cause) : new(
        ExportErrorKind.SourceUnreadable, ExportStage.Plan, name.AsWritten, null,
        $"cannot be used as a source: {reason.TrimEnd('.')}.", "Check that the file plays, and that its upload or copy was complete.", cause);

    public static ExportException ReadFailed(SourceName name, int? segment, string reason, Exception? cause) => IsStall(cause) ? Stalled(name, segment, ExportStage.Read, cause) : new(
        ExportErrorKind.ReadFailed, ExportStage.Read, name.AsWritten, segment,
        $"reading failed: {reason.TrimEnd('.')}.", "Check that the file is whole and still there, then export again.", cause);

    private static bool IsStall(Exception? cause) => cause is TimeoutException || cause?.InnerException is TimeoutException;

    private static ExportException Stalled(SourceName name, int? segment, ExportStage stage, Exception? cause) => new(
        ExportErrorKind.Stalled, stage, name.AsWritten, segment,
        "nothing could be read from it for a long time.", "Check the disk or the network drive that it lies on, then export again.", cause);
}
