using System.Text.Json.Serialization;

namespace ExportNative.Contracts;

/// <summary>What happens to the pictures on their way into the output.</summary>
public enum OutputCodec
{
    /// <summary>Stream copy: compressed packets pass as they are. The default.</summary>
    [JsonStringEnumMemberName("copy")]
    Copy,

    /// <summary>Re-encode to H.264 / AVC.</summary>
    [JsonStringEnumMemberName("h264")]
    H264,

    /// <summary>Re-encode to H.265 / HEVC.</summary>
    [JsonStringEnumMemberName("h265")]
    H265,

    /// <summary>Re-encode to VP9.</summary>
    [JsonStringEnumMemberName("vp9")]
    Vp9,

    /// <summary>Re-encode to AV1.</summary>
    [JsonStringEnumMemberName("av1")]
    Av1,
}
