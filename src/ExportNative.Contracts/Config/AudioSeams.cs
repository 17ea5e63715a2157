using System.Text.Json.Serialization;

namespace ExportNative.Contracts;

/// <summary>What happens to sound where two segments meet.</summary>
public enum AudioSeams
{
    /// <summary>Whole packets are copied up to the seam. The default.</summary>
    [JsonStringEnumMemberName("plain")]
    Plain,

    /// <summary>The packets at a seam are re-encoded with a short crossfade.</summary>
    [JsonStringEnumMemberName("smooth")]
    Smooth,
}
