using System.Text.Json.Serialization;

namespace ExportNative.Contracts;

/// <summary>What happens to a stretch of pictures.</summary>
public enum PartKind
{
    /// <summary>Its packets pass as they are.</summary>
    [JsonStringEnumMemberName("copied")]
    Copied,

    /// <summary>Its pictures are decoded and encoded anew.</summary>
    [JsonStringEnumMemberName("encoded")]
    Encoded,
}
