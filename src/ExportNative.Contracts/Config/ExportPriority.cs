using System.Text.Json.Serialization;

namespace ExportNative.Contracts;

/// <summary>Which waiting export runs first.</summary>
public enum ExportPriority
{
    /// <summary>After all others.</summary>
    [JsonStringEnumMemberName("low")]
    Low,

    /// <summary>The default.</summary>
    [JsonStringEnumMemberName("normal")]
    Normal,

    /// <summary>Before all others.</summary>
    [JsonStringEnumMemberName("high")]
    High,
}
