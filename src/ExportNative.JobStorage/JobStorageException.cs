namespace ExportNative.JobStorage;

/// <summary>
/// The job database cannot be opened or used as it is: the folder is missing, the file is damaged, read-only, written
/// by a newer program, or on a file system that cannot hold it. The message says what is wrong and what to do;
/// <see cref="Exception.InnerException"/> is the database's own error where there was one.
/// </summary>
public sealed class JobStorageException : Exception
{
    /// <summary>Creates the exception without a message; the other constructors say more.</summary>
    public JobStorageException()
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is wrong and what to do about it.</param>
    public JobStorageException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is wrong and what to do about it.</param>
    /// <param name="innerException">The error that the database reported.</param>
    public JobStorageException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
