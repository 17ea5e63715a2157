using System.ComponentModel.DataAnnotations;

namespace ExportNative.Service.Settings;

/// <summary>How long things are kept.</summary>
public sealed record RetentionSettings
{
    /// <summary>Exports that ended, with their files, since their end. Default 30 days, range 1 min to 10 years.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "3650.00:00:00")]
    public TimeSpan Exports { get; init; } = TimeSpan.FromDays(30);

    /// <summary>Uploads that were begun and not continued. Default 1 day, range 1 min to 1 year.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "365.00:00:00")]
    public TimeSpan UnfinishedUploads { get; init; } = TimeSpan.FromDays(1);

    /// <summary>When the clean-up runs, a cron expression in UTC. Default every hour.</summary>
    [Required, RegularExpression(@"^(\S+ ){4}\S+$", ErrorMessage = "is no cron expression of five fields, such as \"0 * * * *\"")]
    public string Schedule { get; init; } = "0 * * * *";
}
