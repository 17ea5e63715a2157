namespace ExportNative.JobStorage;

/// <summary>
/// A commit was refused, and nothing of it was written, because what it was allowed by is gone: the job that its
/// connection had fetched was given to another worker, or a distributed lock that its connection holds was given to
/// another holder. It happens to a process that stood still for longer than its lease (suspended, or starved of
/// processor time) and is what keeps such a process from doing harm when it wakes up.
/// </summary>
public sealed class LeaseLostException : Exception
{
    /// <summary>Creates the exception without a message; the other constructors say more.</summary>
    public LeaseLostException()
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">Which job or lock was lost.</param>
    public LeaseLostException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">Which job or lock was lost.</param>
    /// <param name="innerException">The cause, where there is one.</param>
    public LeaseLostException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
