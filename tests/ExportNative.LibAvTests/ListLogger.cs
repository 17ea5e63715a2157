using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace ExportNative.LibAvTests;

/// <summary>Keeps what was logged, from a level on.</summary>
internal sealed class ListLogger(LogLevel from = LogLevel.Trace) : ILogger
{
    public ConcurrentQueue<(LogLevel Level, string Text)> Lines { get; } = new();

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= from;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Lines.Enqueue((logLevel, formatter(state, exception)));
}
