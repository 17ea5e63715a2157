using System.Text.Json.Serialization;

namespace ExportNative.Contracts;

/// <summary>What becomes of a segment.</summary>
public enum SegmentDecision
{
    /// <summary>Copied, and it begins exactly where asked.</summary>
    [JsonStringEnumMemberName("copied")]
    Copied,

    /// <summary>Copied; its beginning is moved to a keyframe.</summary>
    [JsonStringEnumMemberName("rolled")]
    Rolled,

    /// <summary>It begins exactly where asked: pictures around its cuts are encoded anew, the rest is copied.</summary>
    [JsonStringEnumMemberName("exact")]
    Exact,

    /// <summary>Copied without a seam: it goes on where the segment before ends in the same source.</summary>
    [JsonStringEnumMemberName("continued")]
    Continued,

    /// <summary>Not shown: it has no keyframe that it could begin at, so the segment before goes on over it.</summary>
    [JsonStringEnumMemberName("absorbed")]
    Absorbed,
}
