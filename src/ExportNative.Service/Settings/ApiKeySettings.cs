using System.ComponentModel.DataAnnotations;

namespace ExportNative.Service.Settings;

/// <summary>One key that clients may show. The key itself is never kept.</summary>
public sealed record ApiKeySettings
{
    /// <summary>Who it is, for logs and the rate limit; unique.</summary>
    [Required, RegularExpression("^[A-Za-z0-9._-]{1,64}$")]
    public string Name { get; init; } = "";

    /// <summary>SHA-256 of the key's UTF-8 bytes, 64 hexadecimal digits: <c>printf %s "$KEY" | sha256sum</c>.</summary>
    [Required, RegularExpression("^[0-9A-Fa-f]{64}$")]
    public string Sha256 { get; init; } = "";

    /// <summary>Words out of <c>submit</c>, <c>read</c>, <c>operate</c>.</summary>
    [MinLength(1)]
    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <summary>Keys of the same owner share their exports; empty makes the name the owner.</summary>
    public string Owner { get; init; } = "";

    /// <summary>The scopes as flags; unknown words are reported by <see cref="SettingsReader"/>.</summary>
    public AccessScope Granted => Scopes.Aggregate(
        AccessScope.None, (all, word) => Enum.TryParse<AccessScope>(word, ignoreCase: true, out var scope) ? all | scope : all);
}
