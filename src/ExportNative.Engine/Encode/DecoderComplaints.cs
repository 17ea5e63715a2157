using Microsoft.Extensions.Logging;

namespace ExportNative.Engine.Encode;

/// <summary>
/// Counts what a decoder says is wrong, and hands all lines on. Most decoders hide damage and go on: the picture comes out as if it
/// were whole, and only their log tells.
/// </summary>
internal sealed class DecoderComplaints(ILogger next) : ILogger
{
    /// <summary>
    /// H.264's decoder says it where a picture is told to be forgotten that it never had: behind each open-GOP keyframe that decoding
    /// begins at, in footage without any damage.
    /// </summary>
    private const string Harmless = "mmco: unref short failure";

    /// <summary>Lines of the level error or above.</summary>
    public long Count { get; private set; }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => next.BeginScope(state);

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error || next.IsEnabled(logLevel);

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        Count += logLevel >= LogLevel.Error && !formatter(state, exception).Contains(Harmless, StringComparison.Ordinal) ? 1 : 0;
        if (next.IsEnabled(logLevel))
        {
            next.Log(logLevel, eventId, state, exception, formatter);
        }
    }
}
