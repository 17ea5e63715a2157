using System.Text.Json.Serialization;

namespace ExportNative.Contracts;

/// <summary>What may be done instead where a cut by frame cannot be made; always reported.</summary>
public enum CutFallback
{
    /// <summary>That cut rolls to the nearest keyframe. Tried first.</summary>
    [JsonStringEnumMemberName("keyframe")]
    Keyframe,

    /// <summary>All pictures of the segment are encoded, to the codec of the first segment's source.</summary>
    [JsonStringEnumMemberName("encode")]
    Encode,
}
