namespace ExportNative.JobStorage;

/// <summary>UTC times as stored, in ticks of 100 ns as in <see cref="DateTime.Ticks"/>.</summary>
internal sealed class Clock(TimeProvider time)
{
    private long _last;

    public DateTime UtcNow => time.GetUtcNow().UtcDateTime;

    public long Now => UtcNow.Ticks;

    /// <summary>Now, but later than every earlier answer, so that states keep the order in which they were set.</summary>
    public long NextNow()
    {
        while (true)
        {
            long last = Volatile.Read(ref _last);
            long next = Math.Max(Now, last + 1);
            if (Interlocked.CompareExchange(ref _last, next, last) == last)
            {
                return next;
            }
        }
    }

    /// <summary>A time from now, held within what a date can be.</summary>
    public long After(TimeSpan span) => Add(Now, span);

    public static long Add(long ticks, TimeSpan span) =>
        (long)Int128.Clamp((Int128)ticks + span.Ticks, 0, DateTime.MaxValue.Ticks);

    public static DateTime ToDateTime(long ticks) => new(ticks, DateTimeKind.Utc);

    public static DateTime? ToDateTime(long? ticks) => ticks is { } value ? ToDateTime(value) : null;

    /// <summary>Local times are converted; unspecified ones are taken for UTC, as Hangfire means them.</summary>
    public static long ToTicks(DateTime time) =>
        time.Kind == DateTimeKind.Local ? time.ToUniversalTime().Ticks : time.Ticks;
}
