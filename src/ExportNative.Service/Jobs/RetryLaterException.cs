using ExportNative.Contracts;

namespace ExportNative.Service.Jobs;

/// <summary>Wraps an export's failure that may not happen again later; the only kind that Hangfire tries again.</summary>
public sealed class RetryLaterException : Exception
{
    /// <summary>Wraps a failure.</summary>
    /// <param name="failure">What happened this time.</param>
    public RetryLaterException(ExportException failure)
        : base(failure?.Description, failure)
    {
    }

    /// <summary>Whether trying again can help without anybody changing the config or its files.</summary>
    public static bool Helps(ExportErrorKind kind)
        => kind is ExportErrorKind.DiskFull or ExportErrorKind.ReadFailed or ExportErrorKind.WriteFailed or ExportErrorKind.Stalled;
}
