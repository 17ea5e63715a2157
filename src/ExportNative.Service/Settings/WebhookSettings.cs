using System.ComponentModel.DataAnnotations;

namespace ExportNative.Service.Settings;

/// <summary>Calls to a config's <c>callbackUrl</c> when its export has ended.</summary>
public sealed record WebhookSettings
{
    /// <summary>
    /// Key of the signature, shared with the receivers, 16 characters or more. Empty: one is made and kept in the data
    /// folder's <c>secret.key</c>.
    /// </summary>
    [RegularExpression("^(.{16,})?$", ErrorMessage = "must have 16 characters or more")]
    public string Secret { get; init; } = "";

    /// <summary>True allows calls to private and loopback addresses. Default false.</summary>
    public bool AllowPrivateAddresses { get; init; }

    /// <summary>Times that a call is tried again. Default 8, range 0 to 20.</summary>
    [Range(0, 20)]
    public int Retries { get; init; } = 8;

    /// <summary>Wait before the first of them; each next waits twice as long. Default 5 s, range 1 s to 1 h.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Longest time for one call. Default 10 s, range 1 s to 2 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:02:00")]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);
}
