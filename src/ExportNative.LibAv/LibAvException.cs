namespace ExportNative.LibAv;

/// <summary>
/// A call into FFmpeg failed. Says what we were doing, what FFmpeg answered and which C function it was.
/// When the cause was an exception of the stream we read from or write to, that exception is <see cref="Exception.InnerException"/>.
/// </summary>
public sealed class LibAvException : Exception
{
    /// <summary>Creates the exception from an AVERROR code.</summary>
    /// <param name="code">The negative AVERROR value.</param>
    /// <param name="function">Name of the C function that returned it.</param>
    /// <param name="doing">What was being done, as a phrase: "opening 'a.mp4'".</param>
    /// <param name="innerException">The stream's own exception, when that was the cause.</param>
    public LibAvException(int code, string function, string doing, Exception? innerException = null)
        : base($"{doing}: {innerException?.Message ?? AvError.Describe(code)} ({function})", innerException)
    {
        Code = code;
        Function = function;
        Doing = doing;
    }

    /// <summary>Creates an exception for a failure that has no AVERROR code; <see cref="Code"/> is AVERROR_UNKNOWN.</summary>
    public LibAvException(string message, Exception? innerException) : base(message, innerException)
    {
        Code = AvError.Unknown;
        Function = Doing = "";
    }

    /// <summary>Creates an exception for a failure that has no AVERROR code; <see cref="Code"/> is AVERROR_UNKNOWN.</summary>
    public LibAvException(string message) : this(message, null)
    {
    }

    /// <summary>Creates an exception that says nothing; exists because exceptions customarily have it.</summary>
    public LibAvException() : this("A call into FFmpeg failed.", null)
    {
    }

    /// <summary>The AVERROR value: negative; <c>-errno</c> or one of FFmpeg's four-letter tags.</summary>
    public int Code { get; }

    /// <summary>The C function that failed.</summary>
    public string Function { get; }

    /// <summary>What was being done.</summary>
    public string Doing { get; }
}
