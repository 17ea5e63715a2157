using Hangfire.Logging;
using Microsoft.Extensions.Logging;

namespace ExportNative.Service.Observe;

/// <summary>Hangfire's messages in the service's log.</summary>
internal sealed class HangfireLog(ILoggerFactory loggers) : ILogProvider
{
    /// <inheritdoc/>
    public ILog GetLogger(string name) => new Named(loggers.CreateLogger(name));

    private sealed class Named(ILogger logger) : ILog
    {
        public bool Log(Hangfire.Logging.LogLevel logLevel, Func<string>? messageFunc, Exception? exception = null)
        {
            var level = logLevel switch
            {
                Hangfire.Logging.LogLevel.Trace => Microsoft.Extensions.Logging.LogLevel.Trace,
                Hangfire.Logging.LogLevel.Debug => Microsoft.Extensions.Logging.LogLevel.Debug,
                Hangfire.Logging.LogLevel.Info => Microsoft.Extensions.Logging.LogLevel.Information,
                Hangfire.Logging.LogLevel.Warn => Microsoft.Extensions.Logging.LogLevel.Warning,
                Hangfire.Logging.LogLevel.Error => Microsoft.Extensions.Logging.LogLevel.Error,
                _ => Microsoft.Extensions.Logging.LogLevel.Critical,
            };
            if (messageFunc is not null && logger.IsEnabled(level))
            {
                logger.Log(level, exception, "{Message}", messageFunc());
            }

            return logger.IsEnabled(level);
        }
    }
}
