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

    /// <summary>How long a browser that showed its key once is known by its cookie. Default 12 h, range 1 min to 30 days.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "30.00:00:00")]
    public TimeSpan SessionLifetime { get; init; } = TimeSpan.FromHours(12);

    /// <summary>
    /// Origins of other sites' pages that may call the API from a browser, such as <c>https://editor.example.com</c>; each call
    /// still needs a key. Default none.
    /// </summary>
    public IReadOnlyList<string> Origins { get; init; } = [];
}
