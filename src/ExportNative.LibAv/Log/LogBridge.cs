using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Extensions.Logging;
using static ExportNative.LibAv.AvConstants;

namespace ExportNative.LibAv;

/// <summary>
/// Leads FFmpeg's process-wide log to the logger of whoever is calling into FFmpeg on this thread, so that each export sees
/// its own lines. Lines of FFmpeg's worker threads and of calls without a logger are dropped; nothing goes to the terminal.
/// </summary>
internal static unsafe class LogBridge
{
    private const int LineBytes = 1024;

    [ThreadStatic] private static ILogger? current;
    [ThreadStatic] private static StringBuilder? unfinished;

    /// <summary>Replaces FFmpeg's printing to standard error; called once per process, when the libraries are loaded.</summary>
    public static void Install() => AvUtil.av_log_set_callback(&OnLog);

    /// <summary>Makes <paramref name="logger"/> the receiver of this thread's lines until the result is disposed. Allocates nothing.</summary>
    public static Scope Enter(ILogger? logger)
    {
        var previous = current;
        current = logger;
        return new Scope(previous);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnLog(nint source, int level, byte* format, nint arguments)
    {
        try
        {
            var logger = current;
            if (logger is null) return;
            var mapped = Map(level & 0xFF);
            if (!logger.IsEnabled(mapped)) return;

            var line = stackalloc byte[LineBytes];
            var pending = unfinished ??= new StringBuilder();
            var printPrefix = pending.Length == 0 ? 1 : 0;
            if (AvUtil.av_log_format_line2(source, level & 0xFF, format, arguments, line, LineBytes, &printPrefix) < 0) return;
            pending.Append(Struct.Text((nint)line));
            // FFmpeg writes some lines in pieces; only the last piece ends in a line break.
            if (pending.Length == 0 || (pending[^1] is not ('\n' or '\r') && pending.Length < 8 * LineBytes)) return;
            var text = WithoutAddress(pending.ToString().TrimEnd());
            pending.Clear();
            if (text.Length > 0) logger.Log(mapped, "FFmpeg: {Line}", text);
        }
#pragma warning disable CA1031 // An exception must not unwind through C frames; a lost log line is the lesser harm.
        catch
        {
            unfinished?.Clear();
        }
#pragma warning restore CA1031
    }

    // "[mov,mp4 @ 0x55d0c8] text": the address only makes equal lines differ.
    private static string WithoutAddress(string line)
    {
        if (!line.StartsWith('[')) return line;
        var end = line.IndexOf(']', StringComparison.Ordinal);
        var at = line.IndexOf(" @ 0x", StringComparison.Ordinal);
        return at > 0 && at < end ? string.Concat(line.AsSpan(0, at), line.AsSpan(end)) : line;
    }

    private static LogLevel Map(int level) => level switch
    {
        <= AV_LOG_FATAL => LogLevel.Critical,
        <= AV_LOG_ERROR => LogLevel.Error,
        <= AV_LOG_WARNING => LogLevel.Warning,
        <= AV_LOG_INFO => LogLevel.Information,
        <= AV_LOG_DEBUG => LogLevel.Debug,
        _ => LogLevel.Trace,
    };

    /// <summary>Restores the receiver that was there before.</summary>
    public readonly ref struct Scope(ILogger? previous)
    {
        /// <summary>Ends the scope.</summary>
        public void Dispose() => current = previous;
    }
}
