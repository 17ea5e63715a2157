using System.Text.Json.Serialization;

namespace ExportNative.Contracts;

/// <summary>What happens to sound where two segments meet.</summary>
public enum AudioSeams
{
    /// <summary>Whole packets are copied up to the seam. The default.</summary>
    [JsonStringEnumMemberName("plain")]
    Plain,

    /// <summary>The two packets at a seam are encoded with a crossfade of 10 ms. AAC and Opus; other codecs stay plain, with a warning.</summary>
    [JsonStringEnumMemberName("smooth")]
    Smooth,
}
