using Microsoft.Extensions.Logging;

namespace ExportNative.Engine.Encode;

/// <summary>
/// Counts what a decoder says is wrong, and hands all lines on. Most decoders hide damage and go on: the picture comes out as if it
/// were whole, and only their log tells.
/// </summary>
internal sealed class DecoderComplaints(ILogger next) : ILogger
{
    /// <summary>Lines of the level error or above.</summary>
    public long Count { get; private set; }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => next.BeginScope(state);

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error || next.IsEnabled(logLevel);

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        Count += logLevel >= LogLevel.Error ? 1 : 0;
        if (next.IsEnabled(logLevel))
        {
            next.Log(logLevel, eventId, state, exception, formatter);
        }
    }
}
