using System.ComponentModel.DataAnnotations;

namespace ExportNative.Service.Settings;

/// <summary>Who may do what.</summary>
public sealed record AccessSettings
{
    /// <summary>The keys. None: everybody who reaches the loopback address may do everything, and nobody else anything.</summary>
    public IReadOnlyList<ApiKeySettings> Keys { get; init; } = [];

    /// <summary>
    /// True opens the service to everybody on every address without keys: for a network that is closed by other means.
    /// Default false.
    /// </summary>
    public bool AllowAnonymous { get; init; }

    /// <summary>How long a signed download link in a status answer holds. Default 1 h, range 1 min to 30 days.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "30.00:00:00")]
    public TimeSpan LinkLifetime { get; init; } = TimeSpan.FromHours(1);

    /// <summary>
    /// Addresses (<c>10.0.0.5</c>) or networks (<c>10.0.0.0/24</c>) of proxies whose <c>X-Forwarded-For</c>, <c>-Proto</c> and
    /// <c>-Host</c> are believed. Default none: nobody's are, since anybody can send them.
    /// </summary>
    public IReadOnlyList<string> TrustedProxies { get; init; } = [];
}
