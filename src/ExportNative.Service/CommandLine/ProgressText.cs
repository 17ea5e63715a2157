using System.Globalization;
using ExportNative.Contracts;

namespace ExportNative.Service.CommandLine;

/// <summary>An export's progress as text, from its figures and the time since it began. Pure, so that every width is tested.</summary>
/// <param name="Progress">The figures.</param>
/// <param name="Elapsed">Time since the export began.</param>
internal readonly record struct ProgressText(ExportProgress Progress, TimeSpan Elapsed)
{
    private const int WidestBar = 40;
    private const int NarrowestBar = 8;

    /// <summary>How much faster than playing the program is written; null until there is something to tell.</summary>
    public double? TimesRealTime => Elapsed > TimeSpan.Zero && Progress.ProgramTimeWritten > TimeSpan.Zero
        ? Progress.ProgramTimeWritten / Elapsed
        : null;

    /// <summary>Time until the end if it goes on as it went so far; null until there is something to tell.</summary>
    public TimeSpan? TimeLeft => Progress.Fraction is > 0.001 and < 1 && Elapsed > TimeSpan.Zero
        ? Elapsed * ((1 - Progress.Fraction) / Progress.Fraction)
        : null;

    /// <summary>Percent with one decimal, rounded down: 100.0 only when it is done.</summary>
    public string Percent => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(Progress.Fraction * 1000) / 10:F1} %");

    /// <summary>
    /// One line of at most so many columns: a bar, percent, speed, times real time, segment, time left; what matters
    /// least goes first when there is no room.
    /// </summary>
    /// <param name="width">Columns, at least 1.</param>
    public string Line(int width)
    {
        // In the order in which they are shown, with how soon each is given up.
        (string? Text, int Rank)[] parts =
        [
            (Percent, 0),
            (Activity, 2),
            (TimesRealTime is { } times ? string.Create(CultureInfo.InvariantCulture, $"{times:F1}x") : null, 3),
            (Progress.SegmentCount > 0 ? string.Create(CultureInfo.InvariantCulture, $"segment {Progress.SegmentIndex + 1}/{Progress.SegmentCount}") : null, 4),
            (TimeLeft is { } left ? $"{Clock(left)} left" : null, 1),
        ];
        for (var keep = 4; keep >= 0; keep--)
        {
            var text = string.Join("  ", parts.Where(part => part.Rank <= keep && part.Text is not null).Select(part => part.Text));
            var room = Math.Min(WidestBar, width - text.Length - 4);
            if (room >= NarrowestBar)
            {
                return $"[{Bar(room)}]  {text}";
            }

            // Speed and segment go before the bar does, percent and time left only after it.
            if (keep <= 1 && text.Length <= width)
            {
                return text;
            }
        }

        return "";
    }

    /// <summary>One line for a log: everything, no bar.</summary>
    public string Plain()
    {
        var parts = new List<string> { Percent };
        if (Progress.BytesPlanned > 0)
        {
            parts.Add($"{Size(Progress.BytesWritten)} of {Size(Progress.BytesPlanned)}");
        }

        if (Speed(Progress.BytesPerSecond) is { } speed)
        {
            parts.Add(speed);
        }

        if (TimesRealTime is { } times)
        {
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"{times:F1}x"));
        }

        if (Progress.SegmentCount > 0)
        {
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"segment {Progress.SegmentIndex + 1} of {Progress.SegmentCount}"));
        }

        if (TimeLeft is { } left)
        {
            parts.Add($"{Clock(left)} left");
        }

        return string.Join("  ", parts);
    }

    /// <summary>Bytes in the largest decimal unit that leaves at least 1: 2.7 GB.</summary>
    public static string Size(long bytes)
    {
        string[] units = ["B", "kB", "MB", "GB", "TB"];
        double value = bytes;
        var unit = 0;
        for (; value >= 999.95 && unit < units.Length - 1; unit++)
        {
            value /= 1000;
        }

        return unit == 0
            ? string.Create(CultureInfo.InvariantCulture, $"{bytes} B")
            : string.Create(CultureInfo.InvariantCulture, $"{value:F1} {units[unit]}");
    }

    /// <summary>A length as a clock shows it, rounded up to seconds: 0:07, 12:34, 1:02:03.</summary>
    public static string Clock(TimeSpan time)
    {
        var seconds = (long)Math.Ceiling(time.TotalSeconds);
        return seconds < 3600
            ? string.Create(CultureInfo.InvariantCulture, $"{seconds / 60}:{seconds % 60:D2}")
            : string.Create(CultureInfo.InvariantCulture, $"{seconds / 3600}:{seconds / 60 % 60:D2}:{seconds % 60:D2}");
    }

    private static string? Speed(double bytesPerSecond)
        => bytesPerSecond switch
        {
            >= 10e6 => string.Create(CultureInfo.InvariantCulture, $"{bytesPerSecond / 1e6:F0} MB/s"),
            >= 0.05e6 => string.Create(CultureInfo.InvariantCulture, $"{bytesPerSecond / 1e6:F1} MB/s"),
            _ => null,
        };

    private string? Activity => Progress.Stage switch
    {
        ExportStage.Verify => "checking",
        ExportStage.Publish when Progress.Fraction < 1 => "publishing",
        _ => Speed(Progress.BytesPerSecond),
    };

    private string Bar(int columns)
    {
        var full = (int)(columns * Math.Clamp(Progress.Fraction, 0, 1));
        return new string('#', full) + new string('-', columns - full);
    }
}
