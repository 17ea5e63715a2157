using System.Text.Json.Serialization;

namespace ExportNative.Contracts;

/// <summary>Where a cut falls when pictures are copied.</summary>
public enum CutMode
{
    /// <summary>On the nearest keyframe of the incoming camera: nothing is re-encoded. The default.</summary>
    [JsonStringEnumMemberName("keyframe")]
    Keyframe,

    /// <summary>On the exact frame: only the pictures around a cut are re-encoded.</summary>
    [JsonStringEnumMemberName("frame")]
    Frame,
}
