using ExportNative.JobStorage;
using Hangfire.Logging;
using Microsoft.Data.Sqlite;

namespace ExportNative.StorageTests.Worker;

/// <summary>
/// Notes every error of the storage that reaches Hangfire: what is logged with an exception whose cause is the database.
/// </summary>
public sealed class ErrorLog : ILogProvider
{
    public ILog GetLogger(string name) => new Log();

    public static bool IsOfStorage(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            if (exception is SqliteException or TimeoutException or LeaseLostException)
            {
                return true;
            }
        }

        return false;
    }

    private sealed class Log : ILog
    {
        bool ILog.Log(LogLevel logLevel, Func<string>? messageFunc, Exception? exception)
        {
            if (messageFunc is not null && IsOfStorage(exception))
            {
                Journal.Write("error " + messageFunc() + ": " + exception!.ToString().ReplaceLineEndings(" | "));
            }

            return true;
        }
    }
}
